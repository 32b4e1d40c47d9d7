import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { Results } from '../../shared/domain/results.ts';
import { expect, test } from '../support/program.ts';
import { readXml } from '../unit/figure/read-xml.ts';
import { chooseTheme, exported, seriousFaults } from './steps.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/main/opendems.mjs', import.meta.url));

/** What the command line prints of an example's file. */
function analyseOnCommandLine(home: string, file: RegExp): Results {
  const library = join(home, 'library');
  const name = readdirSync(library).find((one) => file.test(one) && one.endsWith('.dems'))!;
  const run = [PROGRAM, 'analyse', join(library, name), '--json'];
  return JSON.parse(execFileSync(process.execPath, run, { encoding: 'utf8', maxBuffer: 1e8 })) as Results;
}

/** Opens the bare example in Analyse and waits for its numbers. */
async function analyseExample(page: Page): Promise<void> {
  const row = page.locator('tr[data-run]').filter({ hasText: 'bare NCM85' });
  await row.click({ timeout: 60_000 });
  await page.getByLabel('Preview').getByRole('button', { name: 'Analyse' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Analyse' })).toBeAttached();
  await expect(page.locator('[data-gas="CO2"]')).toBeVisible({ timeout: 60_000 });
}

const printed = (page: Page, gas: string) =>
  page.locator(`[data-gas="${gas}"] [data-printed]`).getAttribute('data-printed');
const setStretch = (page: Page, name: string) =>
  page.getByRole('radiogroup', { name: 'Stretch', exact: true }).getByText(name).click();
const recipeHash = (page: Page) => page.getByLabel('Steps of the recipe').locator('code').innerText();
const handle = (page: Page) => page.getByRole('slider', { name: 'Baseline 1, begin' });

test('a baseline span moves by keyboard and mouse, numbers follow, undo brings them back', async ({ program }) => {
  const page = program.window;
  await analyseExample(page);
  await expect(page.getByTestId('analysis-rows').locator('canvas')).toHaveCount(4);
  const before = { hash: await recipeHash(page), amount: await printed(page, 'CO2') };
  expect(before.amount).toMatch(/\d/);
  const undo = page.getByRole('button', { name: 'Undo', exact: true });
  await expect(undo).toBeDisabled();

  await handle(page).focus();
  const start = Number(await handle(page).getAttribute('aria-valuenow'));
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => Number(await handle(page).getAttribute('aria-valuenow'))).toBeCloseTo(start + 1, 6);
  await expect.poll(() => recipeHash(page), 'the results follow').not.toBe(before.hash);
  await page.keyboard.press('Control+z');
  await expect.poll(() => recipeHash(page), 'undo').toBe(before.hash);
  await page.keyboard.press('Control+y');
  await expect.poll(() => recipeHash(page), 'redo').not.toBe(before.hash);
  await undo.click();
  await expect.poll(() => recipeHash(page), 'undo again').toBe(before.hash);

  const box = (await handle(page).boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 15, y, { steps: 4 });
  await page.mouse.move(x + 30, y, { steps: 4 });
  await expect
    .poll(async () => /^[\da-f]{12}$/.test(await recipeHash(page)) && (await recipeHash(page)) !== before.hash, {
      message: 'a span held still gets all its numbers',
    })
    .toBe(true);
  await expect.poll(() => printed(page, 'CO2'), 'also of the gases not in the figure').not.toBe(before.amount);
  await page.mouse.up();
  await expect.poll(async () => Number(await handle(page).getAttribute('aria-valuenow'))).toBeGreaterThan(start + 2);
  await expect.poll(() => recipeHash(page), 'the results follow the mouse').not.toBe(before.hash);
  await expect.poll(() => printed(page, 'CO2'), 'the amount has changed').not.toBe(before.amount);
  await undo.click();
  await expect.poll(() => recipeHash(page), 'a drag is one step').toBe(before.hash);
  await expect.poll(() => printed(page, 'CO2')).toBe(before.amount);
  await expect(undo).toBeDisabled();
});

test('axes, half-cycles, table and a saved version', async ({ program }) => {
  test.slow();
  const page = program.window;
  await analyseExample(page);
  await page.getByRole('radiogroup', { name: 'x axis' }).getByText('SOC').click();
  await page.locator('[data-gas="CO2"]').click();
  await expect(page.getByTestId('analysis-rows')).toHaveAttribute('aria-label', /% SOC.*CO₂ amount/, {
    timeout: 20_000,
  });
  await page.keyboard.press('t');
  await expect(page.getByRole('dialog', { name: 'Numbers in sight' })).toContainText('% SOC');
  await page.keyboard.press('Escape');

  // Curves to look at: they are named so, and no number moves.
  const before = await printed(page, 'CO2');
  const rows = page.getByTestId('analysis-rows');
  await page.getByRole('button', { name: 'Further curves' }).click();
  const curves = page.getByRole('dialog', { name: 'Further curves' });
  for (const name of ['Residuals', 'Rate without washout', 'AsLS', 'dQ/dV']) {
    await curves.getByRole('checkbox', { name }).check();
  }
  const period = curves.getByLabel('Follows drifts slower than');
  await period.fill('0');
  await period.press('Enter');
  await expect(curves.getByRole('alert')).toContainText('not possible');
  await period.fill('40');
  await period.press('Enter');
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  for (const named of ['without washout, to look at only', 'AsLS 40 h, to look at only', 'dQ/dV, to look at only'])
    await expect(rows).toHaveAttribute('aria-label', new RegExp(`V\\. .*${named}`), { timeout: 20_000 });
  expect(await printed(page, 'CO2')).toBe(before);

  await page.getByRole('button', { name: 'Save version…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('First look');
  await dialog.getByRole('button', { name: 'Save version' }).click();
  await expect(dialog).toBeHidden({ timeout: 20_000 });
  await expect(page.getByTestId('recipe-standing')).toHaveText('First look');
  await page.getByRole('button', { name: /^5 Baseline/ }).click();
  await page.getByRole('button', { name: /^8 Onset/ }).click();
  await page.getByLabel('Blocks in a row').fill('4');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('recipe-standing')).toHaveText('changed');
  await page.getByRole('button', { name: 'Save version…' }).click();
  await expect(dialog).toContainText('Onset, consecutive blocks: 3 → 4');
});

test('from the proposal to a recipe of one’s own, and on to the other run', async ({ program }) => {
  test.setTimeout(180_000);
  const page = program.window;
  await expect(page.locator('tr[data-run]')).toHaveCount(2, { timeout: 60_000 });
  await analyseExample(page);
  await page.getByRole('button', { name: 'Accept' }).click();
  await expect(page.getByTestId('recipe-standing')).toHaveText('Proposal, accepted', { timeout: 20_000 });

  // A span that would overlap another is refused with words.
  const end = page.getByLabel('Baseline 1, end, hours');
  await end.fill('85.5');
  await end.press('Enter');
  await expect(page.getByRole('alert')).toContainText('It would overlap Baseline 2');
  await expect(end).toHaveValue(/^11\./);

  // Another bottle: twice the gas for the same ion current halves k, so amounts double.
  await page.getByRole('radiogroup', { name: 'Stretch' }).getByText('Calibration').click();
  await expect(page.getByRole('slider', { name: /^Calibration gas 2/ }).first()).toBeVisible({ timeout: 20_000 });
  const k = () => page.locator('tr.chosen td').first().innerText();
  const before = Number(await k());
  await page.getByLabel('Bottle').selectOption('Another bottle…');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Double');
  await dialog.getByLabel('Certificate number').fill('T-200');
  for (const [index, gas] of ['H2', 'O2', 'CO2'].entries()) {
    await dialog.getByRole('button', { name: 'Add a gas' }).click();
    await dialog.getByLabel(`Gas ${index + 1}`, { exact: true }).fill(gas);
    await dialog.getByLabel(`ppm of gas ${index + 1}`).fill('200');
  }
  await dialog.getByRole('button', { name: 'Use bottle' }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(async () => Number(await k()), { timeout: 20_000 }).toBeCloseTo(before / 2, 1);
  await expect(page.getByLabel('Steps of the recipe')).toContainText('T-200');
  await page.getByRole('radiogroup', { name: 'Calibration as' }).getByText('Line').click();
  await expect(page.getByRole('img', { name: /^Calibration of O2.*200 ppm/ })).toBeVisible();

  // A window is declared, named, moved, and has numbers of its own.
  await page.getByRole('radiogroup', { name: 'Stretch' }).getByText('Run').click();
  await page.getByRole('button', { name: /^7 Quantify/ }).click();
  await page.getByRole('button', { name: 'Add window' }).click();
  await page.getByLabel('Name of window 1').fill('oxygen peak');
  await page.getByLabel('Name of window 1').press('Enter');
  for (const [edge, hours] of [
    ['begin', '28'],
    ['end', '33'],
  ]) {
    const field = page.getByLabel(`oxygen peak, ${edge}, hours`);
    await field.fill(hours!);
    await field.press('Enter');
  }
  await page.getByRole('radiogroup', { name: 'Declared window' }).getByText('oxygen peak').click();
  await expect(page.getByLabel('Results and findings')).toContainText('28.00 to 33.00 h');

  await page.getByRole('button', { name: 'Save version…' }).click();
  await expect(dialog).toContainText('added oxygen peak');
  await dialog.getByLabel('Name').fill('Double gas');
  await dialog.getByRole('button', { name: 'Save version' }).click();
  await expect(page.getByTestId('recipe-standing')).toHaveText('Double gas', { timeout: 20_000 });
  await page.getByRole('button', { name: 'Versions…' }).click();
  await expect(dialog.getByRole('radio')).toHaveCount(2);
  await dialog.getByRole('radio').last().check();
  await expect(dialog).toContainText('Calibration, bottles 1: added');
  await page.keyboard.press('Escape');

  // Every number in the window is what the command line prints, for the half-cycles and the window alike.
  const printed = analyseOnCommandLine(program.home, /bare/);
  for (const label of ['oxygen peak', 'charge 1', 'discharge 2']) {
    await page
      .locator(`label[title="${label}"], .segment label`, { hasText: shortOf(label) })
      .last()
      .click();
    for (const gas of printed.gases)
      await expect(page.locator(`[data-gas="${gas.species}"] [data-printed]`)).toHaveAttribute(
        'data-printed',
        gas.intervals.find((one) => one.label === label)!.printed,
      );
  }

  // The figure for publication is made of the same numbers, to the last digit.
  await setStretch(page, 'Discharge 2');
  await page.locator('[data-gas="CO2"]').click();
  const csv = readFileSync(await program.savedFile(exported(page, 'CSV')), 'utf8');
  const svg = readFileSync(await program.savedFile(exported(page, 'SVG')), 'utf8');
  const metadata = readXml(svg).children.find(({ name }) => name === 'metadata')!;
  const { samples } = JSON.parse(metadata.text) as {
    samples: { recipeSha256: string; gases: { species: string; interval: unknown }[] }[];
  };
  expect(samples.map(({ recipeSha256 }) => recipeSha256)).toEqual([printed.recipeSha256]);
  const carbon = printed.gases.find(({ species }) => species === 'CO2')!;
  const interval = carbon.intervals.find(({ label }) => label === 'discharge 2')!;
  expect(samples[0]!.gases.map((gas) => [gas.species, gas.interval])).toEqual([['CO2', interval]]);
  const amounts = csv.split('\n').filter((line) => line.includes(',Cumulative CO₂ / µmol g⁻¹,curve,'));
  expect(amounts.at(-1)!.split(',')[4]).toBe(String(interval.amount));

  await page.getByRole('button', { name: 'Copy to…' }).click();
  await dialog.getByRole('checkbox').check();
  await expect(dialog).toContainText('Integration windows keep their distance from the first current.', {
    timeout: 60_000,
  });
  await dialog.getByRole('button', { name: 'Copy to 1 run' }).click();
  await expect(dialog).toBeHidden({ timeout: 20_000 });
  const copied = analyseOnCommandLine(program.home, /coated/);
  expect(copied.gases[0]!.intervals.map(({ label }) => label)).toContain('oxygen peak');
  // What flowed in the other run is that run's own affair.
  expect(copied.sensitivities.find(({ species }) => species === 'O2')!.fits[0]!.points[1]!.ppm).toBeCloseTo(100, 6);
});

/** The name of a stretch as its button has it. */
const shortOf = (label: string) => label.replace('discharge', 'Dis').replace('charge', 'Ch');

test('axe finds no serious fault in Analyse, in either theme', async ({ program }) => {
  const page = program.window;
  await chooseTheme(page, 'Light');
  const faultless = async (state: string) => {
    for (const theme of ['light', 'dark']) {
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      expect(await seriousFaults(page), `${state}, ${theme}`).toEqual([]);
      await page.keyboard.press('Control+Shift+L');
    }
  };
  await page.keyboard.press('Control+3');
  await expect(page.getByLabel('Choose a run to analyse.').or(page.getByText('No run to analyse yet'))).toBeVisible();
  await faultless('empty');
  await page.keyboard.press('Control+1');
  await analyseExample(page);
  await faultless('baseline');
  await page.getByRole('radiogroup', { name: 'Stretch' }).getByText('Calibration').click();
  await expect(page.getByRole('slider', { name: /^Calibration gas/ }).first()).toBeVisible({ timeout: 20_000 });
  await faultless('calibration');
  await page.getByRole('radiogroup', { name: 'Calibration as' }).getByText('Line').click();
  await expect(page.getByRole('img', { name: /^Calibration of O2/ })).toBeVisible();
  await faultless('calibration line');
});

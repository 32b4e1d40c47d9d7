import type { Page } from '@playwright/test';
import { expect, test } from '../support/program.ts';
import { chooseTheme, seriousFaults } from './steps.ts';

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

for (const theme of ['Light', 'Dark'] as const)
  test(`axe finds no serious fault in Analyse, ${theme.toLowerCase()}`, async ({ program }) => {
    const page = program.window;
    await chooseTheme(page, theme);
    await page.keyboard.press('Control+3');
    await expect(page.getByLabel('Choose a run to analyse.').or(page.getByText('No finished run'))).toBeVisible();
    expect(await seriousFaults(page), 'empty').toEqual([]);
    await page.keyboard.press('Control+1');
    await analyseExample(page);
    expect(await seriousFaults(page), 'baseline').toEqual([]);
    await page.getByRole('button', { name: 'Calibration', exact: true }).click();
    await expect(page.getByRole('slider', { name: /^Calibration gas/ }).first()).toBeVisible({ timeout: 20_000 });
    expect(await seriousFaults(page), 'calibration').toEqual([]);
  });

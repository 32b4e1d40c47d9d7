import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/program.ts';
import { readXml } from '../unit/figure/read-xml.ts';
import { analysedRuns, exported, seriousFaults } from './steps.ts';

/** Compare with both examples, as someone who has read no manual: one click on the only button. */
async function openExamples(page: Page): Promise<void> {
  await expect(page.locator('tr[data-run]')).toHaveCount(2, { timeout: 60_000 });
  await page.keyboard.press('Control+4');
  await expect(page.getByRole('heading', { level: 1, name: 'Compare' })).toBeAttached();
  await expect(page.getByText('Choose two or more runs to compare.')).toBeVisible();
  await page.getByRole('button', { name: 'Open the two examples' }).click();
  await expect(page.getByTestId('figure').locator('g.column')).toHaveCount(2, { timeout: 90_000 });
}

test('two runs become Figure 6, and its exports are the numbers of the command line', async ({ program }) => {
  test.slow();
  const page = program.window;
  await openExamples(page);
  const figure = page.getByTestId('figure');
  await expect(page.getByRole('button', { name: 'Figure 6' })).toHaveAttribute('aria-pressed', 'true');
  for (const row of ['voltage', 'cumulative-O2', 'rate-SO2']) {
    const panels = figure.locator(`g[data-row="${row}"]`);
    await expect(panels).toHaveCount(2);
    // Bare and coated share their limits.
    const limits = await panels.evaluateAll((all) => all.map((panel) => panel.getAttribute('data-y-limits')));
    expect(limits[0]).toBe(limits[1]);
  }
  await expect(page.locator('tr[data-row="peak-SO2"] td.significant')).toHaveText(/^−\d/);
  await expect(
    page.getByText('This is the difference between these cells; cell-to-cell spread not assessed.'),
  ).toBeVisible();
  await expect(figure).toHaveAttribute('aria-label', /SO₂ norm\., 1 Bare NCM85: from .* onset \d\d\.\d %/);
  expect(await seriousFaults(page)).toEqual([]);

  const csv = readFileSync(await program.savedFile(exported(page, 'CSV')), 'utf8');
  const svg = readFileSync(await program.savedFile(exported(page, 'SVG')), 'utf8');
  const metadata = readXml(svg).children.find(({ name }) => name === 'metadata')!;
  const { samples } = JSON.parse(metadata.text) as {
    samples: { run: string; rawSha256: string; gases: { species: string; interval: unknown }[] }[];
  };
  const names = samples.map(({ run }) => run);
  expect(names).toEqual(['Example: bare NCM85', 'Example: ZrO2-coated NCM85']);
  const results = analysedRuns(program.home);
  for (const [index, sample] of samples.entries()) {
    const own = results.find(({ rawSha256 }) => rawSha256 === sample.rawSha256)!;
    for (const { species, interval } of sample.gases) {
      const same = own.gases
        .find((gas) => gas.species === species)!
        .intervals.find(({ label }) => label === 'charge 1');
      expect(interval).toEqual(same);
    }
    // The curve ends at the amount, to the last digit.
    const oxygen = own.gases.find((gas) => gas.species === 'O2')!.intervals.find(({ label }) => label === 'charge 1')!;
    const last = csv
      .split('\n')
      .filter((line) => line.startsWith(`${index + 1} `) && line.includes(',Cumulative O₂ / µmol g⁻¹,curve,'))
      .at(-1)!;
    expect(last.split(',')[4]).toBe(String(oxygen.amount));
  }
  expect(svg).toMatch(/^<\?xml[\s\S]*<text[\s\S]*SOC \/ %/);

  const pdf = readFileSync(await program.savedFile(exported(page, 'PDF')));
  expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  const png = readFileSync(await program.savedFile(exported(page, 'PNG')));
  // 175 mm at 600 dpi: 175 / 25.4 x 600 = 4133.9 pixels.
  expect(png.readUInt32BE(16)).toBe(4134);
});

test('panels, limits, order and arrangement are changed by hand, refused in words, undone, and kept', async ({
  program,
}) => {
  test.slow();
  const page = program.window;
  await openExamples(page);
  const figure = page.getByTestId('figure');
  const limitsOf = (row: string) => figure.locator(`g[data-row="${row}"]`).first().getAttribute('data-y-limits');
  const fitted = await limitsOf('cumulative-O2');

  const upper = page.getByRole('textbox', { name: /^Cumulative O₂, upper limit/ });
  await upper.fill('12.5');
  await upper.press('Enter');
  await expect.poll(() => limitsOf('cumulative-O2')).toMatch(/ 12\.5$/);
  for (const [typed, why] of [
    ['many', '“many” is no number.'],
    ['-900', 'The upper limit must be above the lower one.'],
  ]) {
    await upper.fill(typed!);
    await upper.press('Enter');
    await expect(upper).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByRole('alert')).toContainText(why!);
    expect(await limitsOf('cumulative-O2')).toMatch(/ 12\.5$/);
  }
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => limitsOf('cumulative-O2')).toBe(fitted);

  await page.getByRole('radio', { name: 'Overlay' }).check();
  await expect(figure.locator('g.column')).toHaveCount(1);
  await page.getByRole('radio', { name: 'Columns' }).check();
  await page.getByRole('radio', { name: 'C: common max.' }).check();
  await expect(figure).toHaveAttribute('aria-label', /SO₂ norm\., 1 Bare NCM85: .* highest 1 at/, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Add panel' }).click();
  await expect(figure.locator('g[data-row="current"]')).toHaveCount(2, { timeout: 60_000 });

  // The coated sample becomes the first by keyboard, and the second again by mouse.
  const samples = page.locator('li[data-sample]');
  await samples.nth(1).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(samples.first()).toContainText('coated');
  await expect(figure.locator('g.column').first()).toContainText('1 ZrO2-coated NCM85', { timeout: 60_000 });
  await samples.first().dragTo(samples.nth(1));
  await expect(samples.first()).toContainText('bare');
  await expect(figure.locator('g.column').first()).toContainText('1 Bare NCM85', { timeout: 60_000 });

  await page.getByLabel('Panels and layout').selectOption('Keep this layout…');
  await page.getByRole('dialog').getByLabel('Name').fill('With current');
  await page.getByRole('button', { name: 'Keep layout' }).click();
  await page.getByRole('button', { name: 'Figure 6' }).click();
  await expect(figure.locator('g[data-row="current"]')).toHaveCount(0, { timeout: 60_000 });
  await page.getByLabel('Panels and layout').selectOption('With current');
  await expect(figure.locator('g[data-row="current"]')).toHaveCount(2, { timeout: 60_000 });

  // One run alone is a figure, too.
  await page.getByRole('button', { name: 'Take out sample 2' }).click();
  await expect(page.getByText('One run is shown. Add another to see how they differ.')).toBeVisible();
  await page.getByRole('button', { name: 'Table of numbers' }).click();
  await expect(page.getByRole('dialog').getByRole('row')).toHaveCount(26);
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(figure.locator('g.column')).toHaveCount(2, { timeout: 60_000 });

  // A run whose gases are not calibrated has other units: that is said, and what to do about it.
  const coated = page.locator('tr[data-run]').filter({ hasText: 'coated' });
  await page.keyboard.press('Control+1');
  await coated.click();
  await page.getByLabel('Preview').getByRole('button', { name: 'Analyse' }).click();
  await page.getByRole('button', { name: /^6 Calibration/ }).click({ timeout: 60_000 });
  for (const left of [1, 0]) {
    await page.getByRole('button', { name: 'Remove Calibration gas 1' }).click();
    await expect(page.getByRole('button', { name: /^Remove Calibration gas/ })).toHaveCount(left);
  }
  await page.getByRole('button', { name: 'Save version…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('No gas');
  await page.getByRole('dialog').getByRole('button', { name: 'Save version' }).click();
  await expect(page.getByTestId('recipe-standing')).toHaveText('No gas', { timeout: 20_000 });
  await page.keyboard.press('Control+4');
  await page.getByRole('button', { name: 'Figure 6' }).click();
  await page.getByRole('button', { name: 'Add panel' }).click();
  await expect(page.getByText('Calibrate both runs in Analyse, or in neither')).toBeVisible({ timeout: 60_000 });

  // A run that is gone meanwhile: the figure stays, the sentence says which way out there is.
  await page.keyboard.press('Control+1');
  await coated.click();
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Move to trash' }).click();
  await expect(coated).toHaveCount(0);
  await page.keyboard.press('Control+4');
  await page.getByRole('radio', { name: 'Capacity' }).check();
  await expect(page.getByText('This run is no longer in the library')).toBeVisible();
  await expect(page.getByRole('alert').first()).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Take out sample 2' }).click();
  await expect(figure.locator('g.column')).toHaveCount(1, { timeout: 60_000 });
});

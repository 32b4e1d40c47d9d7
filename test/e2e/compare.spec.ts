import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { expect, test } from '../support/program.ts';
import { seriousFaults } from './steps.ts';

test('two runs become Figure 6 and a table of differences, and are written as files', async ({ program }) => {
  test.slow();
  const page = program.window;
  await expect(page.locator('tr[data-run]')).toHaveCount(2, { timeout: 60_000 });
  await page.keyboard.press('Control+4');
  await expect(page.getByRole('heading', { level: 1, name: 'Compare' })).toBeAttached();
  await expect(page.getByText('Choose two or more runs to compare.')).toBeVisible();
  await page.getByRole('button', { name: 'Open the two examples' }).click();

  const figure = page.getByTestId('compare-figure');
  await expect(figure.locator('g.column')).toHaveCount(2, { timeout: 90_000 });
  for (const row of ['voltage', 'cumulative-O2', 'rate-SO2']) {
    const panels = figure.locator(`g[data-row="${row}"]`);
    await expect(panels).toHaveCount(2);
    // Bare and coated share their limits.
    const limits = await panels.evaluateAll((all) => all.map((panel) => panel.getAttribute('data-y-limits')));
    expect(limits[0]).toBe(limits[1]);
  }
  const sulfur = page.locator('tr[data-row="peak-SO2"]');
  await expect(sulfur.locator('td.significant')).toHaveText(/^−\d/);
  await expect(
    page.getByText('This is the difference between these cells; cell-to-cell spread not assessed.'),
  ).toBeVisible();
  expect(await seriousFaults(page)).toEqual([]);

  await page.getByRole('radio', { name: 'Overlay' }).check();
  await expect(figure.locator('g.column')).toHaveCount(1, { timeout: 60_000 });
  await page.getByRole('radio', { name: 'Columns' }).check();
  await expect(figure.locator('g.column')).toHaveCount(2, { timeout: 60_000 });

  await page.getByRole('button', { name: 'Export SVG' }).click();
  const written = page.getByRole('status').filter({ hasText: 'Written: ' });
  await expect(written).toBeVisible({ timeout: 60_000 });
  const path = (await written.innerText()).replace('Written: ', '');
  expect(basename(dirname(path))).toBe('figures');
  const svg = readFileSync(path, 'utf8');
  // The file is the picture on the screen: the same curve, point by point.
  const drawn = await figure.locator('g[data-row="cumulative-O2"] path.curve').first().getAttribute('d');
  expect(svg).toContain(`d="${drawn}"`);
});

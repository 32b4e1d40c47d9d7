import type { Page } from '@playwright/test';
import { expect, test } from '../support/program.ts';
import { analysedRuns } from './steps.ts';

/** Only a browser lets a page read back what it has copied, and only when asked. */

/** The picture in the clipboard: its size and how many of its pixels differ from its first. */
function clipboardPicture(page: Page): Promise<{ width: number; height: number; drawn: number }> {
  return page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const bitmap = await createImageBitmap(await item!.getType('image/png'));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer);
    return { width: bitmap.width, height: bitmap.height, drawn: pixels.filter((pixel) => pixel !== pixels[0]).length };
  });
}

test('the calibration lines are copied as a sharp picture and as numbers', async ({ program }) => {
  const page = program.window;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.locator('tr[data-run]').filter({ hasText: 'Example: bare' }).click();
  await page.getByLabel('Preview').getByRole('button', { name: 'Analyse' }).click();
  await expect(page.locator('[data-gas="CO2"]')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('radiogroup', { name: 'Stretch' }).getByText('Calibration').click();
  await page.getByRole('radiogroup', { name: 'Calibration as' }).getByText('Line').click();
  const drawings = page.getByRole('img', { name: /^Calibration of/ });
  await expect(drawings).toHaveCount(3);
  const said = page.getByRole('status');

  await page.getByRole('button', { name: 'Copy picture' }).click();
  await expect(said.filter({ hasText: 'Picture copied.' })).toBeVisible();
  const widths = await drawings.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
  const picture = await clipboardPicture(page);
  // Three drawings beside each other, two pixels for each of the screen's.
  expect(Math.abs(picture.width - 2 * widths.reduce((sum, width) => sum + width, 0))).toBeLessThanOrEqual(1);
  expect(picture.height).toBeGreaterThan(400);
  // Axes, lines and words; an empty picture would have none.
  expect(picture.drawn).toBeGreaterThan(5000);

  await page.getByRole('button', { name: 'Copy numbers' }).click();
  await expect(said.filter({ hasText: 'Points and lines copied' })).toBeVisible();
  const [head, ...lines] = (await page.evaluate(() => navigator.clipboard.readText())).trim().split('\n');
  expect(head!.split('\t')).toEqual(['gas', 'when', 'ppm', 'ratio', 'u_ratio', 'k', 'u_k', 'intercept']);
  const printed = analysedRuns(program.home).find(({ sample }) => sample.name === 'Bare NCM85')!;
  const expected = printed.sensitivities.flatMap(({ species, fits }) =>
    fits.flatMap(({ when, points, k, kUncertainty, intercept }) =>
      points.map(({ ppm, ratio, ratioUncertainty }) =>
        [species, when, ppm, ratio, ratioUncertainty, k, kUncertainty, intercept].map(String),
      ),
    ),
  );
  expect(expected.length).toBeGreaterThan(0);
  expect(lines.map((line) => line.split('\t'))).toEqual(expected);

  // The keys do the same as the buttons.
  await page.evaluate(() => navigator.clipboard.writeText('empty'));
  await page.getByRole('region', { name: 'Calibration lines' }).focus();
  await page.keyboard.press('Control+Shift+C');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('u_ratio');
});

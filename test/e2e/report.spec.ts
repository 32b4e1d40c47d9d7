import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '../support/program.ts';
import { seriousFaults } from './steps.ts';

/** The smallest PNG there is: one black pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test('a run becomes a report, looked at before it is written', async ({ program }) => {
  test.slow();
  const page = program.window;
  const folder = mkdtempSync(join(tmpdir(), 'opendems-e2e-report-'));
  await expect(page.locator('tr[data-run]')).toHaveCount(2, { timeout: 90_000 });

  // The laboratory's name and logo are set once and stand on every report.
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Laboratory').fill('Laboratory of Batteries');
  const logo = join(folder, 'logo.png');
  writeFileSync(logo, PIXEL);
  await page.locator('input[type="file"]').setInputFiles(logo);
  await expect(page.getByAltText('The laboratory’s logo')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  // Keys lead nowhere while a dialog is open.
  await expect(page.getByRole('dialog')).toBeHidden();

  await page.keyboard.press('Control+3');
  await page.getByLabel('Choose a run to analyse.').selectOption({ index: 1 });
  const open = page.getByRole('button', { name: 'Report…' });
  await expect(open).toBeEnabled({ timeout: 90_000 });
  await page.keyboard.press('Control+p');
  const dialog = page.getByRole('dialog');
  const preview = page.frameLocator('iframe[title="Preview of the report"]');
  await expect(preview.getByRole('heading', { level: 1, name: 'Calibrated gas report' })).toBeVisible({
    timeout: 90_000,
  });
  await expect(preview.getByText('Laboratory of Batteries')).toBeVisible();
  await expect(preview.locator('.laboratory img')).toBeVisible();
  await expect(preview.locator('figure svg g.column').first()).toBeVisible();
  // Styled though the window allows no style written inline.
  await expect(preview.locator('thead').first()).toHaveCSS('display', 'table-header-group');
  await expect(preview.locator('h1')).toHaveCSS('font-family', /IBM Plex Sans/);
  expect(await seriousFaults(page)).toEqual([]);

  await dialog.getByLabel('Title').fill('Report of Wednesday');
  await dialog.getByLabel('Title').press('Tab');
  await expect(preview.getByRole('heading', { level: 1 }).first()).toHaveText('Report of Wednesday', {
    timeout: 60_000,
  });
  await dialog.getByRole('checkbox', { name: 'Recipe' }).uncheck();
  await expect(preview.getByRole('heading', { name: /\d+ Recipe/ })).toHaveCount(0, { timeout: 60_000 });

  // A second thought: nothing is written, and the report can be had all the same.
  const before = await readdir(program.home);
  const save = dialog.getByRole('button', { name: 'Save PDF…' });
  const path = await program.savedFile(async () => {
    await save.click();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(save).toBeEnabled({ timeout: 60_000 });
    await expect(dialog.getByText(/^Written: /)).toHaveCount(0);
    expect(await readdir(program.home)).toEqual(before);
    // A download of its own in the browser; on the desktop the system's dialog answers with a place.
    await save.click();
  });
  expect(readFileSync(path).subarray(0, 5).toString()).toBe('%PDF-');
  await expect(dialog.getByText(/^Written: .*\.pdf$/)).toBeVisible();
  rmSync(folder, { recursive: true, force: true });
});

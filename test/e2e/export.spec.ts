import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from '../support/program.ts';

test('a run is exported from Runs, and archived with others', async ({ program }) => {
  test.slow();
  const { window } = program;
  await expect(window.getByRole('row', { name: /Example: bare NCM85/ })).toBeVisible({ timeout: 90_000 });
  await expect(window.getByRole('row', { name: /Example: ZrO2-coated NCM85/ })).toBeVisible({ timeout: 90_000 });
  await window.getByRole('row', { name: /Example: bare NCM85/ }).click();
  await window.keyboard.press('Control+e');
  const dialog = window.getByRole('dialog', { name: 'Export Example: bare NCM85' });
  await expect(dialog.getByRole('radio', { name: /Data package/ })).toBeChecked();
  await expect(dialog).toContainText('about');

  // The browser downloads; on the desktop the system's dialog answers with a place.
  await dialog.getByRole('radio', { name: /Battery Data Format/ }).check();
  const path = await program.savedFile(() => dialog.getByRole('button', { name: 'Export…' }).click());
  expect(basename(path)).toMatch(/^(download-)?Example bare NCM85\.bdf\.csv$/);
  const lines = (await readFile(path, 'utf8')).split('\n');
  expect(lines[0]).toBe('Test Time / s,Voltage / V,Current / A,Unix Time / s,Cycle Count / 1,Step Count / 1');
  expect(lines.length).toBeGreaterThan(100_000);
  await expect(dialog).toBeHidden();
  await window.keyboard.press('Control+e');

  // An archive needs no place to be asked for; a second thought ends it and leaves nothing.
  await dialog.getByRole('radio', { name: /Archive of many runs/ }).check();
  await dialog.getByRole('checkbox', { name: 'Example: ZrO2-coated NCM85' }).check();
  await dialog.getByRole('button', { name: 'Archive 2 runs' }).click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog.getByRole('button', { name: 'Archive 2 runs' })).toBeEnabled({ timeout: 30_000 });
  await expect.poll(() => filesBelow(join(program.home, 'library', 'archive')), 'nothing is left').toEqual([]);
  await dialog.getByRole('checkbox', { name: 'Example: ZrO2-coated NCM85' }).uncheck();
  await dialog.getByRole('button', { name: 'Archive 1 run' }).click();
  await expect(dialog.getByRole('status').filter({ hasText: 'Example: bare NCM85: added' })).toBeVisible({
    timeout: 120_000,
  });
  await expect(dialog).toContainText(join('library', 'archive'));
});

/** Names of all files below a folder, none where there is no folder. */
async function filesBelow(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

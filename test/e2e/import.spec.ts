import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { createRunFile } from '../../src-main/core/storage/run-file.ts';
import { expect, test } from '../support/program.ts';
import { exampleBatch, exampleHeader, exampleReceipt } from '../support/run-files.ts';
import { maccor } from '../unit/readers/made/cyclers.ts';
import { quadera } from '../unit/readers/made/pfeiffer.ts';
import { loggerTable } from '../unit/readers/made/tables.ts';
import { seriousFaults } from './steps.ts';

/** Drops files as a person does from another window; they have bytes, but no place on this disk. */
async function drop(page: Page, files: { name: string; bytes: Uint8Array }[]): Promise<void> {
  const transfer = await page.evaluateHandle(
    (given) => {
      const data = new DataTransfer();
      for (const { name, base64 } of given) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        data.items.add(new File([bytes], name));
      }
      return data;
    },
    files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') })),
  );
  const place = page.getByRole('region', { name: 'Library' });
  await place.dispatchEvent('dragenter', { dataTransfer: transfer });
  await expect(page.getByText('Drop to import files')).toBeVisible();
  await place.dispatchEvent('drop', { dataTransfer: transfer });
  await expect(page.getByText('Drop to import files')).toBeHidden();
}

const fileRow = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Files' }).getByRole('listitem').filter({ hasText: name });

test('dropped files are shown, asked about, imported and analysed; undo takes them back', async ({ program }) => {
  test.slow();
  const page = program.window;
  // A day of cycling in 5000 rows, and a spectrometer beside it.
  await drop(page, [quadera('us', { rows: 200 }), maccor('B', { rows: 280 })]);
  await expect(fileRow(page, 'quadera.asc')).toContainText('Quadera', { timeout: 30_000 });
  await expect(fileRow(page, 'maccor')).toContainText('MACCOR');

  const channels = page.getByRole('table', { name: 'Channels of quadera.asc' });
  const hydrogen = channels
    .getByRole('row')
    .filter({ has: page.getByLabel('Keep m/z 2', { exact: false }) })
    .first();
  await expect(hydrogen).toContainText('200');
  await expect(hydrogen.getByRole('combobox')).toHaveValue('ion-current');

  // The files have no zone: this computer's is taken and said, another one moves the times.
  const zone = page.getByLabel('Time zone of the instruments’ computers');
  await expect(zone).toBeVisible();
  await expect(page.getByText('Taken from this computer.')).toBeVisible();
  await zone.fill('tokyo');
  await page.getByRole('option', { name: 'Asia/Tokyo' }).click();
  // Noon in Tokyo on 31 January 2020 was three in the morning UTC.
  await expect(page.getByText('2020-01-31 03:00:01').first()).toBeVisible({ timeout: 30_000 });

  await fileRow(page, 'maccor').getByRole('button').first().click();
  await page.getByLabel('The cycler counts discharge as positive').check();
  await page.getByLabel('Active mass').fill('12.5');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByText('Say it with the mass')).toBeVisible();
  await page.getByLabel('Electrode offset').fill('0.62');
  await page.getByLabel('Name of the run').fill('From two programs');
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Import', exact: true }).click();

  await expect(page.getByRole('heading', { level: 2, name: 'From two programs' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Imported from 2 files; the originals are kept inside the run.')).toBeVisible();
  await expect(page.getByTestId('plot-rows')).toBeVisible();

  await page.getByRole('button', { name: 'Undo import' }).click();
  await expect(page.getByText("From two programs is in the library's trash.")).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.locator('tr[data-run]').filter({ hasText: 'From two programs' }).dblclick();
  await expect(page.getByRole('heading', { level: 2, name: 'From two programs' })).toBeVisible();

  await page.keyboard.press('Control+3');
  await expect(page.getByRole('heading', { level: 1, name: 'Analyse' })).toBeAttached();
});

test('a file chosen by the system’s dialog and a wrong one: words, a mapping, and a cancel that leaves nothing', async ({
  program,
}) => {
  test.slow();
  const page = program.window;
  // Keys are heard once the window is drawn.
  await expect(page.getByRole('region', { name: 'Library' })).toBeVisible();
  await page.keyboard.press('Control+i');
  await expect(page.getByText('Drop files here, or choose them')).toBeVisible();
  const logger = loggerTable(40);
  const paths = [join(program.home, 'logger.txt'), join(program.home, 'junk.bin')];
  await writeFile(paths[0]!, logger.bytes);
  await writeFile(
    paths[1]!,
    Uint8Array.from({ length: 4000 }, (_, i) => (i * 7919) % 256),
  );
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files…' }).click();
  await (await choosing).setFiles(paths);

  await expect(fileRow(page, 'logger.txt')).toContainText('Unknown format', { timeout: 30_000 });
  await expect(page.getByText('logger.txt is of no format that is known here.')).toBeVisible();
  await expect(page.getByRole('row', { name: /^Pfeiffer Quadera/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();

  // The table is described once and read.
  await page.getByRole('button', { name: 'Describe its columns…' }).click();
  await expect(page.getByLabel('What when holds')).toHaveValue('time');
  await page.getByLabel('What O2 holds').selectOption('ion-current');
  await page.getByLabel('m/z of O2').fill('32');
  await page.getByLabel('Factor of O2').fill('1e-12');
  await page.getByRole('button', { name: 'Read the table so' }).click();
  await expect(fileRow(page, 'logger.txt')).toContainText('mapping', { timeout: 30_000 });
  await expect(page.getByRole('table', { name: 'Channels of logger.txt' }).getByRole('row')).toHaveCount(2);

  await page.getByRole('button', { name: 'Take junk.bin out' }).click();
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeEnabled({ timeout: 30_000 });
  expect(await seriousFaults(page)).toEqual([]);

  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.locator('tr[data-run]').filter({ hasText: 'logger' })).toHaveCount(0);
  await page.keyboard.press('Control+i');
  await expect(page.getByText('Drop files here, or choose them')).toBeVisible();
});

test('a run file dropped on Runs is copied into the library and checked; a wrong one is told well', async ({
  program,
}) => {
  const page = program.window;
  const made = join(program.home, 'made.dems');
  const header = exampleHeader(2);
  header.run.name = 'From another lab';
  const writer = createRunFile(made, header);
  writer.append([exampleBatch('mz-1', 0, 500), exampleBatch('mz-2', 0, 500)], exampleReceipt());
  writer.finish();
  writer.reader.close();
  const original = await readFile(made);
  await drop(page, [{ name: 'From another lab.DEMS', bytes: original }]);
  const dialog = page.getByRole('dialog', { name: 'Add From another lab.DEMS to the library?' });
  await expect(dialog).toContainText('The original stays as and where it is.');
  expect(await seriousFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Add to library' }).click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
  const row = page.locator('tr[data-run]').filter({ hasText: 'From another lab' });
  await expect(row).toHaveAttribute('aria-selected', 'true');
  await expect(row).toContainText('complete');
  const copy = await readFile(join(program.home, 'library', 'from-another-lab.dems'));
  expect(copy.equals(original), 'the copy is the original, byte for byte').toBe(true);
  expect((await readFile(made)).equals(original), 'the original is as it was').toBe(true);

  await drop(page, [{ name: 'notes.dems', bytes: Buffer.from('Just some notes.') }]);
  const wrong = page.getByRole('dialog', { name: 'Add notes.dems to the library?' });
  await wrong.getByRole('button', { name: 'Add to library' }).click();
  await expect(wrong.getByRole('alert')).toContainText('notes.dems is not an OpenDEMS run file');
  await wrong.getByRole('button', { name: 'Cancel' }).click();
  await expect(wrong).toBeHidden();
  await expect(page.locator('tr[data-run]').filter({ hasText: 'notes' })).toHaveCount(0);
});

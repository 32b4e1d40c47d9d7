import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { infoDocumentSchema } from '../../../shared/domain/info-document.ts';
import { maccor } from '../../unit/readers/made/cyclers.ts';
import { hiden, quadera } from '../../unit/readers/made/pfeiffer.ts';
import { loggerTable } from '../../unit/readers/made/tables.ts';
import { opendems } from '../../support/run-program.ts';
import { sharedDataMissing, sharedDataPath } from '../../support/shared-data.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const newFolder = temporaryFolders();

describe('opendems import', () => {
  it('makes one run of a spectrometer and a cycler file and says what it read', () => {
    const folder = newFolder();
    const files = [quadera('continental'), maccor('B')].map(({ name, bytes }) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    });
    const run = join(folder, 'run.dems');
    const made = opendems(['import', ...files, '--zone', 'Europe/Berlin', '--mass', '12.5', '--json', '-o', run]);
    expect(made.stderr).toBe('');
    const document = JSON.parse(made.stdout);
    expect(document.files.map((file: { format: string; rows: number }) => [file.format, file.rows])).toEqual([
      ['quadera-asc', 60],
      ['maccor-text', 120],
    ]);
    expect(document.files[0].sha256).toBe(createHash('sha256').update(readFileSync(files[0])).digest('hex'));
    const info = infoDocumentSchema.parse(JSON.parse(opendems(['info', '--json', run]).stdout));
    expect(info.run).toMatchObject({ origin: 'imported', sample: { activeMassMilligram: 12.5 } });
    const m2 = info.channels.find(({ mz }) => mz === 2)!;
    expect([m2.samples, m2.firstTime]).toEqual([60, '2020-01-31T11:00:01.000000Z']);
    expect(opendems(['verify', run]).status).toBe(0);
  });

  it('asks what a file does not say and takes the answer, or a mapping', () => {
    const folder = newFolder();
    const table = loggerTable();
    writeFileSync(join(folder, 'hiden.csv'), hiden().bytes);
    writeFileSync(join(folder, 'logger.txt'), table.bytes);
    writeFileSync(join(folder, 'mapping.json'), JSON.stringify(table.mapping));
    const asked = opendems(['import', join(folder, 'hiden.csv'), '-o', join(folder, 'a.dems')]);
    expect(asked.status).toBe(0);
    expect(asked.stdout).toContain('--answer unit=A|mbar|torr|Pa');
    expect(asked.stdout).toContain('--zone ZONE');
    const told = opendems([
      'import',
      join(folder, 'hiden.csv'),
      '--answer',
      'unit=A',
      '--zone',
      'UTC',
      '--json',
      '-o',
      join(folder, 'b.dems'),
    ]);
    expect(JSON.parse(told.stdout)).toMatchObject({
      questions: [],
      channels: [{ role: 'ion-current', unit: 'A' }, {}, {}],
    });
    const unknown = opendems(['import', join(folder, 'logger.txt'), '-o', join(folder, 'c.dems')]);
    expect([unknown.status, existsSync(join(folder, 'c.dems'))]).toEqual([1, false]);
    expect(unknown.stderr).toContain('its first line does not start with "Sourcefile"');
    const mapped = opendems([
      'import',
      join(folder, 'logger.txt'),
      '--mapping',
      join(folder, 'mapping.json'),
      '--zone',
      'UTC',
      '-o',
      join(folder, 'd.dems'),
    ]);
    expect([mapped.status, mapped.stdout]).toEqual([0, expect.stringContaining('60 rows')]);
  });
});

const MS = 'spectro-inlets/co_strip_part1/data_part1_COstrip_11-11-21.csv';
const EC = 'spectro-inlets/co_strip_part1/ecdata_part1_COstrip_11-11-21.csv';

it.skipIf(sharedDataMissing(MS, EC))('the CO-strip pair is on one clock after one import', () => {
  const run = join(newFolder(), 'co-strip.dems');
  expect(opendems(['import', sharedDataPath(MS)!, sharedDataPath(EC)!, '-o', run]).status).toBe(0);
  const { pairs } = JSON.parse(opendems(['sync', run, '--json']).stdout);
  expect(pairs).toMatchObject([{ reference: 'ms', moved: 'ec', accepted: true }]);
  expect(Math.abs(pairs[0].offsetSeconds + 4)).toBeLessThan(0.05);
});

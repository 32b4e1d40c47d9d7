import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { resultsSchema, type Results } from '../../../shared/domain/results.ts';
import { isUsable } from '../../../shared/domain/quality.ts';
import { openRunFile } from '../../../src-main/core/storage/open-run-file.ts';
import type { RunFileReader } from '../../../src-main/core/storage/run-file-contract.ts';
import { verifyPackage } from '../../../src-main/core/report/package/verify-package.ts';
import { askDuckDb } from '../../support/duckdb.ts';
import { pythonFor, runPython } from '../../support/python.ts';
import { startOpendems, type Finished } from '../../support/run-program.ts';
import { warmOpendems, type WarmProgram } from '../../support/warm-program.ts';
import { skipForSystemPackage } from '../../support/skips.ts';
import { readXml } from '../../unit/figure/read-xml.ts';

/** One calibrated run with a charge, its results by `analyse`, its data package unpacked by another program. */
let folder: string;
let run: string;
let results: Results;
let reader: RunFileReader;
let unpacked: string;

const python = pythonFor('reading CSV, zip and HDF5 of exports', 'numpy', 'h5py');
const noOffice = skipForSystemPackage('opening a workbook needs LibreOffice', ['soffice', '--version']);

let program: WarmProgram;

const opendems = (args: string[]): Promise<Finished> => program.run(args, { OPENDEMS_HOME: join(folder, 'home') });
const done = async (args: string[]): Promise<string> => {
  const result = await opendems(args);
  if (result.status !== 0) throw new Error(result.stderr);
  return result.stdout;
};
const inPackage = (path: string) => readFileSync(join(unpacked, path), 'utf8');
const total = (species: string) => results.gases.find((gas) => gas.species === species)!.total!;

beforeAll(async () => {
  program = warmOpendems();
  folder = mkdtempSync(join(tmpdir(), 'opendems-test-export-'));
  run = join(folder, 'run 1.dems');
  unpacked = join(folder, 'unpacked');
  await done(['simulate', '--hours', '14', '--seed', '4', '-o', run]);
  results = resultsSchema.parse(JSON.parse(await done(['analyse', '--json', run])));
  reader = openRunFile(run);
  const zip = join(folder, 'package.zip');
  await done([
    'export',
    run,
    '--package',
    '--laboratory',
    'Gas lab',
    '--licence',
    'https://creativecommons.org/licenses/by/4.0/',
    '-o',
    zip,
  ]);
  mkdirSync(unpacked);
  if (python)
    runPython(
      python,
      'import zipfile,json,sys; a=json.load(sys.stdin); zipfile.ZipFile(a[0]).extractall(a[1]); print("{}")',
      [zip, unpacked],
    );
  return async () => {
    await program.end();
    reader.close();
    rmSync(folder, { recursive: true, force: true });
  };
}, 240_000);

/** Columns of CSV files by Python’s csv; empty cells are null, numbers become floats. */
const PYTHON_CSV = `
import csv, json, sys
out = []
for path in json.load(sys.stdin):
    with open(path, newline='', encoding='utf-8') as f:
        rows = list(csv.reader(f))
    columns = {}
    for c, head in enumerate(rows[0]):
        values = []
        for row in rows[1:]:
            cell = row[c]
            if cell == '': values.append(None)
            else:
                try: values.append(float(cell))
                except ValueError: values.append(cell)
        columns[head] = values
    out.append(columns)
json.dump(out, sys.stdout)
`;
type Columns = Record<string, (number | string | null)[]>;
const csvColumns = (...paths: string[]) =>
  runPython(
    python!,
    PYTHON_CSV,
    paths.map((path) => join(unpacked, path)),
  ) as Columns[];

describe.skipIf(!python)('a data package', () => {
  it('has a checksum for every file, as sha256sum checks them', () => {
    const checked = spawnSync('sha256sum', ['-c', '--quiet', 'sha256sums.txt'], { cwd: unpacked, encoding: 'utf8' });
    expect(checked.stderr + checked.stdout).toBe('');
    expect(checked.status).toBe(0);
    const listed = inPackage('sha256sums.txt')
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(66));
    const files = (readdirSync(unpacked, { recursive: true }) as string[]).filter((path) =>
      statSync(join(unpacked, path)).isFile(),
    );
    expect(listed.toSorted()).toEqual(files.filter((path) => path !== 'sha256sums.txt').toSorted());
  });

  it('carries results and recipe as analyse gives them', async () => {
    expect(JSON.parse(inPackage('results.json'))).toEqual(results);
    writeFileSync(join(folder, 'recipe.json'), inPackage('recipe.json'));
    expect(JSON.parse(await done(['analyse', run, '--recipe', join(folder, 'recipe.json'), '--json']))).toEqual(
      results,
    );
  });

  it('keeps every sample: raw numbers, stamps and status to the last bit', () => {
    const channels = ['qms.m32', 'cycler.voltage', 'mfc.setpoint'];
    csvColumns(...channels.map((id) => `csv/samples/${id}.csv`)).forEach((columns, i) => {
      const { channel } = reader.channels().find((one) => one.channel.id === channels[i])!;
      const stored = reader.read(channels[i]);
      expect(columns['Source time / us']).toEqual([...stored.timeUs]);
      expect(columns['Raw value / 1']).toEqual(
        Array.from(stored.value, (value) => (Number.isNaN(value) ? null : value)),
      );
      expect(columns['Status / 1']).toEqual([...stored.status]);
      expect(columns[`${channel.name} / ${channel.unit}`]).toEqual(
        Array.from(stored.value, (value, k) =>
          isUsable(value, stored.status[k]) ? value * channel.scale + channel.offset : null,
        ),
      );
      const first = columns['Time / UTC'][0] as string;
      expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      // The clock of the cycler is fitted: a second or so apart from its stamps.
      expect(Math.abs(Date.parse(first) - Date.UTC(2026, 0, 1))).toBeLessThan(10_000);
      // One calendar and one count: they tell the same distance.
      const [calendar, seconds] = [columns['Time / UTC'] as string[], columns['Time since start / s'] as number[]];
      expect((Date.parse(calendar.at(-1)!) - Date.parse(first)) / 1000).toBeCloseTo(seconds.at(-1)! - seconds[0], 2);
    });
  });

  it('has the numbers of analyse in its tables', () => {
    const [table, amounts, cell, phases] = csvColumns(
      'csv/results.csv',
      'csv/gas_amounts/O2.csv',
      'csv/cell.csv',
      'csv/phases.csv',
    );
    const intervals = results.gases.flatMap((gas) => [...gas.intervals, gas.total!]);
    expect(table['Amount / Unit']).toEqual(intervals.map((one) => one.amount));
    expect(table['U(Amount) / Unit']).toEqual(intervals.map((one) => one.U));
    expect(table['LOD / Unit']).toEqual(intervals.map((one) => one.lod));
    expect(table.Printed).toEqual(intervals.map((one) => one.printed));
    expect(table['Onset SOC / %']).toEqual(intervals.map((one) => one.onset?.soc ?? null));
    expect(amounts['Amount / umol/g'].at(-1)).toBe(total('O2').amount);
    expect(amounts['U(Amount) / umol/g'].at(-1)).toBe(total('O2').U);
    expect(phases['Specific capacity / mAh/g']).toEqual(results.phases.map((one) => one.capacityMilliampHourPerGram));
    // The end of the charge as the table of the cell has it.
    const charge = results.phases.findIndex(({ label }) => label === 'charge 1');
    const last = cell['Phase / 1'].lastIndexOf(charge + 1);
    expect(cell['SOC / %'][last]).toBeCloseTo(results.phases[charge].socTo!, 2);
  });

  it('gives single readings whose integral is the amount without washout', () => {
    const [{ 'Time since start / s': seconds, 'Rate / nmol/min/g': rate, 'Amount / umol/g': amount }] =
      csvColumns('csv/gas_readings/CO2.csv');
    const from = amount.findIndex((value) => value !== null);
    let sum = 0;
    for (let i = from + 1; i < rate.length; i++)
      sum +=
        (((rate[i] as number) + (rate[i - 1] as number)) / 2) *
        (((seconds[i] as number) - (seconds[i - 1] as number)) / 60) *
        1e-3;
    expect((amount.at(-1) as number) - (amount[from] as number)).toBeCloseTo(sum, 6);
  });

  it('writes the cycler’s record as Battery Data Format, which its own reader takes back', async () => {
    const [bdf] = csvColumns('cell.bdf.csv');
    expect(Object.keys(bdf)).toEqual([
      'Test Time / s',
      'Voltage / V',
      'Current / A',
      'Unix Time / s',
      'Cycle Count / 1',
      'Step Count / 1',
    ]);
    const voltage = reader.read('cycler.voltage');
    const current = reader.read('cycler.current');
    expect(bdf['Current / A'].length).toBeGreaterThan(0.99 * current.value.length);
    expect(bdf['Voltage / V'].slice(0, 100)).toEqual(Array.from(voltage.value.subarray(0, 100)));
    expect(bdf['Test Time / s'][0]).toBe(0);
    const copy = join(folder, 'from-bdf.dems');
    writeFileSync(join(folder, 'cell.bdf.csv'), inPackage('cell.bdf.csv'));
    await done(['import', join(folder, 'cell.bdf.csv'), '-o', copy]);
    const again = JSON.parse(await done(['info', '--json', copy]));
    expect(again.channels.find((one: { role: string }) => one.role === 'voltage').samples).toBe(
      bdf['Voltage / V'].length,
    );
  });

  it('describes each file and each column for machines', () => {
    const crate = JSON.parse(inPackage('ro-crate-metadata.json'));
    const nodes = new Map<string, Record<string, unknown>>(
      crate['@graph'].map((node: { '@id': string }) => [node['@id'], node]),
    );
    expect(nodes.size).toBe(crate['@graph'].length);
    expect(nodes.get('ro-crate-metadata.json')).toMatchObject({
      conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' },
      about: { '@id': './' },
    });
    const root = nodes.get('./') as { hasPart: { '@id': string }[]; license: unknown };
    expect(root.license).toEqual({ '@id': 'https://creativecommons.org/licenses/by/4.0/' });
    for (const { '@id': path } of root.hasPart) {
      expect(existsSync(join(unpacked, path)), path).toBe(true);
      expect(inPackage('sha256sums.txt')).toContain(`${String(nodes.get(path)!.sha256)}  ${path}\n`);
    }
    // Every reference leads to a node of the crate, and every class of EMMO used is in the context.
    const references = JSON.stringify(crate['@graph']).matchAll(/\{"@id":"([^"]+)"\}/g);
    for (const [, id] of references) if (!id.startsWith('https://w3id.org')) expect(nodes.has(id), id).toBe(true);
    expect(JSON.stringify(crate['@context'])).toContain('https://w3id.org/emmo/domain/electrochemistry#');

    const { resources } = JSON.parse(inPackage('datapackage.json'));
    for (const { path, schema } of resources) {
      const heads = inPackage(path).split('\n', 1)[0];
      expect(
        schema.fields.map(({ name }: { name: string }) => (name.includes(',') ? `"${name}"` : name)).join(','),
        path,
      ).toBe(heads);
    }
    const readme = inPackage('README.md');
    for (const name of ['results.json', 'recipe.json', 'run.h5', 'cell.bdf.csv', 'figure.svg', 'csv/samples/*.csv'])
      expect(readme).toContain(`\`${name}\``);
  });

  it('shows the first charge in a figure that carries its numbers', () => {
    const { samples } = JSON.parse(findText(readXml(inPackage('figure.svg')), 'metadata'));
    expect(samples[0]).toMatchObject({ rawSha256: results.rawSha256, recipeSha256: results.recipeSha256 });
  });

  it('is read by h5py: groups of NeXus, units, numbers equal to the CSV', () => {
    const script = `
import h5py, json, sys
f = h5py.File(json.load(sys.stdin), 'r')
e = f['entry']
log = e['instrument/qms/qms.m32/value_log']
o2 = e['gas_amounts/O2']
json.dump(dict(
  classes=[e.attrs['NX_class'], e['instrument'].attrs['NX_class'], e['instrument/qms/qms.m32'].attrs['NX_class'], log.attrs['NX_class'], o2.attrs['NX_class']],
  units=[log['value'].attrs['units'], log['time'].attrs['units'], o2['amount'].attrs['units'], e['results/from_time'].attrs['units']],
  start=log['time'].attrs['start'],
  source_time=log['source_time'][:].tolist(), raw=log['raw_value'][:].tolist(), status=log['status'][:].tolist(),
  amount=o2['amount'][:].tolist(), species=[s.decode() for s in e['results/species'][:]], amounts=e['results/amount'][:].tolist(),
  raw_sha=e['process'].attrs['raw_sha256'], recipe=e['process/recipe'][()].decode(), mass=float(e['sample/mass'][()]),
), sys.stdout)`;
    const read = runPython(python!, script, join(unpacked, 'run.h5')) as Record<string, never[]> & {
      recipe: string;
      mass: number;
    };
    const stored = reader.read('qms.m32');
    expect(read.classes).toEqual(['NXentry', 'NXinstrument', 'NXsensor', 'NXlog', 'NXdata']);
    expect(read.units).toEqual(['A', 's', 'umol/g', 'microseconds since 1970-01-01T00:00:00Z']);
    expect(read.start).toBe(results.zeroTime);
    expect(read.source_time).toEqual([...stored.timeUs]);
    expect(read.raw).toEqual([...stored.value]);
    expect(read.status).toEqual([...stored.status]);
    expect(read.amount.at(-1)).toBe(total('O2').amount);
    expect(read.amounts).toEqual(
      results.gases.flatMap((gas) => [...gas.intervals, gas.total!]).map((one) => one.amount),
    );
    expect(read.raw_sha).toBe(results.rawSha256);
    expect(JSON.parse(read.recipe)).toEqual(JSON.parse(inPackage('recipe.json')));
    expect(read.mass).toBe(results.sample.activeMassGram);
  });

  it('is read by DuckDB: types, nulls, numbers equal to the run', async () => {
    const parquet = (table: string) => `read_parquet('${join(unpacked, 'parquet', table)}.parquet')`;
    const stored = reader.read('cycler.current');
    const samples = reader.channels().reduce((sum, one) => sum + one.samples, 0);
    const [counted] = await askDuckDb(`
      SELECT count(*) AS n, count(DISTINCT channel) AS channels,
        sum(CASE WHEN channel = 'cycler.current' THEN source_time - ${stored.timeUs[0]} END) AS stamps,
        sum(raw_value) FILTER (WHERE channel = 'cycler.current') AS raw, any_value(typeof(time)) AS type
      FROM ${parquet('samples')}`);
    expect(counted.n).toBe(samples);
    expect(counted.channels).toBe(reader.channels().filter((one) => one.samples > 0).length);
    expect(counted.stamps).toBe(stored.timeUs.reduce((sum, us) => sum + us - stored.timeUs[0], 0));
    expect(counted.raw).toBeCloseTo(
      stored.value.reduce((sum, value) => sum + value, 0),
      12,
    );
    expect(counted.type).toBe('TIMESTAMP WITH TIME ZONE');
    const rows = await askDuckDb(`SELECT species, "interval", amount, u, onset_soc FROM ${parquet('results')}`);
    expect(rows).toEqual(
      results.gases.flatMap((gas) =>
        [...gas.intervals, gas.total!].map((one) => ({
          species: gas.species,
          interval: one.label,
          amount: one.amount,
          u: one.U,
          onset_soc: one.onset?.soc ?? null,
        })),
      ),
    );
    const [missing] = await askDuckDb(
      `SELECT count(*) FILTER (WHERE isnan(rate)) AS nan FROM ${parquet('gas_readings')}`,
    );
    expect(missing.nan).toBe(0);
    const [{ value }] = await askDuckDb(
      `SELECT value::VARCHAR AS value FROM parquet_kv_metadata('${join(unpacked, 'parquet', 'cell.parquet')}')`,
    );
    const described = JSON.parse(unescapeBlob(String(value)));
    expect(described.columns.find((one: { name: string }) => one.name === 'voltage')).toMatchObject({ unit: 'V' });
  });
});

/** DuckDB shows bytes beyond printable ASCII as `\xNN`. */
function unescapeBlob(text: string): string {
  const bytes = text.replaceAll(/\\x([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function findText(node: ReturnType<typeof readXml>, name: string): string {
  if (node.name === name) return node.text;
  for (const child of node.children) {
    const found = findText(child, name);
    if (found !== '') return found;
  }
  return '';
}

/** Rewrites one file of the package as somebody with a text editor would; with fresh checksums if asked. */
const TAMPER = `
import hashlib, json, sys, zipfile
source, target, name, old, new, sums = json.load(sys.stdin)
with zipfile.ZipFile(source) as z: files = [(i.filename, z.read(i)) for i in z.infolist()]
changed = []
for path, data in files:
    if path == name:
        assert data.count(old.encode()) >= 1, (path, old)
        data = data.replace(old.encode(), new.encode(), 1)
    changed.append([path, data])
if sums:
    text = ''.join(hashlib.sha256(d).hexdigest() + '  ' + p + '\\n' for p, d in changed if p != 'sha256sums.txt')
    for one in changed:
        if one[0] == 'sha256sums.txt': one[1] = text.encode()
with zipfile.ZipFile(target, 'w', zipfile.ZIP_STORED) as z:
    for path, data in changed: z.writestr(path, data)
print('{}')
`;

// Reading, evaluating and writing everything once more takes seconds, and a loaded machine several times that.
describe.skipIf(!python)('verify', { timeout: 240_000 }, () => {
  const zip = () => join(folder, 'package.zip');
  const tampered = (name: string, old: string, fresh: string, sums: boolean) => {
    const path = join(folder, 'tampered.zip');
    runPython(python!, TAMPER, [zip(), path, name, old, fresh, sums]);
    return verifyPackage(path, undefined);
  };
  const amountText = () => String(results.gases.find((gas) => gas.species === 'O2')!.intervals[0].amount);
  /** Another digit at a place counted from the first one that is not zero. */
  const otherDigit = (text: string, place: number) => {
    let at = text.search(/[1-9]/);
    for (let seen = 0; seen < place; at++) if (/\d/.test(text[at + 1])) seen += 1;
    return `${text.slice(0, at)}${(Number(text[at]) + 5) % 10}${text.slice(at + 1)}`;
  };

  it('finds a package equal that nobody touched, without its run', async () => {
    const document = JSON.parse((await opendems(['verify', zip(), '--run', run, '--json'])).stdout);
    expect(document).toMatchObject({ equal: true, differences: [] });
    expect(document.runs[0]).toMatchObject({ rawSha256: results.rawSha256, recipeSha256: results.recipeSha256 });
  });

  it('finds a changed digit by its checksum, and says which number', async () => {
    const { differences } = await tampered('results.json', amountText(), otherDigit(amountText(), 3), false);
    expect(differences[0].where).toBe('checksum of results.json');
    expect(differences[1]).toEqual({
      where: 'gases, O2, intervals, charge 1, amount',
      // As a number is written: its neighbour may need one digit less.
      inDocument: String(Number(otherDigit(amountText(), 3))),
      recomputed: amountText(),
    });
  });

  it('finds it too where the checksums were made anew', async () => {
    const { differences } = await tampered('results.json', amountText(), otherDigit(amountText(), 3), true);
    expect(differences.map(({ where }) => where)).toEqual(['gases, O2, intervals, charge 1, amount']);
    // The thirteenth digit may be another computer's rounding; the table beside it tells.
    // The program that wrote the package: another version's tables are not compared.
    await tampered('csv/results.csv', amountText(), otherDigit(amountText(), 12), true);
    const refused = await opendems(['verify', join(folder, 'tampered.zip'), '--json']);
    expect(refused.status).toBe(1);
    const table = JSON.parse(refused.stdout);
    expect(table.differences).toHaveLength(1);
    expect(table.differences[0].where).toMatch(/^csv\/results\.csv, line \d+$/);
  });

  it('finds a changed sample', async () => {
    const value = String(reader.read('qms.m32').value[1000]);
    const raw = `,${value},0\n`;
    const { differences } = await tampered('csv/samples/qms.m32.csv', raw, `,${otherDigit(value, 3)},0\n`, true);
    expect(differences[0]).toMatchObject({ where: 'hash of the raw samples', inDocument: results.rawSha256 });
  });

  it('finds a changed recipe, a missing and an added file', async () => {
    const recipe = await tampered('recipe.json', '"flowDeviationPercent": 1', '"flowDeviationPercent": 2', true);
    expect(recipe.differences[0]).toMatchObject({ where: 'hash of the recipe', inDocument: results.recipeSha256 });
    const renamed = await tampered('sha256sums.txt', '  figure.svg', '  picture.svg', false);
    expect(renamed.differences.slice(0, 2).map(({ where }) => where)).toEqual([
      'checksum of picture.svg',
      'checksum of figure.svg',
    ]);
  });

  it('finds that another run was given, and that a file is no package', async () => {
    const other = await verifyPackage(zip(), 'f'.repeat(64));
    expect(other.differences[0]).toMatchObject({ where: 'hash of the raw samples of the given run' });
    const text = join(folder, 'text.zip');
    writeFileSync(text, 'not a zip');
    await expect(verifyPackage(text, undefined)).rejects.toMatchObject({ problem: { code: 'package-damaged' } });
  });
});

describe.skipIf(noOffice || !python)('a workbook', () => {
  it('opens in LibreOffice with the numbers of analyse and without errors', async () => {
    const book = join(folder, 'book.xlsx');
    await done(['report', run, '-o', book]);
    const profile = `-env:UserInstallation=file://${join(folder, 'office')}`;
    const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1';
    const converted = spawnSync(
      'soffice',
      ['--headless', '--norestore', profile, '--convert-to', filter, '--outdir', join(folder, 'sheets'), book],
      { encoding: 'utf8', timeout: 120_000 },
    );
    expect(converted.status, converted.stderr).toBe(0);
    const sheets = readdirSync(join(folder, 'sheets'));
    const named = (name: string) => join(folder, 'sheets', `book-${name}.csv`);
    for (const name of ['Results', 'Half-cycles', 'Series', 'Calibration', 'Budget', 'Recipe', 'Metadata'])
      expect(sheets).toContain(`book-${name}.csv`);
    for (const sheet of sheets)
      expect(readFileSync(join(folder, 'sheets', sheet), 'utf8'), sheet).not.toMatch(
        /Err:\d|#(N\/A|VALUE|REF|NAME|DIV)/,
      );
    const [table, halves] = runPython(python!, PYTHON_CSV, [named('Results'), named('Half-cycles')]) as Columns[];
    const intervals = results.gases.flatMap((gas) => [...gas.intervals, gas.total!]);
    // LibreOffice writes fifteen digits.
    table['Amount / Unit'].forEach((value, i) => expect(value as number).toBeCloseTo(intervals[i].amount!, 12));
    table['U(Amount) / Unit'].forEach((value, i) => expect(value as number).toBeCloseTo(intervals[i].U!, 12));
    const charge = halves.Phase.indexOf('charge 1');
    expect(halves['SOC, end / %'][charge] as number).toBeCloseTo(results.phases[charge].socTo!, 10);
    expect(halves['O2 / umol/g'][charge] as number).toBeCloseTo(
      results.gases.find((gas) => gas.species === 'O2')!.intervals[0].amount!,
      12,
    );
    expect(halves['O2 / umol/g'][halves.Phase.indexOf('OCV')]).toBeNull();
  });
});

describe('an archive', () => {
  const archive = () => join(folder, 'archive');
  const table = (name: string) => `read_parquet('${archive()}/${name}/**/*.parquet', hive_partitioning = true)`;
  let second: string;

  it('answers the queries of docs/archive.md over several runs', async () => {
    second = join(folder, 'second.dems');
    await done(['simulate', '--preset', 'zro2-ncm85', '--hours', '13', '--seed', '5', '-o', second]);
    await done(['export', '--parquet', archive(), run, '--laboratory', 'Gas lab']);
    const before = readdirSync(archive(), { recursive: true }).map((path) => [
      path,
      statSync(join(archive(), String(path))).mtimeMs,
    ]);
    await done(['export', '--parquet', archive(), second, '--laboratory', 'Gas lab']);
    // Adding a run rewrites no file of another one.
    for (const [path, mtime] of before) {
      const at = join(archive(), String(path));
      if (statSync(at).isFile()) expect(statSync(at).mtimeMs, String(path)).toBe(mtime);
    }
    const queries = [...readFileSync('docs/archive.md', 'utf8').matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql]) =>
      sql.replaceAll('ARCHIVE/', `${archive()}/`),
    );
    expect(queries).toHaveLength(3);
    const [amounts, curve, gaps] = await Promise.all(queries.map(askDuckDb));
    const theirs = resultsSchema.parse(JSON.parse(await done(['analyse', '--json', second])));
    const expected = [results, theirs].map((one) =>
      one.gases.find((gas) => gas.species === 'O2')!.intervals.find(({ label }) => label === 'charge 1')!,
    );
    expect(amounts.map((row) => row.amount).toSorted()).toEqual(expected.map((one) => one.amount).toSorted());
    expect(amounts.map((row) => row.laboratory)).toEqual(['Gas-lab', 'Gas-lab']);
    expect(curve.length).toBeGreaterThan(10);
    expect(gaps).toBeDefined();
  });

  it('knows a run by its raw data, whatever it is called', async () => {
    const renamed = join(folder, 'renamed.dems');
    writeFileSync(renamed, readFileSync(second));
    const files = () => (readdirSync(archive(), { recursive: true }) as string[]).toSorted();
    const before = files();
    expect(
      (await opendems(['export', '--parquet', renamed, '-o', archive(), '--laboratory', 'Gas lab'])).stderr,
    ).toContain('already there');
    expect(files()).toEqual(before);
    // Another laboratory's name: the same run moves, it is not there twice.
    expect((await opendems(['export', '--parquet', archive(), renamed, '--laboratory', 'Other'])).stderr).toContain(
      'replaced',
    );
    const [{ n }] = await askDuckDb(`SELECT count(*) AS n FROM ${table('runs')}`);
    expect(n).toBe(2);
    const places = await askDuckDb(`SELECT DISTINCT laboratory FROM ${table('samples')} ORDER BY ALL`);
    expect(places.map((row) => row.laboratory)).toEqual(['Gas-lab', 'Other']);
  });
});

describe('export', () => {
  it('refuses what it cannot write, and says what next', async () => {
    const existing = join(folder, 'existing.zip');
    writeFileSync(existing, 'mine');
    const refused = await opendems(['export', run, '--package', '-o', existing]);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('exists already');
    expect(readFileSync(existing, 'utf8')).toBe('mine');
    const nowhere = await opendems(['export', run, '--bdf', '-o', join(folder, 'no', 'where.bdf.csv')]);
    expect(nowhere.status).toBe(1);
    expect(nowhere.stderr).toContain('its folder does not exist');
    expect((await opendems(['export', run, '-o', join(folder, 'x')])).status).toBe(2);
    expect((await opendems(['export', run, '--csv', '--bdf', '-o', join(folder, 'x')])).status).toBe(2);
    expect((await opendems(['export', '--hdf5', '-o', join(folder, 'x')])).status).toBe(2);
  });

  it('cancelled by Ctrl+C leaves nothing behind', async () => {
    const place = join(folder, 'cancelled');
    mkdirSync(place);
    const begun = new Promise<void>((seen) => {
      const watcher = watch(place, () => {
        watcher.close();
        seen();
      });
    });
    const program = startOpendems(['export', run, '--package', '-o', join(place, 'package.zip')]);
    await begun;
    program.child.kill('SIGINT');
    expect(await program.ended).toBe(1);
    expect(program.stderr()).toMatch(/^opendems: The export was cancelled\.\n {2}Safe: /);
    expect(readdirSync(place)).toEqual([]);
  });
});

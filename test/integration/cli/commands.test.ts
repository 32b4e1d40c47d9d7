import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { infoDocumentSchema } from '../../../shared/domain/info-document.ts';
import { simulationTruthSchema } from '../../../src-main/core/instruments/simulated/truth.ts';
import { simulatedLabProfile } from '../../../src-main/core/instruments/simulated/lab-profile.ts';
import { builtProgramFolder } from '../../support/built-program.ts';
import { opendems, startOpendems } from '../../support/run-program.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';
import { tmpdir } from 'node:os';

const newFolder = temporaryFolders();

/** One run of six hours for all tests that only read. */
let shared: { folder: string; run: string; truth: string };
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'opendems-test-shared-'));
  shared = { folder, run: join(folder, 'bare.dems'), truth: join(folder, 'truth.json') };
  const made = opendems([
    'simulate',
    '--preset',
    'bare-ncm85',
    '--seed',
    '1',
    '--hours',
    '6',
    '--truth',
    shared.truth,
    '-o',
    shared.run,
  ]);
  if (made.status !== 0) throw new Error(made.stderr);
  return () => spawnSync('rm', ['-rf', folder]);
});

describe('the program as npm installs it', () => {
  it.skipIf(process.platform === 'win32')('runs by its own first line, as `npx opendems` does', () => {
    const { status, stdout, stderr } = spawnSync(join(builtProgramFolder(), 'opendems.mjs'), ['--version'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(status).toBe(0);
  });
});

describe('simulate, info, verify', () => {
  it('agree with each other and with the truth', () => {
    const info = infoDocumentSchema.parse(JSON.parse(opendems(['info', '--json', shared.run]).stdout));
    const truth = simulationTruthSchema.parse(JSON.parse(readFileSync(shared.truth, 'utf8')));
    expect(info.run.simulation).toEqual({ preset: 'bare-ncm85', seed: 1 });
    expect(truth.seed).toBe(1);
    // 6 h of scans of 13 masses, each 0.5 s dwell and 0.05 s settling: 7.15 s a scan (science.md 7).
    const m32 = info.channels.find((channel) => channel.id === 'qms.m32')!;
    expect(Math.abs(m32.samples - (6 * 3600) / 7.15)).toBeLessThan(2);
    expect(m32).toMatchObject({ role: 'ion-current', mz: 32, unit: 'A' });
    const flow = info.channels.find((channel) => channel.role === 'flow')!;
    expect(Math.abs(flow.samples - 6 * 3600)).toBeLessThan(3);
    expect(info.openEnded).toBe(false);
    expect(info.gaps).toEqual([]);

    const verified = JSON.parse(opendems(['verify', '--json', shared.run]).stdout);
    expect(verified).toMatchObject({ findings: [], rawSha256: info.rawSha256 });
    expect(verified.samples).toBe(info.channels.reduce((sum, channel) => sum + channel.samples, 0));
  });

  it('the same seed gives the same raw data, another seed does not', () => {
    const folder = newFolder();
    const hash = (seed: string, name: string) => {
      opendems(['simulate', '--seed', seed, '--hours', '0.2', '-o', join(folder, name)]);
      return JSON.parse(opendems(['info', '--json', join(folder, name)]).stdout).rawSha256;
    };
    expect(hash('5', 'a.dems')).toBe(hash('5', 'b.dems'));
    expect(hash('5', 'c.dems')).not.toBe(hash('6', 'd.dems'));
  });
});

describe('export --csv', () => {
  it('writes each channel with its own times and a merged table that declares its resampling', () => {
    const folder = join(newFolder(), 'csv');
    expect(opendems(['export', shared.run, '--csv', '--every', '60', '-o', folder]).status).toBe(0);
    const lines = readFileSync(join(folder, 'samples', 'qms.m32.csv'), 'utf8')
      .trimEnd()
      .split('\n');
    const info = JSON.parse(opendems(['info', '--json', shared.run]).stdout);
    const m32 = info.channels.find((channel: { id: string }) => channel.id === 'qms.m32');
    expect(lines).toHaveLength(m32.samples + 1);
    expect(lines[0]).toBe('Time / UTC,Time since start / s,m/z 32 O2 / A,Source time / us,Raw value / 1,Status / 1');
    expect(lines[1].split(',')[0]).toBe(m32.firstTime);
    expect(lines.at(-1)!.split(',')[0]).toBe(m32.lastTime);

    const merged = readFileSync(join(folder, 'merged.csv'), 'utf8').trimEnd().split('\n');
    expect(merged[0]).toMatch(/^# Resampled every 60 s: linear/);
    expect(merged[1].split(',')).toHaveLength(info.channels.length + 2);
    const times = merged.slice(2).map((line) => Date.parse(line.split(',')[0]));
    for (let i = 1; i < times.length; i++) expect(times[i] - times[i - 1]).toBe(60_000);
    expect(readdirSync(join(folder, 'samples'))).toHaveLength(info.channels.length);
  });

  it('leaves a folder alone that holds something', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    const result = opendems(['export', shared.run, '--csv', '-o', folder]);
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('is not empty');
    expect(readdirSync(folder)).toEqual(['mine.txt']);
  });
});

describe('analyse and sync', () => {
  it('give the same bytes twice, and a recipe kept in the run is used from then on', () => {
    const folder = newFolder();
    const run = join(folder, 'run.dems');
    expect(opendems(['simulate', '--hours', '20', '--seed', '4', '-o', run]).status).toBe(0);
    const hash = () => JSON.parse(opendems(['info', '--json', run]).stdout).rawSha256 as string;
    const before = hash();
    const first = opendems(['analyse', '--json', run]).stdout;
    expect(opendems(['analyse', '--json', run]).stdout).toBe(first);
    const results = JSON.parse(first);
    expect(results).toMatchObject({ rawSha256: before, recipeSha256: expect.stringMatching(/^[0-9a-f]{64}$/) });

    const synced = JSON.parse(opendems(['sync', '--apply', '--json', run]).stdout);
    expect(synced.pairs[0]).toMatchObject({ reference: 'qms', moved: 'cycler' });
    expect(hash()).toBe(before);
    const recipe = join(folder, 'recipe.json');
    expect(opendems(['analyse', run, '--recipe-output', recipe, '-o', join(folder, 'results.json')]).status).toBe(0);
    const stored = JSON.parse(readFileSync(recipe, 'utf8'));
    const cycler = stored.sync.sources.find((clock: { sourceId: string }) => clock.sourceId === 'cycler');
    if (synced.pairs[0].accepted) expect(cycler.offsetSeconds).toBe(synced.pairs[0].offsetSeconds);
    const again = JSON.parse(opendems(['analyse', run, '--recipe', recipe, '--json']).stdout);
    expect(again).toEqual(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')));
  });
});

describe('schema', () => {
  it.each(['sample', 'profile', 'run', 'info', 'truth', 'recipe', 'results'])(
    'prints the JSON Schema of %s',
    (name) => {
      const schema = JSON.parse(opendems(['schema', name]).stdout);
      expect(schema.$schema).toContain('json-schema.org');
    },
  );
});

describe('a reader that ends first', () => {
  it.each([
    ['info', () => ['info', shared.run]],
    ['schema', () => ['schema', 'recipe']],
  ])('is no failure of %s', async (_name, args) => {
    const running = startOpendems(args());
    running.child.stdout.destroy();
    expect(await running.ended).toBe(0);
    expect(running.stderr()).toBe('');
  });
});

describe('what bad input gets', () => {
  /** Status 1 and three sentences: what happened, what is safe, what next. */
  function refused(args: string[], happened: RegExp, environment: Record<string, string> = {}) {
    const result = opendems(args, { OPENDEMS_HOME: join(newFolder(), 'home'), ...environment });
    expect(result.stderr).toMatch(/^opendems: .+\n {2}Safe: .+\n {2}Next: .+\n$/);
    expect(result.stderr).toMatch(happened);
    expect(result.stdout).toBe('');
    expect(result.status).toBe(1);
  }

  it('wrong usage: status 2', () => {
    expect(opendems(['simulate']).status).toBe(2);
    expect(opendems(['simulate', '--seed', '-1', '-o', 'x']).status).toBe(2);
    expect(opendems(['nonsense']).status).toBe(2);
    expect(opendems(['--help']).status).toBe(0);
    expect(opendems(['record', '--help']).status).toBe(0);
  });

  it('unknown preset, schema, profile', () => {
    refused(['simulate', '--preset', 'gold', '-o', join(newFolder(), 'x.dems')], /no preset "gold"/);
    refused(['schema', 'everything'], /no document "everything"/);
    refused(['record', '--profile', 'nobody', '-o', join(newFolder(), 'x.dems')], /no profile "nobody"/);
  });

  it('a file that exists is not touched, a missing or read-only folder is named', () => {
    const folder = newFolder();
    const file = join(folder, 'x.dems');
    writeFileSync(file, 'precious');
    refused(['simulate', '--hours', '0.1', '-o', file], /exists/);
    expect(readFileSync(file, 'utf8')).toBe('precious');
    refused(['simulate', '--hours', '0.1', '-o', join(folder, 'no', 'such', 'x.dems')], /folder/);
    expect(readdirSync(folder)).toEqual(['x.dems']);
  });

  it('foreign, empty, newer and truncated run files', () => {
    const folder = newFolder();
    const text = join(folder, 'text.dems');
    writeFileSync(text, 'time,voltage\n0,3.5\n'.repeat(1000));
    refused(['info', text], /not an OpenDEMS run file/);
    const empty = join(folder, 'empty.dems');
    writeFileSync(empty, '');
    refused(['info', empty], /empty/);
    refused(['info', join(folder, 'missing.dems')], /missing\.dems/);

    const newer = join(folder, 'newer.dems');
    copyFileSync(shared.run, newer);
    const handle = openSync(newer, 'r+');
    writeSync(handle, Buffer.from([0, 0, 0, 99]), 0, 4, 60);
    closeSync(handle);
    refused(['info', newer], /newer/);

    const cut = join(folder, 'cut.dems');
    copyFileSync(shared.run, cut);
    truncateSync(cut, 400_000);
    const verified = opendems(['verify', cut]);
    expect(verified.status).toBe(1);
    expect(verified.stderr).toMatch(/wrong with|damaged/);
  });

  it('a flipped bit in the raw data is found by verify', () => {
    const folder = newFolder();
    const flipped = join(folder, 'flipped.dems');
    const bytes = readFileSync(shared.run);
    bytes[Math.floor(bytes.length / 2)] ^= 1;
    writeFileSync(flipped, bytes);
    const result = opendems(['verify', flipped]);
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/wrong with/);
  });

  it('a profile with an unmapped role, a sample without mass', () => {
    const folder = newFolder();
    const profile = simulatedLabProfile('opc.tcp://127.0.0.1:4840');
    const bad = join(folder, 'profile.json');
    writeFileSync(bad, JSON.stringify({ ...profile, nodes: [{ ...profile.nodes[0], role: 'unheard-of' }] }));
    refused(['record', '--profile', bad, '-o', join(folder, 'x.dems')], /not valid at nodes\.0\.role/);
    const sample = join(folder, 'sample.json');
    for (const mass of [0, -3]) {
      writeFileSync(sample, JSON.stringify({ name: 'S', activeMassMilligram: mass }));
      refused(
        ['record', '--profile', 'simulated-bare-ncm85', '--sample', sample, '-o', join(folder, 'x.dems')],
        /active mass must be above zero/,
      );
    }
    expect(readdirSync(folder).sort()).toEqual(['profile.json', 'sample.json']);
  });

  it('a server that is not there: refused, and no run file is left', () => {
    const folder = newFolder();
    const profile = join(folder, 'profile.json');
    writeFileSync(profile, JSON.stringify(simulatedLabProfile('opc.tcp://127.0.0.1:1')));
    refused(['record', '--profile', profile, '-o', join(folder, 'x.dems')], /no OPC-UA server listens/);
    expect(readdirSync(folder)).toEqual(['profile.json']);
  });

  it('a port in use', async () => {
    const server = createServer();
    const port = await new Promise<number>((done) =>
      server.listen(0, '127.0.0.1', () => done((server.address() as { port: number }).port)),
    );
    refused(['lab', '--port', String(port)], /could not start|in use/);
    server.close();
  });

  it('an unwritable home', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    refused(['lab'], /own folder/, { OPENDEMS_HOME: join(folder, 'file', 'home') });
    expect(existsSync(join(folder, 'file', 'home'))).toBe(false);
    mkdirSync(join(folder, 'unused'));
  });
});

import { spawnSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate } from '../../src-main/cli/simulate.ts';
import { openRunFile } from '../../src-main/core/storage/open-run-file.ts';
import { bestSeconds, secondsText, type BenchCase, type BenchResult } from './bench-case.ts';
import { writeBudgetRun } from './budget-run.ts';

/** What is exported. */
const EXPORTS = [
  { format: 'package', ending: 'zip', what: 'data package' },
  { format: 'xlsx', ending: 'xlsx', what: 'workbook' },
] as const;
const TIMES = 2;
/** For the 90 h run of architecture.md: 12 channels, 6e5 samples. */
const BUDGET_SECONDS = 5;

/** The runs exported: the one the budget is for, and all the simulated lab records. */
const RUNS = [
  { isBudget: true, write: writeBudgetRun },
  {
    isBudget: false,
    write: (file: string) => {
      simulate({ preset: 'bare-ncm85', seed: 1, output: file });
    },
  },
] as const;

/**
 * 90 h runs given out on the command line, from the start of the program to the file on the disk, beside writing the
 * same bytes through to the disk. Needs `npm run build`.
 */
export const exportCase: BenchCase = {
  name: 'export',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'opendems-bench-'));
    try {
      const results: BenchResult[] = [];
      for (const { isBudget, write } of RUNS) {
        const run = join(folder, 'run.dems');
        write(run);
        for (const { format, ending, what } of EXPORTS) {
          const output = join(folder, `out.${ending}`);
          const whole = await bestSeconds(TIMES, () => {
            rmSync(output, { force: true });
            exportRun(run, format, output, folder);
          });
          const plain = await plainWrite(readFileSync(output), join(folder, 'plain'));
          results.push({
            subject: `${what} of ${describeRun(run)}, ${(statSync(output).size / 1e6).toPrecision(3)} MB`,
            measured: secondsText(whole),
            plain: `write through to the disk ${secondsText(plain)}`,
            ratio: whole / plain,
            budget: `${secondsText(BUDGET_SECONDS)}${isBudget ? '' : ' for 12 channels and 6e5 samples'}`,
            met: isBudget ? whole <= BUDGET_SECONDS : null,
          });
        }
        rmSync(run);
      }
      return results;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Counted in the file itself. */
function describeRun(path: string): string {
  const reader = openRunFile(path);
  const channels = reader.channels();
  reader.close();
  const samples = channels.reduce((sum, channel) => sum + channel.samples, 0);
  return `a 90 h run of ${channels.length} channels and ${samples.toExponential(2)} samples`;
}

function exportRun(run: string, format: string, output: string, folder: string): void {
  const args = ['dist/main/opendems.mjs', 'export', run, `--${format}`, '-o', output];
  const { status, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, OPENDEMS_HOME: join(folder, 'home') },
  });
  if (status !== 0) throw new Error(stderr);
}

function plainWrite(bytes: Uint8Array, path: string): Promise<number> {
  return bestSeconds(3, () => {
    const file = openSync(path, 'w');
    writeSync(file, bytes);
    fsyncSync(file);
    closeSync(file);
  });
}

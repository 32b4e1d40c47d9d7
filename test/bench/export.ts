import { spawnSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate } from '../../src-main/cli/simulate.ts';
import { bestSeconds, secondsText, type BenchCase } from './bench-case.ts';

/** What is exported, how often it is timed, and the budget of it, seconds. */
const EXPORTS = [
  { format: 'package', ending: 'zip', what: 'data package', times: 2, budgetSeconds: 5 },
  { format: 'xlsx', ending: 'xlsx', what: 'workbook', times: 2, budgetSeconds: 5 },
] as const;

/**
 * A 90 h run given out on the command line, from the start of the program to the file on the disk, beside writing the
 * same bytes through to the disk. Needs `npm run build`.
 */
export const exportCase: BenchCase = {
  name: 'export',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'opendems-bench-'));
    try {
      const run = join(folder, 'run.dems');
      simulate({ preset: 'bare-ncm85', seed: 1, output: run });
      const results = [];
      for (const { format, ending, what, times, budgetSeconds } of EXPORTS) {
        const output = join(folder, `out.${ending}`);
        const whole = await bestSeconds(times, () => {
          rmSync(output, { force: true });
          exportRun(run, format, output, folder);
        });
        const plain = await plainWrite(readFileSync(output), join(folder, 'plain'));
        results.push({
          subject: `${what} of a 90 h run, ${(statSync(output).size / 1e6).toPrecision(3)} MB`,
          measured: secondsText(whole),
          plain: `write through to the disk ${secondsText(plain)}`,
          ratio: whole / plain,
          budget: secondsText(budgetSeconds),
          met: whole <= budgetSeconds,
        });
      }
      return results;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

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

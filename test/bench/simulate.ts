import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate } from '../../src-main/cli/simulate.ts';
import { bestSeconds, secondsText, type BenchCase } from './bench-case.ts';

/** A whole simulated run to a file, beside writing the same bytes plainly. */
export const simulateCase: BenchCase = {
  name: 'simulate',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'opendems-bench-'));
    try {
      const file = join(folder, 'run.dems');
      const seconds = await bestSeconds(2, () => {
        rmSync(file, { force: true });
        simulate({ preset: 'bare-ncm85', seed: 1, output: file });
      });
      const bytes = readFileSync(file);
      const plain = await bestSeconds(3, () => writeFileSync(join(folder, 'plain'), bytes, { flush: true }));
      return [
        {
          subject: `90 h run, ${(statSync(file).size / 1e6).toFixed(1)} MB`,
          measured: secondsText(seconds),
          plain: `plain write ${secondsText(plain)}`,
          ratio: seconds / plain,
          budget: '3 s',
          met: seconds <= 3,
        },
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

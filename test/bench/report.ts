import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportOptionsSchema } from '../../shared/api/report.ts';
import { simulate } from '../../src-main/cli/simulate.ts';
import { evaluateRun } from '../../src-main/core/report/evaluate-run.ts';
import { renderReport } from '../../src-main/core/report/report-file.ts';
import type { ReportContext } from '../../src-main/core/report/report-model/report-document.ts';
import { openRunFile } from '../../src-main/core/storage/open-run-file.ts';
import { bestSeconds, secondsText, type BenchCase } from './bench-case.ts';

/** The report of a 90 h run from opening the file to the last byte on the disk, beside writing those bytes alone. */
export const reportCase: BenchCase = {
  name: 'report',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'opendems-bench-'));
    try {
      const file = join(folder, 'run.dems');
      simulate({ preset: 'bare-ncm85', seed: 1, output: file });
      const context: ReportContext = {
        options: reportOptionsSchema.parse({}),
        laboratory: 'Laboratory',
        logo: null,
        operator: 'Operator',
        madeTime: '2026-11-11T12:00:00.000000Z',
      };
      const results = [];
      for (const format of ['pdf', 'html'] as const) {
        let bytes: Uint8Array = new Uint8Array();
        const output = join(folder, `report.${format}`);
        const whole = await bestSeconds(3, async () => {
          const reader = openRunFile(file);
          const run = evaluateRun(reader);
          reader.close();
          bytes = await renderReport([run], context, format);
          writeFileSync(output, bytes);
        });
        const plain = await bestSeconds(5, () => writeFileSync(output, bytes));
        results.push({
          subject: `${format.toUpperCase()} report of a 90 h run, ${Math.round(bytes.length / 1000)} kB`,
          measured: secondsText(whole),
          plain: `write of the file ${secondsText(plain)}`,
          ratio: whole / plain,
          budget: '3 s',
          met: whole <= 3,
        });
      }
      return results;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

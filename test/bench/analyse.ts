import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnalysisSession } from '../../src-main/core/analysis/pipeline/analysis-session.ts';
import { buildResults } from '../../src-main/core/analysis/pipeline/build-results.ts';
import { proposeRecipe } from '../../src-main/core/analysis/pipeline/propose-recipe.ts';
import { readAnalysisInput } from '../../src-main/core/views/read-analysis-input.ts';
import { openRunFile } from '../../src-main/core/storage/open-run-file.ts';
import { simulate } from '../../src-main/cli/simulate.ts';
import { bestSeconds, secondsText, type BenchCase } from './bench-case.ts';

/** Opening a 90 h run, the whole recipe and one changed step on it, beside reading its file and copying its columns. */
export const analyseCase: BenchCase = {
  name: 'analyse',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'opendems-bench-'));
    try {
      const file = join(folder, 'run.dems');
      simulate({ preset: 'bare-ncm85', seed: 1, output: file });
      const read = () => {
        const reader = openRunFile(file);
        try {
          return readAnalysisInput(reader);
        } finally {
          reader.close();
        }
      };
      const input = read();
      const recipe = proposeRecipe(input);
      const opening = await bestSeconds(3, () => {
        const fresh = read();
        const opened = new AnalysisSession(fresh);
        return buildResults(opened.evaluate(proposeRecipe(fresh, opened)));
      });
      const fileRead = await bestSeconds(3, () => readFileSync(file));
      const whole = await bestSeconds(15, () => buildResults(new AnalysisSession(input).evaluate(recipe)));
      const session = new AnalysisSession(input);
      session.evaluate(recipe);
      let moved = 0;
      const step = await bestSeconds(30, () => {
        moved += 60;
        const spans = recipe.baseline.spans.map((span) => ({ ...span, toUs: span.toUs - moved * 1e6 }));
        return buildResults(session.evaluate({ ...recipe, baseline: { ...recipe.baseline, spans } }));
      });
      const plain = await bestSeconds(5, () =>
        input.channels.map((channel) => [channel.timeUs.slice(), channel.value.slice()]),
      );
      return [
        {
          subject: 'opening: read and hash the run, fit the clocks, propose a recipe, evaluate it',
          measured: secondsText(opening),
          plain: `read of the file ${secondsText(fileRead)}`,
          ratio: opening / fileRead,
          budget: '1 s',
          met: opening <= 1,
        },
        {
          subject: 'whole recipe and results on a 90 h run',
          measured: secondsText(whole),
          plain: `copy of its columns ${secondsText(plain)}`,
          ratio: whole / plain,
          budget: '60 ms',
          met: whole <= 0.06,
        },
        {
          subject: 'results again after the baseline spans were moved',
          measured: secondsText(step),
          plain: `copy of its columns ${secondsText(plain)}`,
          ratio: step / plain,
          budget: '33 ms (30 updates a second)',
          met: step <= 0.033,
        },
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

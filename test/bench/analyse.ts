import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnalysisSession } from '../../src-main/core/analysis/pipeline/analysis-session.ts';
import { buildResults } from '../../src-main/core/analysis/pipeline/build-results.ts';
import { proposeRecipe } from '../../src-main/core/analysis/pipeline/propose-recipe.ts';
import { readAnalysisInput } from '../../src-main/core/views/read-analysis-input.ts';
import { openRunFile } from '../../src-main/core/storage/open-run-file.ts';
import { simulate } from '../../src-main/cli/simulate.ts';
import { bestSeconds, secondsText, type BenchCase } from './bench-case.ts';

/** The whole recipe and one changed step on a 90 h run in memory, beside copying its columns once. */
export const analyseCase: BenchCase = {
  name: 'analyse',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'opendems-bench-'));
    try {
      const file = join(folder, 'run.dems');
      simulate({ preset: 'bare-ncm85', seed: 1, output: file });
      const reader = openRunFile(file);
      const input = readAnalysisInput(reader);
      reader.close();
      const recipe = proposeRecipe(input);
      const whole = await bestSeconds(5, () => buildResults(new AnalysisSession(input).evaluate(recipe)));
      const session = new AnalysisSession(input);
      session.evaluate(recipe);
      let moved = 0;
      const step = await bestSeconds(10, () => {
        moved += 60;
        const spans = recipe.baseline.spans.map((span) => ({ ...span, toUs: span.toUs - moved * 1e6 }));
        session.evaluate({ ...recipe, baseline: { ...recipe.baseline, spans } });
      });
      const plain = await bestSeconds(5, () =>
        input.channels.map((channel) => [channel.timeUs.slice(), channel.value.slice()]),
      );
      return [
        {
          subject: 'whole recipe and results on a 90 h run',
          measured: secondsText(whole),
          plain: `copy of its columns ${secondsText(plain)}`,
          ratio: whole / plain,
          budget: '60 ms',
          met: whole <= 0.06,
        },
        {
          subject: 'again after the baseline span was moved',
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

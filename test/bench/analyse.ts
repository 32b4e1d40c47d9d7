import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnalysisSession } from '../../src-main/core/analysis/pipeline/analysis-session.ts';
import { buildResults } from '../../src-main/core/analysis/pipeline/build-results.ts';
import { proposeRecipe } from '../../src-main/core/analysis/pipeline/propose-recipe.ts';
import { readAnalysisInput } from '../../src-main/core/views/read-analysis-input.ts';
import { openRunFile } from '../../src-main/core/storage/open-run-file.ts';
import { simulate } from '../../src-main/cli/simulate.ts';
import { bestSeconds, secondsText, type BenchCase, type BenchResult } from './bench-case.ts';
import { writeBudgetRun } from './budget-run.ts';

/** The run the budgets are for, and all the simulated lab records: a third more channels, nearly three times the samples. */
const RUNS = [
  { isBudget: true, what: '12 channels', write: writeBudgetRun },
  {
    isBudget: false,
    what: 'all channels of the lab',
    write: (file: string) => {
      simulate({ preset: 'bare-ncm85', seed: 1, output: file });
    },
  },
] as const;

const OPENING_SECONDS = 1;
const WHOLE_SECONDS = 0.06;
const STEP_SECONDS = 1 / 30;

/** Opening a 90 h run, the whole recipe and one changed step on it, beside reading its file and copying its columns. */
export const analyseCase: BenchCase = {
  name: 'analyse',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'opendems-bench-'));
    try {
      const results: BenchResult[] = [];
      for (const [index, { isBudget, what, write }] of RUNS.entries()) {
        const file = join(folder, `run-${index}.dems`);
        write(file);
        results.push(...(await evaluated(file, what, isBudget)));
      }
      return results;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function evaluated(file: string, what: string, isBudget: boolean): Promise<BenchResult[]> {
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
  const samples = input.channels.reduce((sum, { timeUs }) => sum + timeUs.length, 0);
  const run = `a 90 h run of ${what}, ${samples.toExponential(1)} samples`;
  const budget = (text: string) => (isBudget ? text : `${text} for 12 channels`);
  return [
    {
      subject: `opening ${run}: read and hash it, fit the clocks, propose a recipe, evaluate it`,
      measured: secondsText(opening),
      plain: `read of the file ${secondsText(fileRead)}`,
      ratio: opening / fileRead,
      budget: budget('1 s'),
      met: isBudget ? opening <= OPENING_SECONDS : null,
    },
    {
      subject: `whole recipe and results of ${run}`,
      measured: secondsText(whole),
      plain: `copy of its columns ${secondsText(plain)}`,
      ratio: whole / plain,
      budget: budget('60 ms'),
      met: isBudget ? whole <= WHOLE_SECONDS : null,
    },
    {
      subject: `results of ${run} again after the baseline spans were moved`,
      measured: secondsText(step),
      plain: `copy of its columns ${secondsText(plain)}`,
      ratio: step / plain,
      budget: budget('33 ms (30 updates a second)'),
      met: isBudget ? step <= STEP_SECONDS : null,
    },
  ];
}

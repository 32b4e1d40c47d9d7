import { readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { CampaignFile, runJobs } from './campaign.ts';
import { validationDocument } from './document.ts';
import { judgeClass } from './judge.ts';
import { printVerdict } from './print-verdict.ts';
import { SEED_SETS, VALIDATION_CLASSES, validationClass, type SeedSet } from './validation-classes.ts';
import type { Job } from './worker.ts';

/**
 * `npm run validate -- [--runs N] [--class NAME]... [--seeds tune|gate] [--workers N] [--results FILE]
 * [--date YYYY-MM-DD --document FILE]`: simulates, evaluates, compares, prints the verdict; with a date and a document
 * it writes the document. Results are kept in FILE: the same command goes on where it was cut.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    class: { type: 'string', multiple: true, default: VALIDATION_CLASSES.map((one) => one.name) },
    seeds: { type: 'string', default: 'tune' },
    workers: { type: 'string', default: '2' },
    results: { type: 'string' },
    date: { type: 'string' },
    document: { type: 'string' },
  },
});

const started = performance.now();
const runs = wholeNumber('runs', values.runs);
const workers = wholeNumber('workers', values.workers);
const seeds = seedSet(values.seeds);
const classes = values.class.map(validationClass);
if ((values.document === undefined) !== (values.date === undefined)) {
  fail('--document and --date go together: the document says of which day it is.');
}
if (values.date !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(values.date)) fail('--date is written YYYY-MM-DD.');

const workerScript = new URL('./worker.mjs', import.meta.url);
const code = createHash('sha256').update(readFileSync(workerScript)).digest('hex');
const file = new CampaignFile(values.results ?? `${process.env.OPENDEMS_VALIDATE_CACHE}/${seeds}.ndjson`, code);
const simulations = [...new Set(classes.map((own) => own.simulation))];
// All classes of a seed together, so that a campaign that is cut has as many of each.
const jobs = Array.from({ length: runs }, (_, i) => SEED_SETS[seeds] + i).flatMap((seed) =>
  simulations
    .map((simulation): Job => {
      const own = classes.filter((one) => one.simulation === simulation && !file.has(one.name, seed));
      return { classNames: own.map((one) => one.name), seed };
    })
    .filter((job) => job.classNames.length > 0),
);
console.log(`${simulations.length * runs} runs in ${classes.length} classes, ${jobs.length} to do, ${workers} workers`);
let done = 0;
await runJobs(workerScript, workers, jobs, (records) => {
  file.add(records);
  done += 1;
  if (done % 100 === 0 || done === jobs.length) {
    const seconds = (performance.now() - started) / 1000;
    console.log(`${done} of ${jobs.length}, ${(seconds / done).toFixed(2)} s a run`);
  }
});

const verdicts = classes.map((own) =>
  judgeClass(
    own.name,
    own.isBlank,
    file.records
      .filter((record) => record.className === own.name && record.seed < SEED_SETS[seeds] + runs)
      .sort((a, b) => a.seed - b.seed),
  ),
);
for (const verdict of verdicts) console.log(printVerdict(verdict));
if (values.document !== undefined && values.date !== undefined) {
  const document = validationDocument(verdicts, {
    date: values.date,
    seeds,
    version: process.env.OPENDEMS_VERSION ?? '',
    code: code.slice(0, 12),
    command: `npm run validate -- --seeds ${seeds} --runs ${runs} --date ${values.date} --document ${values.document}`,
  });
  writeFileSync(values.document, document);
  console.log(`wrote ${values.document}`);
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) fail(`--${name} is a whole number from 1 up, not ${text}.`);
  return value;
}

function seedSet(text: string): SeedSet {
  if (text !== 'tune' && text !== 'gate') fail(`--seeds is tune or gate, not ${text}.`);
  return text;
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}

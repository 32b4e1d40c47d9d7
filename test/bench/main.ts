import { cpus, totalmem } from 'node:os';
import type { BenchCase, BenchResult } from './bench-case.ts';
import { analyseCase } from './analyse.ts';
import { exportCase } from './export.ts';
import { analyseWindowCase } from './analyse-window.ts';
import { electronCase } from './electron.ts';
import { liveCase } from './live.ts';
import { memoryCase } from './memory.ts';
import { readersCase } from './readers.ts';
import { reportCase } from './report.ts';
import { simulateCase } from './simulate.ts';
import { startUpCase } from './start-up.ts';
import { storageCase } from './storage.ts';
import { windowCase } from './window.ts';

/** `npm run bench [-- name ...]`: every number beside the plain limit of this machine in the same run. */
const CASES: BenchCase[] = [
  startUpCase,
  electronCase,
  simulateCase,
  storageCase,
  analyseCase,
  reportCase,
  exportCase,
  liveCase,
  readersCase,
  windowCase,
  analyseWindowCase,
  memoryCase,
];

const wanted = process.argv.slice(2);
const chosen =
  wanted.length === 0
    ? CASES.filter((bench) => !bench.onlyWhenNamed)
    : CASES.filter((bench) => wanted.includes(bench.name));
if (chosen.length === 0) {
  console.error(`No such benchmark. There are: ${CASES.map((bench) => bench.name).join(', ')}.`);
  process.exit(2);
}
console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
);
let missed = 0;

const verdictOf = ({ met }: BenchResult): string => (met === null ? 'no verdict' : met ? 'met   ' : 'MISSED');

/** A case that cannot be measured is a missed budget, and the others are measured all the same. */
async function measured(bench: BenchCase): Promise<BenchResult[]> {
  try {
    return await bench.run();
  } catch (error) {
    console.log(`  MISSED it could not be measured: ${String(error)}`);
    missed += 1;
    return [];
  }
}

for (const bench of chosen) {
  console.log(`\n${bench.name}`);
  for (const result of await measured(bench)) {
    const ratio = result.ratio === undefined ? '' : `, ratio ${result.ratio.toPrecision(3)}`;
    console.log(
      `  ${verdictOf(result)} ${result.subject}: ${result.measured} (plain: ${result.plain}${ratio}; budget: ${result.budget})`,
    );
    if (result.met === false) missed += 1;
  }
}
console.log(`\n${missed === 0 ? 'every budget met' : `${missed} budgets missed`}`);
process.exitCode = missed === 0 ? 0 : 1;

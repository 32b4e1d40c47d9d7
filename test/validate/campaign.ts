import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RunRecord } from './run-record.ts';
import type { Job } from './worker.ts';

/** Results of a campaign as a file of one JSON line per run: written as they come, so that it can be cut and go on. */
export class CampaignFile {
  readonly #path: string;
  readonly records: RunRecord[] = [];
  readonly #known = new Set<string>();

  /** @param code hash of the program that makes the runs: what another one left is begun anew. */
  constructor(path: string, code: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    const [head, ...lines] = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
    const own = JSON.stringify({ code });
    if (head === own) this.#keep(lines.flatMap(parseWhole));
    // A line cut by a crash is dropped by writing the whole ones again.
    writeFileSync(path, [own, ...this.records.map((record) => JSON.stringify(record)), ''].join('\n'));
  }

  has(className: string, seed: number): boolean {
    return this.#known.has(`${className} ${seed}`);
  }

  #keep(records: readonly RunRecord[]): void {
    this.records.push(...records);
    for (const { className, seed } of records) this.#known.add(`${className} ${seed}`);
  }

  add(records: readonly RunRecord[]): void {
    this.#keep(records);
    appendFileSync(this.#path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  }
}

function parseWhole(line: string): RunRecord[] {
  try {
    return [JSON.parse(line) as RunRecord];
  } catch {
    return [];
  }
}

/** Runs every job on worker threads of `workerScript`; a worker that fails ends the campaign with its error. */
export async function runJobs(
  workerScript: URL,
  workers: number,
  jobs: readonly Job[],
  onRecords: (records: RunRecord[]) => void,
): Promise<void> {
  const waiting = [...jobs];
  const pool = Array.from({ length: Math.min(workers, jobs.length) }, () => new Worker(workerScript));
  const work = (worker: Worker) =>
    new Promise<void>((resolve, reject) => {
      const next = () => {
        const job = waiting.shift();
        if (job) worker.postMessage(job);
        else resolve();
      };
      worker.on('message', (records: RunRecord[]) => {
        onRecords(records);
        next();
      });
      worker.on('error', reject);
      next();
    });
  try {
    await Promise.all(pool.map(work));
  } finally {
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
}

/** One measured thing beside the plain limit of the same machine in the same run. */
export interface BenchResult {
  /** What was measured, e.g. `12 channels, 1.6e6 samples`. */
  subject: string;
  /** The measured number with its unit, e.g. `0.84 s`. */
  measured: string;
  /** The plain limit, e.g. `file read 0.11 s`. */
  plain: string;
  /** Measured over plain; undefined where the limit is no time. */
  ratio?: number;
  /** Budget of architecture.md in words, and whether it was met; null where it is for something else. */
  budget: string;
  met: boolean | null;
}

export interface BenchCase {
  name: string;
  /** Takes many minutes: left out unless asked for by name. */
  onlyWhenNamed?: boolean;
  run(): Promise<BenchResult[]>;
}

/** Best of several runs, seconds: the least disturbed one. */
export async function bestSeconds(times: number, work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await work();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

/** Three significant digits with a sensible unit. */
export function secondsText(seconds: number): string {
  if (seconds < 1e-3) return `${(seconds * 1e6).toPrecision(3)} us`;
  if (seconds < 1) return `${(seconds * 1e3).toPrecision(3)} ms`;
  return `${seconds.toPrecision(3)} s`;
}

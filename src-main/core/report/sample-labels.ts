import type { EvaluatedRun } from './evaluate-run.ts';

/** `1 Bare NCM85`: numbered, so that samples of one name stay apart. */
export function sampleLabels(runs: readonly EvaluatedRun[]): string[] {
  return runs.map(({ run }, index) => `${index + 1} ${run.sample?.name ?? run.name}`);
}

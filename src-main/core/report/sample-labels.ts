import type { EvaluatedRun } from './evaluate-run.ts';

/** `1 Bare NCM85`: numbered, so that samples of one name stay apart; one alone needs no number. */
export function sampleLabels(runs: readonly EvaluatedRun[]): string[] {
  const names = runs.map(({ run }) => run.sample?.name ?? run.name);
  return names.length === 1 ? names : names.map((name, index) => `${index + 1} ${name}`);
}

import type { EvaluatedRun } from './evaluate-run.ts';

/** Fewer cells of a sample say nothing about how cells of it scatter (science.md 6.3). */
export const LEAST_REPLICATES = 3;

/** Runs of one sample: cells of one name, active mass aside. */
export interface ReplicateGroup {
  name: string;
  /** Places among the runs. */
  indices: number[];
}

/** Runs by the name of their sample, in the order of the first of each; a run without a sample stands alone. */
export function replicateGroups(runs: readonly Pick<EvaluatedRun, 'run'>[]): ReplicateGroup[] {
  const groups = new Map<string, ReplicateGroup>();
  runs.forEach(({ run }, index) => {
    const name = run.sample?.name.trim() ?? '';
    const key = name === '' ? `run ${index}` : name;
    const group = groups.get(key) ?? { name: name === '' ? run.name : name, indices: [] };
    group.indices.push(index);
    groups.set(key, group);
  });
  return [...groups.values()];
}

/** Mean and standard deviation of one value per cell. */
export interface Spread {
  n: number;
  mean: number;
  s: number;
}

/** Undefined for fewer cells than say anything. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const n = values.length;
  if (n < LEAST_REPLICATES) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const s = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  return { n, mean, s };
}

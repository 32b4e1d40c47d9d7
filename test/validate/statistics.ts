/** A share counted in clusters (runs): its 95 % interval knows that counts of one run go together. */
export interface ClusteredShare {
  share: number;
  low: number;
  high: number;
  count: number;
  clusters: number;
}

const NORMAL_95 = 1.959_964;

/**
 * Ratio estimator sum(hits)/sum(counts) with the variance between clusters, as Wilson's interval for the number of
 * independent counts that has this variance (Korn and Graubard's effective sample size).
 */
export function clusteredShare(clusters: readonly { hits: number; count: number }[]): ClusteredShare {
  const filled = clusters.filter((cluster) => cluster.count > 0);
  const n = filled.length;
  const count = filled.reduce((sum, cluster) => sum + cluster.count, 0);
  if (n === 0) return { share: Number.NaN, low: Number.NaN, high: Number.NaN, count: 0, clusters: 0 };
  const share = filled.reduce((sum, cluster) => sum + cluster.hits, 0) / count;
  const squares = filled.reduce((sum, cluster) => sum + (cluster.hits - share * cluster.count) ** 2, 0);
  const variance = n > 1 ? (squares * n) / (n - 1) / count ** 2 : Number.NaN;
  // Without any scatter between clusters, clusters are all that counts.
  const effective = variance > 0 ? Math.min(count, (share * (1 - share)) / variance) : n;
  const square = NORMAL_95 ** 2 / effective;
  const centre = (share + square / 2) / (1 + square);
  const half = (NORMAL_95 / (1 + square)) * Math.sqrt((share * (1 - share)) / effective + square / (4 * effective));
  return { share, low: Math.max(0, centre - half), high: Math.min(1, centre + half), count, clusters: n };
}

/** Exact one-sided 95 % upper limit of a probability from so many events in so many trials (Clopper and Pearson). */
export function upperLimit95(events: number, trials: number): number {
  if (trials === 0) return 1;
  if (events >= trials) return 1;
  let low = events / trials;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (binomialAtMost(events, trials, middle) > 0.05) low = middle;
    else high = middle;
  }
  return high;
}

/** Probability of at most `events` in `trials`. */
function binomialAtMost(events: number, trials: number, probability: number): number {
  let logTerm = trials * Math.log1p(-probability);
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= events; k++) {
    logTerm += Math.log((trials - k + 1) / k) + Math.log(probability) - Math.log1p(-probability);
    sum += Math.exp(logTerm);
  }
  return sum;
}

/** Mean and standard deviation (n - 1). */
export function momentsOf(values: readonly number[]): { mean: number; deviation: number; count: number } {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (count - 1)), count };
}

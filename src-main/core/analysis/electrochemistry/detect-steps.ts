/** What the cell does: 1 charges, -1 discharges, 0 rests. */
export type CellState = 1 | 0 | -1;

/** A run of one state; `toSeconds` is the begin of the next. */
export interface CellStep {
  state: CellState;
  fromSeconds: number;
  toSeconds: number;
}

export interface StepRules {
  /** |I| below this is rest, ampere. */
  restCurrentAmpere: number;
  /** Rests shorter than this belong to their neighbours. */
  minimumRestSeconds: number;
  /** Any fragment shorter than this belongs to its neighbours. */
  mergeFragmentsSeconds: number;
}

/** max(1 uA, 1 % of nominal) (science.md 5). @param nominalAmpere NaN where unknown */
export function restThreshold(restCurrentAmpere: number, restPercentOfNominal: number, nominalAmpere: number): number {
  return Math.max(restCurrentAmpere, Number.isFinite(nominalAmpere) ? (restPercentOfNominal / 100) * nominalAmpere : 0);
}

/**
 * Rest, charge and discharge by the sign of the current; fragments are merged, a constant-voltage tail stays with its
 * half-cycle until the current counts as rest (science.md 5).
 * @param stamps ascending, in any unit that `toSeconds` understands
 * @param current ampere, positive charges; NaN where missing
 */
export function detectSteps(
  stamps: Float64Array,
  current: Float64Array,
  rules: StepRules,
  toSeconds: (stamp: number) => number = (stamp) => stamp,
): CellStep[] {
  const limit = rules.restCurrentAmpere;
  const steps: CellStep[] = [];
  let state: CellState | undefined;
  let from = Number.NaN;
  let last = Number.NaN;
  const close = (at: number) => {
    if (state !== undefined) steps.push({ state, fromSeconds: toSeconds(from), toSeconds: toSeconds(at) });
  };
  for (let i = 0; i < stamps.length; i++) {
    const value = current[i];
    const stamp = stamps[i];
    if (value !== value || stamp !== stamp) continue;
    const here: CellState = value >= limit ? 1 : value <= -limit ? -1 : 0;
    if (here !== state) {
      close(stamp);
      state = here;
      from = stamp;
    }
    last = stamp;
  }
  close(last);
  return mergeSteps(steps, rules);
}

/** Joins fragments that are too short to mean something to what came before, then equal neighbours. */
export function mergeSteps(steps: readonly CellStep[], rules: StepRules): CellStep[] {
  const kept: CellStep[] = [];
  for (const step of steps) {
    const last = kept.at(-1);
    const seconds = step.toSeconds - step.fromSeconds;
    const shortest =
      step.state === 0 ? Math.max(rules.minimumRestSeconds, rules.mergeFragmentsSeconds) : rules.mergeFragmentsSeconds;
    if (last && (last.state === step.state || seconds < shortest)) last.toSeconds = step.toSeconds;
    else kept.push({ ...step });
  }
  // A short first fragment has nothing before it: it joins what follows.
  const first = kept[0];
  if (first && kept.length > 1 && first.toSeconds - first.fromSeconds < rules.mergeFragmentsSeconds) {
    kept[1].fromSeconds = first.fromSeconds;
    kept.shift();
  }
  return kept;
}

/**
 * Steps bounded by the cycler's own counter: each stretch between two changes gets the state of its mean current,
 * equal neighbours are one.
 * @param counterSeconds when the counter was published
 * @param counter its values; only changes matter
 * @param meanCurrent mean current between two times, ampere; NaN where nothing was measured
 */
export function stepsFromCounter(
  counterSeconds: Float64Array,
  counter: Float64Array,
  endSeconds: number,
  meanCurrent: (fromSeconds: number, toSeconds: number) => number,
  rules: StepRules,
): CellStep[] {
  const bounds: number[] = [];
  let last = Number.NaN;
  for (let i = 0; i < counter.length; i++) {
    if (Number.isNaN(counter[i]) || counter[i] === last) continue;
    last = counter[i];
    bounds.push(counterSeconds[i]);
  }
  bounds.push(endSeconds);
  const steps: CellStep[] = [];
  for (let i = 0; i + 1 < bounds.length; i++) {
    if (!(bounds[i + 1] > bounds[i])) continue;
    const mean = meanCurrent(bounds[i], bounds[i + 1]);
    if (Number.isNaN(mean)) continue;
    const state: CellState = Math.abs(mean) < rules.restCurrentAmpere ? 0 : mean > 0 ? 1 : -1;
    steps.push({ state, fromSeconds: bounds[i], toSeconds: bounds[i + 1] });
  }
  return mergeSteps(steps, { ...rules, minimumRestSeconds: 0 });
}

import type { Onset } from '../../../shared/domain/results-gas.ts';
import { onsetLevel, phaseOnsets, rateBlocks } from '../analysis/pipeline/phase-onsets.ts';
import { isQuantified } from '../analysis/pipeline/read-cell.ts';
import type { EvaluatedRun } from './evaluate-run.ts';
import { findGas, type GasOfRun } from './half-cycle.ts';
import type { NormalisedScale } from './normalised-scale.ts';

/** An onset as far as samples are compared by it; `level` is R* in the run's own rate unit. */
export type CommonOnset = Pick<Onset, 'seconds' | 'soc' | 'voltage' | 'lowSeconds' | 'highSeconds' | 'level'>;

export interface CommonOnsets {
  /** R* on the first run's scale; null where a run has no rate, or scales cannot be compared. */
  level: number | null;
  /** One per run; null where the rate does not cross R*. */
  onsets: (CommonOnset | null)[];
}

/**
 * Onsets of one gas at one R* for all runs: the highest of their own levels, each of which stands above that run's
 * decision threshold (science.md 5). A run whose own level that is keeps the onset of its results.
 */
export function commonOnsets(
  runs: readonly EvaluatedRun[],
  species: string,
  halfCycle: string,
  scale: NormalisedScale,
): CommonOnsets {
  const gases = runs.map((run) => findGas(run, species, halfCycle));
  const isNormalised = gases.some((gas) => gas?.reported.quantity === 'normalised-ion-current');
  const factors = runs.map((_, i) => (isNormalised ? scale.factors[i] : 1));
  const own = runs.map((run, i) => (gases[i] ? ownLevel(run, gases[i]) : null));
  const onScale = own.flatMap((level, i) => (level === null ? [] : [level * factors[i]]));
  const units = new Set(gases.flatMap((gas) => (gas ? [gas.reported.rateUnit] : [])));
  const isComparable = onScale.length > 0 && units.size === 1 && (!isNormalised || scale.isComparable);
  const level = isComparable ? Math.max(...onScale) : null;
  const onsets = runs.map((run, i) => {
    const gas = gases[i];
    if (!gas) return null;
    const isOwn = level === null || own[i]! * factors[i] === level;
    return isOwn ? gas.interval.onset : onsetAt(run, gas, halfCycle, level / factors[i]);
  });
  return { level, onsets };
}

function ownLevel({ evaluation: { cell, recipe } }: EvaluatedRun, { reported, quantifier }: GasOfRun): number {
  const blocks = rateBlocks(reported, quantifier, cell);
  const phases = cell.phases.filter(isQuantified);
  return onsetLevel(recipe.onset, reported.species, blocks, phases, quantifier.signal.degreesOfFreedom);
}

/** Bootstraps take a while and the same few are asked for again with every change of a figure. */
const known = new WeakMap<EvaluatedRun, Map<string, CommonOnset | null>>();

function onsetAt(run: EvaluatedRun, gas: GasOfRun, halfCycle: string, level: number): CommonOnset | null {
  const cache = known.get(run) ?? new Map<string, CommonOnset | null>();
  known.set(run, cache);
  const key = `${gas.reported.species}/${halfCycle}/${level}`;
  const found = cache.get(key);
  if (found !== undefined) return found;
  const made = computed(run, gas, halfCycle, level);
  cache.set(key, made);
  return made;
}

/** As the results find it, with the seed of the results, at another level. */
function computed(
  { evaluation, results, numbers }: EvaluatedRun,
  { reported, quantifier }: GasOfRun,
  halfCycle: string,
  level: number,
): CommonOnset | null {
  const { cell, recipe } = evaluation;
  const phase = cell.phases.find(({ label }) => label === halfCycle);
  if (!phase || (phase.kind !== 'charge' && phase.kind !== 'discharge')) return null;
  const seed = `${results.rawSha256.slice(0, 16)}${results.recipeSha256.slice(0, 16)}${reported.species}${halfCycle}`;
  const [method] = recipe.onset.methods;
  const found = phaseOnsets(
    { ...recipe.onset, methods: [method] },
    quantifier,
    rateBlocks(reported, quantifier, cell),
    phase,
    level,
    reported.ratePerSecond,
    seed.replace(/[^0-9a-z]/g, ''),
  )[0];
  if (!found) return null;
  const { seconds, lowSeconds, highSeconds } = found;
  return {
    seconds,
    soc: numbers.socAt(seconds),
    voltage: numbers.voltageAt(seconds),
    lowSeconds,
    highSeconds,
    level,
  };
}

import type { Finding } from '../../../../shared/domain/finding.ts';
import type { InterferenceRecipe } from '../../../../shared/domain/recipe-interference.ts';
import type { MassGrid } from '../carrier/mass-grid.ts';
import { info, shortNumber, warning } from '../findings.ts';
import type { Unmixing } from '../interference/unmix.ts';
import { combined, decisionThreshold, effectiveDegrees } from '../quantify/limits.ts';
import { quadraticForm } from '../quantify/quantifier.ts';
import type { BaselineStage } from './fit-baselines.ts';
import type { CellStage } from './read-cell.ts';
import { isQuantified } from './read-cell.ts';
import { speciesSignal, type SpeciesSignal } from './species-signal.ts';

/** Signals of all gases of the matrix that have a background, and what was found about air. */
export interface SignalStage {
  signals: Map<string, SpeciesSignal>;
  /** What the signals were made with: the matrix, in O2's row less air where a leak was found. */
  unmix: Unmixing;
  /** The backgrounds below them. */
  baselines: BaselineStage;
  /** Masses whose background was asked with a slope that may be any. */
  freeSlopeMasses: readonly number[];
  leak: LeakResult | undefined;
  findings: Finding[];
}

/** What nitrogen says about air drawn in, over the quantified phases; y is the base-peak ratio integrated, seconds. */
export interface LeakResult {
  nitrogen: number;
  nitrogenUncertainty: number;
  threshold: number;
  detected: boolean;
  corrected: boolean;
  /** O2 per N2 in units of y: s k(O2)/k(N2), and its relative standard uncertainty. */
  oxygenPerNitrogen: number;
  relativeUncertainty: number;
}

/**
 * @param withFreeSlope backgrounds of some masses with slopes that may be any: once air is known to be drawn in, all masses
 *   it shows on are asked alike, so that what their backgrounds take of it drops out of O2 - s N2
 */
export function buildSignals(
  recipe: InterferenceRecipe,
  grid: MassGrid,
  unmix: Unmixing,
  reported: readonly string[],
  baselines: BaselineStage,
  cell: CellStage,
  withFreeSlope: (masses: readonly number[]) => BaselineStage,
): SignalStage {
  const findings: Finding[] = [];
  const signals = signalsOf(grid, unmix, reported, baselines);
  const leak = checkLeak(recipe, signals, cell, findings);
  if (!leak?.corrected) return { signals, unmix, baselines, freeSlopeMasses: [], leak, findings };
  const corrected = withoutAir(unmix, leak.oxygenPerNitrogen);
  const masses = unmix.masses.filter((_, m) =>
    ['O2', 'N2'].some((species) => unmix.percent[m * unmix.species.length + unmix.species.indexOf(species)] > 0),
  );
  const fits = new Map([...baselines.fits, ...withFreeSlope(masses).fits]);
  const free = { ...baselines, fits };
  return {
    signals: signalsOf(grid, corrected, reported, free),
    unmix: corrected,
    baselines: free,
    freeSlopeMasses: masses,
    leak,
    findings,
  };
}

/** Signals of all gases of the matrix whose masses have a background; values at the common times of reported ones only. */
function signalsOf(
  grid: MassGrid,
  unmix: Unmixing,
  reported: readonly string[],
  { fits, frames }: BaselineStage,
): Map<string, SpeciesSignal> {
  const signals = new Map<string, SpeciesSignal>();
  unmix.species.forEach((species, row) => {
    const signal = speciesSignal(grid, unmix, row, fits, frames, reported.includes(species));
    if (signal) signals.set(species, signal);
  });
  return signals;
}

/** Integral of a gas's y over a stretch from its block means, seconds. */
export function blockIntegral(signal: SpeciesSignal, fromSeconds: number, toSeconds: number): number {
  const { startSeconds, widthSeconds, count } = signal.frame.blocks;
  const first = Math.max(0, Math.floor((fromSeconds - startSeconds) / widthSeconds));
  const last = Math.min(count - 1, Math.floor((toSeconds - startSeconds) / widthSeconds));
  let sum = 0;
  for (let b = first; b <= last; b++) {
    const begin = startSeconds + b * widthSeconds;
    const overlap = Math.min(toSeconds, begin + widthSeconds) - Math.max(fromSeconds, begin);
    const value = signal.blockMeans[b];
    if (overlap > 0 && value === value) sum += overlap * value;
  }
  return sum;
}

/** Standard uncertainty of that integral from noise and background. */
export function blockIntegralUncertainty(signal: SpeciesSignal, fromSeconds: number, toSeconds: number): number {
  const { startSeconds, widthSeconds, count } = signal.frame.blocks;
  const { bins } = signal.frame;
  const first = Math.max(0, Math.floor((fromSeconds - startSeconds) / widthSeconds));
  const last = Math.min(count - 1, Math.floor((toSeconds - startSeconds) / widthSeconds));
  let noise = 0;
  for (let b = first; b <= last; b++) {
    const begin = startSeconds + b * widthSeconds;
    const overlap = Math.min(toSeconds, begin + widthSeconds) - Math.max(fromSeconds, begin);
    if (overlap > 0 && signal.blockVariance[b] > 0) noise += overlap * widthSeconds * signal.blockVariance[b];
  }
  const weights = new Float64Array(bins.length);
  for (let i = 0; i < weights.length; i++) {
    weights[i] = Math.max(0, Math.min(toSeconds, bins[i].toSeconds) - Math.max(fromSeconds, bins[i].fromSeconds));
  }
  return Math.sqrt(noise + Math.max(0, quadraticForm(signal.within, weights) + quadraticForm(signal.between, weights)));
}

/**
 * Air leak by nitrogen (science.md 6.5): only where nitrogen's excess over its background in some phase passes its own
 * decision threshold is oxygen corrected, everywhere alike, so that phases still sum to the total.
 */
function checkLeak(
  recipe: InterferenceRecipe,
  signals: ReadonlyMap<string, SpeciesSignal>,
  cell: CellStage,
  findings: Finding[],
): LeakResult | undefined {
  const { airLeak } = recipe;
  const nitrogen = signals.get('N2');
  const oxygen = signals.get('O2');
  const phases = cell.phases.filter((phase) => isQuantified(phase) && phase.fromSeconds >= cell.firstCurrentSeconds);
  if (airLeak.mode === 'off' || !nitrogen || !oxygen || phases.length === 0) return undefined;
  const judged = phases.map(({ fromSeconds, toSeconds }) => {
    const u = blockIntegralUncertainty(nitrogen, fromSeconds, toSeconds);
    const parts = [{ standardUncertainty: u, degreesOfFreedom: nitrogen.degreesOfFreedom }];
    const threshold = decisionThreshold(combined(parts), effectiveDegrees(parts));
    return { amount: blockIntegral(nitrogen, fromSeconds, toSeconds), threshold };
  });
  const from = phases[0].fromSeconds;
  const to = phases.at(-1)!.toSeconds;
  const ratio = airLeak.oxygenPerNitrogen / airLeak.nitrogenSensitivityRatio;
  const relativeUncertainty = Math.hypot(
    airLeak.oxygenPerNitrogenHalfWidth / Math.sqrt(3) / airLeak.oxygenPerNitrogen,
    airLeak.nitrogenSensitivityRatioUncertainty / airLeak.nitrogenSensitivityRatio,
  );
  const detected = judged.some((phase) => phase.amount > phase.threshold);
  const leak: LeakResult = {
    nitrogen: blockIntegral(nitrogen, from, to),
    nitrogenUncertainty: blockIntegralUncertainty(nitrogen, from, to),
    threshold: Math.max(...judged.map((phase) => phase.threshold)),
    detected,
    corrected: detected && airLeak.mode === 'correct',
    oxygenPerNitrogen: ratio,
    relativeUncertainty,
  };
  if (detected) {
    const words = `Nitrogen rises above its background by more than chance: air is drawn in`;
    findings.push(
      warning(
        'interference',
        leak.corrected ? 'air-leak-corrected' : 'air-leak',
        leak.corrected
          ? `${words}; O2 is reduced by ${shortNumber(ratio)} of nitrogen's ratio.`
          : `${words} and part of O2 is air.`,
        'Find the leak; argon alone proves nothing early on, it also washes out of the cell.',
        { species: 'O2' },
      ),
    );
  } else {
    findings.push(
      info(
        'interference',
        'no-air-leak',
        'Nitrogen stays within its background: no air leak above its decision threshold.',
        'Nothing to do.',
        {
          species: 'O2',
        },
      ),
    );
  }
  return leak;
}

/**
 * O2 less what came with nitrogen, as one row of the matrix: y(O2) - s y(N2). Noise, backgrounds and uncertain patterns of
 * every mass nitrogen is read from then reach oxygen by themselves, and what both have in common counts once.
 */
function withoutAir(unmix: Unmixing, ratio: number): Unmixing {
  const columns = unmix.masses.length;
  const oxygen = unmix.species.indexOf('O2') * columns;
  const nitrogen = unmix.species.indexOf('N2') * columns;
  const gain = unmix.gain.slice();
  for (let m = 0; m < columns; m++) gain[oxygen + m] -= ratio * unmix.gain[nitrogen + m];
  return { ...unmix, gain };
}

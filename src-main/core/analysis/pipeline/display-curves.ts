import type { DelayRecipe } from '../../../../shared/domain/recipe-delay.ts';
import type { BlockMeans } from '../carrier/mass-grid.ts';
import { deconvolve } from '../delay/deconvolve.ts';
import { resample } from '../numerics/interpolation.ts';
import { asymmetricLeastSquares, whittakerLambda } from '../numerics/whittaker.ts';
import type { Quantifier } from '../quantify/quantifier.ts';

/** A curve to look at; no number of the results depends on it. */
export interface DisplayCurve {
  seconds: Float64Array;
  values: Float64Array;
}

/** Readings per washout time that the deconvolved rate is made from. */
const READINGS_PER_WASHOUT = 20;
const WASHOUTS_IN_WINDOW = 3;

/**
 * Rate with the washout taken out (science.md 4), per second, on the cell's time; missing where readings are. Undefined
 * where the recipe does not ask for it or there is no washout.
 */
export function deconvolvedRate(
  { series, delay }: Pick<Quantifier, 'series' | 'delay'>,
  { deconvolution }: DelayRecipe,
  longestStepSeconds: number,
): DisplayCurve | undefined {
  const { seconds, rate } = series;
  const { washoutSeconds } = delay;
  if (!deconvolution.enabled || !(washoutSeconds > 0) || seconds.length < 2) return undefined;
  const start = seconds[0];
  const length = seconds[seconds.length - 1] - start;
  const spacing = Math.max(length / (seconds.length - 1), washoutSeconds / READINGS_PER_WASHOUT);
  const even = Float64Array.from({ length: Math.floor(length / spacing) + 1 }, (_, i) => start + i * spacing);
  const window = deconvolution.windowSeconds ?? WASHOUTS_IN_WINDOW * washoutSeconds;
  const values = deconvolve(resample(seconds, rate, even, longestStepSeconds), spacing, washoutSeconds, window);
  return { seconds: even.map((time) => time - delay.delaySeconds), values };
}

/**
 * Asymmetric least squares under the block means of one mass, with a half-gain period of so many hours (science.md 1.3).
 * Undefined where fewer than three blocks hold a number.
 */
export function asymmetricCurve(
  { mean, startSeconds, widthSeconds }: BlockMeans,
  column: number,
  periodHours: number,
  asymmetry: number,
): DisplayCurve | undefined {
  const means = mean[column];
  const there = [...means.keys()].filter((b) => Number.isFinite(means[b]));
  if (there.length < 3) return undefined;
  const middles = means.map((_, b) => startSeconds + (b + 0.5) * widthSeconds);
  const first = there[0];
  const last = there.at(-1)!;
  // A smoother needs every point: missing ones are bridged for it alone.
  const bridged = resample(middles, means, middles.slice(first, last + 1), Number.POSITIVE_INFINITY);
  const scale = Math.max(...bridged.map(Math.abs)) || 1;
  const lambda = whittakerLambda(periodHours * 3600, widthSeconds);
  const curve = asymmetricLeastSquares(
    bridged.map((value) => value / scale),
    lambda,
    asymmetry,
  );
  return { seconds: middles.slice(first, last + 1), values: curve.map((value) => value * scale) };
}

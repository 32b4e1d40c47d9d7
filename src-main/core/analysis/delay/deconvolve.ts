import { convolve, savitzkyGolayWeights } from '../numerics/savitzky-golay.ts';

/**
 * Washout taken out of a rate for display: x + tau dx/dt, Savitzky-Golay of order 2 over at least 3 tau (science.md 4).
 * Amounts never use it.
 * @param spacingSeconds of the evenly spaced values
 */
export function deconvolve(
  values: Float64Array,
  spacingSeconds: number,
  washoutSeconds: number,
  windowSeconds: number = 3 * washoutSeconds,
): Float64Array {
  const points = Math.max(3, 2 * Math.floor(Math.max(windowSeconds, 2 * spacingSeconds) / spacingSeconds / 2) + 1);
  const smooth = savitzkyGolayWeights(points, 2, 0, spacingSeconds);
  const slope = savitzkyGolayWeights(points, 2, 1, spacingSeconds);
  return convolve(
    values,
    smooth.map((weight, i) => weight + washoutSeconds * slope[i]),
  );
}

/** How much white noise grows through `deconvolve`: 0.34 for tau 103 s, 31 points of 10 s. */
export function deconvolutionNoiseGain(points: number, spacingSeconds: number, washoutSeconds: number): number {
  const smooth = savitzkyGolayWeights(points, 2, 0, spacingSeconds);
  const slope = savitzkyGolayWeights(points, 2, 1, spacingSeconds);
  return Math.sqrt(smooth.reduce((sum, weight, i) => sum + (weight + washoutSeconds * slope[i]) ** 2, 0));
}

import { quadraticForm } from '../quantify/quantifier.ts';
import type { SpeciesSignal } from './species-signal.ts';

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

import { activeMassGram, type Sample } from './sample.ts';

/**
 * The slowest usual current of a cell, 0.05 C, in ampere; undefined without mass or 1C. It sets the threshold between
 * rest and current (step-detection.ts): a larger one would hide slow charging.
 */
export function nominalCurrentAmpere(sample: Sample): number | undefined {
  const mass = activeMassGram(sample);
  if (mass === null || sample.oneCMilliampPerGram === null) return undefined;
  return (0.05 * sample.oneCMilliampPerGram * mass) / 1000;
}

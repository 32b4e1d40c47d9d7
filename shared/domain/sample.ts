import { z } from 'zod';
import { parseComposition, theoreticalCapacity } from './composition.ts';

/** Milligrams, percent and mAh/g here because these are what a person reads off a balance and a data sheet. */
export const sampleSchema = z
  .object({
    version: z.literal(1).default(1),
    name: z.string().trim().min(1, 'give the sample a name'),
    batch: z.string().default(''),
    /** Chemical formula of the active material, e.g. `LiNi0.85Co0.10Mn0.05O2`. */
    composition: z.string().default(''),
    coating: z.string().default(''),
    compositeMassMilligram: z.number().positive('the mass must be above zero').nullable().default(null),
    compositeMassHalfWidthMilligram: z.number().nonnegative().default(0.1),
    /** Mass fraction of active material in the composite, percent. */
    activeMassPercent: z.number().positive().max(100).nullable().default(null),
    activeMassHalfWidthPercent: z.number().nonnegative().default(0.5),
    /** Active (CAM) mass given directly; wins over composite mass times fraction. */
    activeMassMilligram: z.number().positive('the active mass must be above zero').nullable().default(null),
    /** Wins over the capacity computed from the composition. */
    theoreticalCapacityMilliampHourPerGram: z.number().positive().nullable().default(null),
    /** Current that the laboratory calls 1 C, mA/g. */
    oneCMilliampPerGram: z.number().positive().nullable().default(190),
    /** Added to the cell voltage to get V vs Li+/Li. In/InLi: +0.62 V (science.md 5). */
    referenceOffsetVolt: z.number().min(-5).max(5).default(0.62),
    referenceElectrode: z.string().default('In/InLi'),
    electrodeAreaSquareCentimetre: z.number().positive().nullable().default(null),
    notes: z.string().default(''),
  })
  .strict();

export type Sample = z.infer<typeof sampleSchema>;

/** Active mass in grams, or null where neither the mass nor composite mass and fraction are given. */
export function activeMassGram(sample: Sample): number | null {
  if (sample.activeMassMilligram !== null) return sample.activeMassMilligram / 1000;
  if (sample.compositeMassMilligram === null || sample.activeMassPercent === null) return null;
  return (sample.compositeMassMilligram / 1000) * (sample.activeMassPercent / 100);
}

/** Theoretical capacity in mAh/g: the given one, else from the composition, else null. @throws CompositionError */
export function theoreticalCapacityOf(sample: Sample): number | null {
  if (sample.theoreticalCapacityMilliampHourPerGram !== null) return sample.theoreticalCapacityMilliampHourPerGram;
  return sample.composition === '' ? null : theoreticalCapacity(parseComposition(sample.composition));
}

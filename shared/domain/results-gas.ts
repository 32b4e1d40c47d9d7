import { z } from 'zod';
import { ONSET_METHODS } from './recipe-quantify.ts';
import { UNITS } from './units.ts';
import { PHASE_KINDS } from './phase.ts';

/**
 * One contribution to the uncertainty of an amount, in the amount's unit, standard uncertainty.
 * `sharedKey` names what several results have in common (a bottle, a flow controller, a balance): equal keys
 * add linearly between phases and cancel in differences (science.md 6.3). Its sign is the sign of the effect.
 */
export const budgetComponentSchema = z.object({
  name: z.string(),
  standardUncertainty: z.number(),
  degreesOfFreedom: z.number().nullable(),
  sharedKey: z.string().nullable(),
});
export type BudgetComponent = z.infer<typeof budgetComponentSchema>;

/** One way to say when a gas began. Times null where the clock has no date; seconds count from the run's zero. */
export const onsetSchema = z.object({
  method: z.enum(ONSET_METHODS),
  time: z.string().nullable(),
  seconds: z.number(),
  soc: z.number().nullable(),
  voltage: z.number().nullable(),
  /** Ends of the 95 % bootstrap interval, like `time`. */
  low: z.string().nullable(),
  high: z.string().nullable(),
  lowSeconds: z.number(),
  highSeconds: z.number(),
  /** The rate R* whose crossing is meant, in the gas's `rateUnit`. */
  level: z.number(),
  /** How many standard deviations the threshold stands above zero, where it has one. */
  sigmas: z.number().nullable(),
});
export type Onset = z.infer<typeof onsetSchema>;

/** What one gas did in one interval. `U` is at 95.45 % with coverage factor `coverageFactor`. */
export const intervalResultSchema = z.object({
  label: z.string(),
  kind: z.enum([...PHASE_KINDS, 'window', 'total']),
  number: z.number().int(),
  fromTime: z.string().nullable(),
  toTime: z.string().nullable(),
  fromSeconds: z.number(),
  toSeconds: z.number(),
  /** Signed, never clipped. Null where refused. */
  amount: z.number().nullable(),
  standardUncertainty: z.number().nullable(),
  U: z.number().nullable(),
  coverageFactor: z.number().nullable(),
  decisionThreshold: z.number().nullable(),
  lod: z.number().nullable(),
  loq: z.number().nullable(),
  detected: z.boolean().nullable(),
  /** max(amount, 0) + 1.645 u: the amount is below this with 95 %. */
  upperLimit: z.number().nullable(),
  /** As it is to be printed: `not detected, <= 0.21 (95 %)`, `0.3` flagged, or `1.55 +- 0.11`. */
  printed: z.string(),
  /** Highest block mean inside, in `rateUnit`. */
  peakRate: z.number().nullable(),
  peakRateU: z.number().nullable(),
  peakTime: z.string().nullable(),
  peakSeconds: z.number().nullable(),
  peakSoc: z.number().nullable(),
  peakVoltage: z.number().nullable(),
  /** Seconds bridged linearly because readings were missing. */
  bridgedSeconds: z.number(),
  onset: onsetSchema.nullable(),
  /** Other methods beside the default one. */
  otherOnsets: z.array(onsetSchema),
  budget: z.array(budgetComponentSchema),
  suspect: z.boolean(),
});
export type IntervalResult = z.infer<typeof intervalResultSchema>;

/** Sensitivity of one gas as used. */
export const sensitivityResultSchema = z.object({
  species: z.string(),
  mz: z.number(),
  /** How: plateaus of known gas, direct sensitivity, charge of a known reaction, estimate from another gas, none. */
  kind: z.enum(['gas', 'direct', 'electrochemical', 'estimate', 'none']),
  /** dr/dxi at start and end of the measurement; null where there is none. */
  kStart: z.number().nullable(),
  kEnd: z.number().nullable(),
  relativeUncertainty: z.number().nullable(),
  fits: z.array(
    z.object({
      when: z.enum(['pre', 'post']),
      method: z.enum(['one-point', 'weighted', 'errors-in-both']),
      k: z.number(),
      kUncertainty: z.number(),
      intercept: z.number(),
      interceptUncertainty: z.number(),
      covariance: z.number(),
      chiSquared: z.number(),
      degreesOfFreedom: z.number(),
      atSeconds: z.number(),
      points: z.array(z.object({ ppm: z.number(), ratio: z.number(), ratioUncertainty: z.number() })),
      certificate: z.string(),
      validUntil: z.string().nullable(),
      balance: z.string(),
    }),
  ),
  /** In C/mol, for comparison with other programs; null without carrier current or flow. */
  coulombPerMol: z.number().nullable(),
});
export type SensitivityResult = z.infer<typeof sensitivityResultSchema>;

/** One gas: what was asked for, in which unit, and every interval. */
export const gasResultSchema = z.object({
  species: z.string(),
  mz: z.number(),
  quantity: z.enum(['amount', 'normalised-ion-current', 'estimate']),
  /** Printed beside every number that is no calibrated amount, e.g. `I(m/z 64)/I(He) per g`; empty otherwise. */
  quantityLabel: z.string(),
  unit: z.enum(UNITS),
  rateUnit: z.enum(UNITS),
  intervals: z.array(intervalResultSchema),
  /** From the first current to the end of the last phase: the sum of the phases. */
  total: intervalResultSchema.nullable(),
});
export type GasResult = z.infer<typeof gasResultSchema>;

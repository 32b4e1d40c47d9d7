import { z } from 'zod';
import { findingSchema } from './finding.ts';
import { PHASE_KINDS } from './phase.ts';
import { BASELINE_MODELS } from './recipe-baseline.ts';
import { delaySchema } from './recipe-delay.ts';
import { gasResultSchema, sensitivityResultSchema } from './results-gas.ts';

/** One pair of clocks (the document of `sync`). `offsetSeconds` is added to `moved` to reach `reference`. */
export const syncPairSchema = z.object({
  reference: z.string(),
  moved: z.string(),
  referenceChannel: z.string().nullable(),
  movedChannel: z.string().nullable(),
  offsetSeconds: z.number().nullable(),
  /** Standard uncertainty. */
  offsetUncertaintySeconds: z.number().nullable(),
  driftPpm: z.number().nullable(),
  driftUncertaintyPpm: z.number().nullable(),
  /** Stamp on the moved clock at which the offset holds; null without drift. */
  driftFromUs: z.number().nullable(),
  /** Root mean square of the voltage difference after the fit. */
  residualVolt: z.number().nullable(),
  /** The same with the stamps taken as they are. */
  stampResidualVolt: z.number().nullable(),
  accepted: z.boolean(),
  findings: z.array(findingSchema),
});
export type SyncPair = z.infer<typeof syncPairSchema>;

/** A stretch of the cell's life with what the cell did in it. Seconds count from the run's zero on the reference clock. */
export const phaseResultSchema = z.object({
  label: z.string(),
  kind: z.enum(PHASE_KINDS),
  number: z.number().int(),
  fromTime: z.string().nullable(),
  toTime: z.string().nullable(),
  fromSeconds: z.number(),
  toSeconds: z.number(),
  chargeCoulomb: z.number().nullable(),
  capacityMilliampHourPerGram: z.number().nullable(),
  cRate: z.number().nullable(),
  socFrom: z.number().nullable(),
  socTo: z.number().nullable(),
  voltageFrom: z.number().nullable(),
  voltageTo: z.number().nullable(),
  /** Where dQ/dV of a half-cycle is highest; null where mass or voltage are missing. */
  differentialCapacityPeak: z
    .object({ volt: z.number(), milliampHourPerGramPerVolt: z.number() })
    .nullable()
    .optional(),
});
export type PhaseResult = z.infer<typeof phaseResultSchema>;

/** The background of one mass. Levels are in the unit of the ratio r. */
export const baselineResultSchema = z.object({
  mz: z.number(),
  spans: z.array(z.object({ fromSeconds: z.number(), toSeconds: z.number() })),
  blocks: z.number().int(),
  extrapolated: z.boolean(),
  /** Candidates with their best AICc and their share of the average. */
  models: z.array(
    z.object({
      model: z.enum(BASELINE_MODELS),
      aicc: z.number().nullable(),
      weight: z.number(),
      parameters: z.record(z.string(), z.number()),
      chiSquaredPerDegree: z.number(),
    }),
  ),
  /** Standard deviation of one block mean. */
  blockSigma: z.number().nullable(),
  /** Standard deviation of the wandering after one hour. */
  walkSigmaPerRootHour: z.number(),
  levelAtEnd: z.number(),
  uncertaintyAtEnd: z.number(),
});
export type BaselineResult = z.infer<typeof baselineResultSchema>;

const sanityCheckSchema = z.object({
  code: z.string(),
  species: z.string().nullable(),
  interval: z.string().nullable(),
  value: z.number().nullable(),
  limit: z.number().nullable(),
  unit: z.string(),
  passed: z.boolean().nullable(),
  sentence: z.string(),
});
export type SanityCheck = z.infer<typeof sanityCheckSchema>;

/** Results of one recipe on one run: everything a report prints (science.md 8). */
export const resultsSchema = z.object({
  version: z.literal(1),
  rawSha256: z.string(),
  recipeSha256: z.string(),
  softwareVersion: z.string(),
  /** UTC of zero seconds, null where no clock has a date. */
  zeroTime: z.string().nullable(),
  sample: z.object({
    name: z.string().nullable(),
    activeMassGram: z.number().nullable(),
    activeMassRelativeUncertainty: z.number().nullable(),
    theoreticalCapacityMilliampHourPerGram: z.number().nullable(),
    oneCMilliampPerGram: z.number().nullable(),
    referenceOffsetVolt: z.number().nullable(),
    referenceElectrode: z.string().nullable(),
  }),
  gases: z.array(gasResultSchema),
  phases: z.array(phaseResultSchema),
  cycles: z.array(
    z.object({
      number: z.number().int(),
      chargeMilliampHourPerGram: z.number().nullable(),
      dischargeMilliampHourPerGram: z.number().nullable(),
      coulombicEfficiencyPercent: z.number().nullable(),
    }),
  ),
  sync: z.object({ reference: z.string().nullable(), pairs: z.array(syncPairSchema) }),
  carrier: z.object({
    mode: z.enum(['channel', 'none']),
    mz: z.number().nullable(),
    medianAmpere: z.number().nullable(),
    spikesLeftOut: z.number().int(),
  }),
  delays: z.array(delaySchema.extend({ species: z.string() })),
  interference: z.object({
    species: z.array(z.string()),
    masses: z.array(z.number()),
    /** Rows are masses, columns species, percent of the base peak. */
    percent: z.array(z.array(z.number())),
    origins: z.array(
      z.object({
        species: z.string(),
        mz: z.number(),
        percent: z.number(),
        uncertaintyPercent: z.number(),
        origin: z.string(),
      }),
    ),
    conditionNumber: z.number().nullable(),
    accepted: z.boolean(),
    /**
     * Which gases explain an interval if none may be negative (NNLS): to tell gases apart, never an amount. `sigmas`: by how
     * many standard deviations the masses ask for the gas, noise and background counted; gases below 2 are left out.
     */
    identified: z
      .array(z.object({ interval: z.string(), gases: z.array(z.object({ species: z.string(), sigmas: z.number() })) }))
      .optional(),
  }),
  baselines: z.array(baselineResultSchema),
  sensitivities: z.array(sensitivityResultSchema),
  flow: z.object({
    meanMillilitrePerMinute: z.number().nullable(),
    standardDeviation: z.number().nullable(),
    temperatureCelsius: z.number().nullable(),
    pressurePascal: z.number().nullable(),
    conversionFactor: z.number().nullable(),
    molarVolumeLitrePerMol: z.number().nullable(),
    molPerSecond: z.number().nullable(),
    relativeUncertainty: z.number().nullable(),
  }),
  sanity: z.array(sanityCheckSchema),
  findings: z.array(findingSchema),
});
export type Results = z.infer<typeof resultsSchema>;

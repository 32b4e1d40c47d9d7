import { z } from 'zod';
import { PHASE_KINDS } from '../../../../shared/domain/phase.ts';
import { SIMULATION_PRESETS } from '../../../../shared/domain/profile.ts';
import { CALIBRATION_GASES, CELL_GASES, LAB_GASES, drawnConditionsSchema } from './conditions.ts';

/** Rates an onset is given for, nmol/min/g; 0 is the first molecule. */
export const ONSET_LEVELS = [0, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50] as const;

const column = z.array(z.number());

const phaseSchema = z.object({
  label: z.string(),
  kind: z.enum(PHASE_KINDS),
  number: z.number().int(),
  /** Laboratory time since the start, s. */
  fromSeconds: z.number(),
  toSeconds: z.number(),
  /** Laboratory UTC and the cycler's own clock, as it would stamp these moments. */
  fromUtcUs: z.number().int(),
  toUtcUs: z.number().int(),
  fromCyclerUs: z.number().int(),
  toCyclerUs: z.number().int(),
  fromVolt: z.number(),
  toVolt: z.number(),
  fromSocPercent: z.number(),
  toSocPercent: z.number(),
});

/** umol per gram of true active mass; one entry per phase, in order. */
const amountSchema = z.object({
  label: z.string(),
  fromSeconds: z.number(),
  toSeconds: z.number(),
  amount: z.number(),
});

const onsetSchema = z.object({
  label: z.string(),
  /** nmol/min/g: the true rate first exceeds it within the phase. */
  level: z.number(),
  timeSeconds: z.number(),
  timeUtcUs: z.number().int(),
  socPercent: z.number(),
  volt: z.number(),
});

/** What one gas did: left its source, not yet delayed or washed out. */
const releaseSchema = z.object({
  amounts: z.array(amountSchema),
  totalAmount: z.number(),
  /** nmol/min/g at 0, stepSeconds, 2 stepSeconds, ... */
  rate: z.object({ stepSeconds: z.number(), values: column }),
});

const washoutSchema = z.object({
  delaySeconds: z.number(),
  tankSeconds: column,
  lineSeconds: z.number(),
  /** What sorption adds to the mean stay. */
  wallSeconds: z.number(),
  /** Mean time from release to ion source, delay not included. */
  meanSeconds: z.number(),
});

/** Truth behind a simulated run (docs/simulated-lab.md), JSON. All series start at laboratory time 0. */
export const simulationTruthSchema = z.object({
  version: z.literal(1),
  preset: z.enum(SIMULATION_PRESETS),
  seed: z.number().int(),
  startUtcUs: z.number().int(),
  durationSeconds: z.number(),
  conditions: drawnConditionsSchema,
  /** g, true and as weighed (the run's sample record). */
  activeMassGram: z.number(),
  nominalActiveMassGram: z.number(),
  theoreticalCapacityMilliampHourPerGram: z.number(),
  currentAmpere: z.number(),
  phases: z.array(phaseSchema),
  /** All cell gases, silent ones with zeros. */
  gases: z.array(
    releaseSchema.extend({
      species: z.enum(CELL_GASES),
      mz: z.number(),
      onsets: z.array(onsetSchema),
      washout: washoutSchema,
    }),
  ),
  /** Air drawn in; null where the cell is tight. */
  leak: z
    .object({
      fromSeconds: z.number(),
      gases: z.array(releaseSchema.extend({ species: z.enum(['N2', 'O2', 'Ar']), mz: z.number() })),
    })
    .nullable(),
  /** Left in the headspace when the cell was switched in, umol/g; leaves during the first minutes of the OCV period. */
  residual: z.array(z.object({ species: z.enum(LAB_GASES), amount: z.number() })),
  /** Carrier ratio k = (I/I_He) per mole fraction at the base peak, and the helium current, A. */
  sensitivities: z.object({
    stepSeconds: z.number(),
    carrierAmpere: column,
    carrierRatio: z.record(z.enum(LAB_GASES), column),
  }),
  /** Ion currents without any gas from cell or bottle, A. */
  backgrounds: z.object({
    stepSeconds: z.number(),
    masses: z.array(z.object({ mz: z.number(), carrierBorne: column, vacuumBorne: column })),
  }),
  calibrationGas: z.array(
    z.object({ species: z.enum(CALIBRATION_GASES), nominalPpm: z.number(), truePpm: z.number() }),
  ),
  /** Set points given and the true flow they settle to. */
  flow: z.array(
    z.object({
      fromSeconds: z.number(),
      setpointMlnPerMin: z.number(),
      trueMlnPerMin: z.number(),
      trueMolPerSecond: z.number(),
    }),
  ),
  /** stamp = lab UTC + offset + drift * time + steps so far. */
  clocks: z.array(
    z.object({
      source: z.enum(['qms', 'mfc', 'cycler', 'valve']),
      offsetSeconds: z.number(),
      driftPpm: z.number(),
      steps: z.array(z.object({ fromSeconds: z.number(), shiftSeconds: z.number() })),
    }),
  ),
});
export type SimulationTruth = z.infer<typeof simulationTruthSchema>;

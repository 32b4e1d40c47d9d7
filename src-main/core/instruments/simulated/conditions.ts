import { z } from 'zod';

/** Gases the cell can give off. */
export const CELL_GASES = ['H2', 'O2', 'CO2', 'CO', 'SO2'] as const;
export type CellGas = (typeof CELL_GASES)[number];

/** All trace gases that reach the mass spectrometer, in the order of the model's arrays. */
export const LAB_GASES = ['H2', 'H2O', 'N2', 'O2', 'Ar', 'CO', 'CO2', 'SO2'] as const;
export type LabGas = (typeof LAB_GASES)[number];

/** Gases of the calibration bottle. */
export const CALIBRATION_GASES = ['H2', 'O2', 'CO2'] as const;

/** How a background falls after the cell was switched in, or wanders (science.md 7). */
export const BACKGROUND_FORMS = [
  'exponential',
  'inverse',
  'inverse-root',
  'two-exponentials',
  'sine',
  'random-walk',
] as const;

export const WASHOUT_KINDS = ['one-tank', 'two-tanks', 'sorption'] as const;

const positive = z.number().positive();
const share = z.number().min(0).max(1);
const perLabGas = (value: z.ZodNumber) => z.record(z.enum(LAB_GASES), value);
const clock = z.object({ offsetSeconds: z.number(), driftPpm: z.number() });

export const backgroundSchema = z.object({
  form: z.enum(BACKGROUND_FORMS),
  /** Ion current at the end of the OCV period, A. */
  plateauAmpere: z.number().nonnegative(),
  /** Background at the start of the OCV period over its constant part. */
  startFactor: z.number().min(1),
  timeConstantHours: positive,
  /** Share and time constant of the second exponential. */
  secondShare: share,
  secondTimeConstantHours: positive,
  driftPercentPerTenHours: z.number(),
  sinePercent: z.number(),
  sinePeriodHours: positive,
  sinePhase: z.number(),
  walkPercentPerRootHour: z.number().nonnegative(),
  /** What comes with the carrier gas and follows its common mode; the rest is the vacuum chamber's own. */
  carrierShare: share,
});
export type Background = z.infer<typeof backgroundSchema>;

/** Everything a simulated run draws: the truth behind it. Change any part through `LabOptions.conditions`. */
export const drawnConditionsSchema = z.object({
  sample: z.object({
    compositeMilligram: positive,
    activePercent: positive.max(100),
    /** mAh per gram of true active mass, cycle 1 and 2. */
    chargeCapacities: z.tuple([positive, positive]),
    dischargeCapacities: z.tuple([positive, positive]),
  }),
  /** Amounts released, umol per gram of true active mass, cycle 1 and 2; widths stretch the shapes in time. */
  gases: z.record(
    z.enum(CELL_GASES),
    z.object({ first: z.number().nonnegative(), second: z.number().nonnegative(), width: positive }),
  ),
  /** Air drawn into the cell: mole fraction at nominal flow, ppm of air, from a lab time on; 0 is tight. */
  leak: z.object({ airPpm: z.number().nonnegative(), fromHours: z.number().nonnegative() }),
  /** Glovebox gas and moisture left in the headspace when the cell is switched in, ppm. */
  residual: z.object({
    argonPpm: z.number().nonnegative(),
    airPpm: z.number().nonnegative(),
    waterPpm: z.number().nonnegative(),
  }),
  headspace: z.object({
    millilitre: positive,
    /** What the laboratory believes it to be. */
    nominalMillilitre: positive,
    kind: z.enum(WASHOUT_KINDS),
    /** Share of the volume in the first of two tanks, anything but one half. */
    firstTankShare: z
      .number()
      .min(0.05)
      .max(0.95)
      .refine((value) => Math.abs(value - 0.5) > 0.001, 'two tanks must differ'),
    /** Gas held by the walls over gas in the headspace at equilibrium, for SO2 and H2O. */
    sorptionCapacity: z.number().nonnegative(),
    sorptionSeconds: positive,
  }),
  line: z.object({
    /** Mixing volume between gas valve and capillary. */
    millilitre: z.number().min(0.01),
    /** Transport delay of each gas through the capillary at nominal flow. */
    delaySeconds: perLabGas(z.number().min(0).max(200)),
  }),
  flow: z.object({
    /** True flow over shown flow: the error of the controller's calibration. */
    factor: positive,
    noisePercent: z.number().nonnegative(),
    responseSeconds: positive,
    /** Between two readings of the controller. */
    periodSeconds: positive,
    /** The capillary draws this much; less carrier than that and air comes back through the vent. */
    capillaryUptakeMlnPerMin: z.number().nonnegative(),
  }),
  sensitivity: z.object({
    /** Ion current of helium, m/z 4. */
    carrierAmpere: positive,
    /** Ion current of the base peak per ppm at that helium current, at the first calibration. */
    amperePerPpm: perLabGas(positive),
    /** Change of the carrier ratio from the first calibration to the second. */
    driftPercent: perLabGas(z.number()),
    /** 0: straight between them; otherwise bent, by at most a quarter of the drift at 1. */
    driftBend: z.number().min(-1).max(1),
    /** How far the carrier ratio of all gases leaves that course half way between the calibrations. */
    driftDetourPercent: z.number(),
    roomPercent: z.number(),
    roomPhase: z.number(),
    gainPercentPerDay: z.number(),
    /** Percent of the base peak by gas and m/z. */
    patterns: z.record(z.enum(LAB_GASES), z.record(z.string(), z.number().nonnegative())),
  }),
  /** By m/z; none for the carrier. */
  backgrounds: z.record(z.string(), backgroundSchema),
  /** MID scan: what each mass is measured for, after its settling. */
  scan: z.object({ settleSeconds: positive, dwellSeconds: positive }),
  noise: z.object({
    multiplierGain: positive,
    /** Excess factor f of the shot noise. */
    excessFactor: z.number().nonnegative(),
    flickerPercentPerDecade: z.number().nonnegative(),
    spikesPerHour: z.number().nonnegative(),
    floorAmpere: z.number().nonnegative(),
    electrometerZeroAmpere: z.number(),
  }),
  /** True amounts in the calibration bottle. */
  certificatePpm: z.record(z.enum(CALIBRATION_GASES), positive),
  cycler: z.object({
    voltageNoiseVolt: z.number().nonnegative(),
    currentGain: positive,
    currentNoiseAmpere: z.number().nonnegative(),
    /** Between two rows of the cycler's record. */
    periodSeconds: positive,
  }),
  /** The mass spectrometer's analog input on the cell voltage. */
  analogInput: z.object({ gain: positive, offsetVolt: z.number(), noiseVolt: z.number().nonnegative() }),
  /** Stamp = lab UTC + offset + drift * time. The mass spectrometer's offset is zero by definition. */
  clocks: z.object({ qms: clock, mfc: clock, cycler: clock, valve: clock }),
});
export type DrawnConditions = z.infer<typeof drawnConditionsSchema>;

type DeepPartial<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: DeepPartial<T[K]> } : T;

/** Conditions to set instead of drawing; everything not named is drawn as ever. */
export type ConditionsOverride = DeepPartial<DrawnConditions>;

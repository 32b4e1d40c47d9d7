import type {
  Background,
  ConditionsOverride,
  DrawnConditions,
} from '../../src-main/core/instruments/simulated/conditions.ts';
import { FRAGMENT_PATTERNS } from '../../src-main/core/instruments/simulated/fragment-patterns.ts';
import { MID_MASSES } from '../../src-main/core/instruments/simulated/lab-tags.ts';
import { RandomStream } from '../../src-main/core/instruments/simulated/random-stream.ts';
import type { SimulationPreset } from '../../shared/domain/profile.ts';
import type { Recipe } from '../../shared/domain/recipe.ts';

/** A kind of run with a table of its own in docs/validation.md. */
export interface ValidationClass {
  name: string;
  kind: 'matched' | 'misfit';
  /** One sentence for the document. */
  description: string;
  preset: SimulationPreset;
  isBlank: boolean;
  /** Classes with the same one differ in the recipe only and share their simulated runs. */
  simulation: string;
  /** Set instead of drawn, by seed; everything else is the simulator's own draw. */
  conditions(seed: number): ConditionsOverride;
  /** Change of the recipe a peer would begin with, for classes that lack something. */
  change?(recipe: Recipe): Recipe;
  /** Codes of the findings by which the program says that such a run is to be believed less. */
  warnings: readonly string[];
}

/** Amounts are even in their logarithm between these, umol/g; a quarter of all is zero. */
const SMALLEST_AMOUNT = 0.05;
const LARGEST_AMOUNT = 100;
/** SO2 has no calibration gas and is given as ion current; it is swept up to here, umol/g. */
const LARGEST_SULFUR_DIOXIDE = 10;
const ZERO_SHARE = 0.25;

/** Backgrounds for which the analysis has a formula. */
const MATCHED_FORMS = ['exponential', 'inverse', 'inverse-root', 'two-exponentials'] as const;

/**
 * How the campaign represents a run: same physics, same 88 h, fewer readings. 2 s dwell is the slowest scan of
 * science.md 7; noise of block means stays what it is, because fewer readings scatter less. The cycler's clock is right:
 * fitting clocks has tests of its own.
 */
const REPRESENTATION: ConditionsOverride = {
  scan: { dwellSeconds: 2 },
  cycler: { periodSeconds: 30 },
  flow: { periodSeconds: 30 },
  clocks: { cycler: { offsetSeconds: 0, driftPpm: 0 }, mfc: { offsetSeconds: 0, driftPpm: 0 } },
};

const MASSES = MID_MASSES.filter((mass) => mass !== 4);

function amountUpTo(random: RandomStream, largest: number): number {
  const isZero = random.uniform() < ZERO_SHARE;
  const amount = SMALLEST_AMOUNT * (largest / SMALLEST_AMOUNT) ** random.uniform();
  return isZero ? 0 : amount;
}

/** Amounts of both charges, each gas and charge for itself. */
function sweptGases(seed: number, hasMonoxide: boolean): ConditionsOverride['gases'] {
  const random = new RandomStream(seed, 'validation/amounts');
  const pair = (largest: number) => ({ first: amountUpTo(random, largest), second: amountUpTo(random, largest) });
  const H2 = pair(LARGEST_AMOUNT);
  const O2 = pair(LARGEST_AMOUNT);
  const CO2 = pair(LARGEST_AMOUNT);
  const SO2 = pair(LARGEST_SULFUR_DIOXIDE);
  const share = hasMonoxide ? random.uniform(0.1, 0.3) : 0;
  return { H2, O2, CO2, SO2, CO: { first: share * CO2.first, second: share * CO2.second } };
}

const NO_GAS: ConditionsOverride['gases'] = Object.fromEntries(
  (['H2', 'O2', 'CO2', 'CO', 'SO2'] as const).map((gas) => [gas, { first: 0, second: 0 }]),
);

/**
 * Between its calibrations an instrument may leave the straight course by as much as its history says it drifts: the
 * program presumes 3 %, half of it to either side, and equal calibrations prove nothing (science.md 1.4).
 */
function detour(seed: number): number {
  return new RandomStream(seed, 'validation/detour').uniform(-1.5, 1.5);
}

/** Backgrounds of a form the analysis has a model of, published patterns, one tank, a straight course of k between its ends. */
function matchedConditions(seed: number): ConditionsOverride {
  const random = new RandomStream(seed, 'validation/matched');
  const backgrounds = Object.fromEntries(
    MASSES.map((mass) => {
      const form = random.pick(MATCHED_FORMS);
      const isPower = form === 'inverse' || form === 'inverse-root';
      const startFactor = isPower ? random.uniform(1.2, 2) : random.uniform(3, 10);
      const change: Partial<Background> = mass === 40 ? {} : { form, startFactor };
      return [String(mass), change];
    }),
  );
  return {
    ...REPRESENTATION,
    backgrounds,
    headspace: { kind: 'one-tank' },
    sensitivity: {
      driftBend: 0,
      patterns: FRAGMENT_PATTERNS as DrawnConditions['sensitivity']['patterns'],
    },
  };
}

function misfitConditions(seed: number): ConditionsOverride {
  return { ...REPRESENTATION, sensitivity: { driftDetourPercent: detour(seed) } };
}

/** Classes in the order of the document. */
export const VALIDATION_CLASSES: readonly ValidationClass[] = [
  {
    name: 'matched',
    kind: 'matched',
    description:
      'Where the simulator agrees with the models of the program: backgrounds it has a formula for (exponential, t^-1, t^-1/2, two exponentials, each with a slope), ionisation patterns as published, one tank, k straight between its calibrations, no CO; amounts swept.',
    preset: 'bare-ncm85',
    isBlank: false,
    simulation: 'matched',
    conditions: (seed) => ({ ...matchedConditions(seed), gases: sweptGases(seed, false) }),
    warnings: ['background-walk-presumed'],
  },
  {
    name: 'misfit',
    kind: 'misfit',
    description:
      'Everything as drawn by the simulator: six forms of background (sine and random walk among them), patterns x (1 +- 0.2), one tank, two tanks or sorption, bent k(t) up to 1.5 % off the line, CO beside CO2; amounts swept.',
    preset: 'bare-ncm85',
    isBlank: false,
    simulation: 'misfit',
    conditions: (seed) => ({ ...misfitConditions(seed), gases: sweptGases(seed, true) }),
    warnings: ['background-walk-presumed'],
  },
  {
    name: 'blank-matched',
    kind: 'matched',
    description: 'As matched, but the cell gives off nothing.',
    preset: 'bare-ncm85',
    isBlank: true,
    simulation: 'blank-matched',
    conditions: (seed) => ({ ...matchedConditions(seed), gases: NO_GAS }),
    warnings: ['background-walk-presumed'],
  },
  {
    name: 'blank-misfit',
    kind: 'misfit',
    description: 'As misfit, but the cell gives off nothing.',
    preset: 'bare-ncm85',
    isBlank: true,
    simulation: 'blank-misfit',
    conditions: (seed) => ({ ...misfitConditions(seed), gases: NO_GAS }),
    warnings: ['background-walk-presumed'],
  },
  {
    name: 'leak',
    kind: 'misfit',
    description: 'As misfit, with 4 to 20 ppm of air drawn in, from the start or from some hour on.',
    preset: 'leak',
    isBlank: false,
    simulation: 'leak',
    conditions: (seed) => ({ ...misfitConditions(seed), gases: sweptGases(seed, true) }),
    warnings: ['air-leak-corrected', 'air-leak', 'air-leak-steady', 'air-not-excluded'],
  },
  {
    name: 'no-final-rest',
    kind: 'misfit',
    description: 'As misfit, but nobody recorded a final rest: the background is extrapolated from the OCV period.',
    preset: 'bare-ncm85',
    isBlank: false,
    simulation: 'misfit',
    conditions: (seed) => ({ ...misfitConditions(seed), gases: sweptGases(seed, true) }),
    change: (recipe) => ({
      ...recipe,
      baseline: { ...recipe.baseline, spans: recipe.baseline.spans.slice(0, 1) },
    }),
    warnings: ['baseline-extrapolated'],
  },
  {
    name: 'calibrated-after',
    kind: 'misfit',
    description: 'As misfit, but calibrated after the run only, with the historic drift of -1 % +- 2 % per run known.',
    preset: 'bare-ncm85',
    isBlank: false,
    simulation: 'misfit',
    conditions: (seed) => ({ ...misfitConditions(seed), gases: sweptGases(seed, true) }),
    change: (recipe) => ({
      ...recipe,
      calibration: {
        ...recipe.calibration,
        points: recipe.calibration.points.filter((point) => point.when === 'post'),
        historicDriftPercent: -1,
        historicDriftHalfRangePercent: 2,
      },
    }),
    warnings: ['calibrated-once'],
  },
];

export function validationClass(name: string): ValidationClass {
  const found = VALIDATION_CLASSES.find((candidate) => candidate.name === name);
  if (found) return found;
  throw new Error(`No class ${name}; there are: ${VALIDATION_CLASSES.map((one) => one.name).join(', ')}.`);
}

/** Seeds of the two sets: tuned on one, gated on the other. */
export const SEED_SETS = { tune: 1_000_000, gate: 2_000_000 } as const;
export type SeedSet = keyof typeof SEED_SETS;

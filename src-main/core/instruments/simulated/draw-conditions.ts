import { AppError } from '../../../../shared/api/errors.ts';
import type { SimulationPreset } from '../../../../shared/domain/profile.ts';
import {
  BACKGROUND_FORMS,
  CALIBRATION_GASES,
  CELL_GASES,
  LAB_GASES,
  WASHOUT_KINDS,
  drawnConditionsSchema,
  type Background,
  type CellGas,
  type ConditionsOverride,
  type DrawnConditions,
  type LabGas,
} from './conditions.ts';
import { BASE_MASS, FRAGMENT_PATTERNS } from './fragment-patterns.ts';
import { MID_MASSES } from './lab-tags.ts';
import { NOMINAL_ACTIVE_PERCENT, NOMINAL_CALIBRATION_PPM, NOMINAL_COMPOSITE_MILLIGRAM } from './physical-constants.ts';
import { RandomStream } from './random-stream.ts';

/** A per ppm at the base peak with 1.4e-7 A of helium (science.md 7; CO taken a little below N2). */
const RESPONSE: Record<LabGas, number> = {
  H2: 7.0e-13,
  H2O: 8.4e-13,
  N2: 9.1e-13,
  O2: 8.4e-13,
  Ar: 1.05e-12,
  CO: 8.7e-13,
  CO2: 1.12e-12,
  SO2: 8.4e-13,
};

/** Background at the end of the OCV period, A (science.md 7; 12, 14, 34, 66 as small as their neighbours' fragments). */
const PLATEAU: Record<number, number> = {
  2: 5e-11,
  12: 1.5e-12,
  14: 3e-12,
  18: 2e-10,
  28: 2e-11,
  32: 3e-12,
  34: 5e-14,
  40: 1e-10,
  44: 1e-11,
  48: 5e-14,
  64: 1e-13,
  66: 3e-14,
};

/**
 * The conditions of one run: a function of seed and preset, group by group from streams of their own.
 * Presets share everything but cell and leak, so that equal seeds are equal laboratories.
 * @param override set instead of drawn; the draws of everything else stay the same.
 * @throws AppError where the override is no possible condition.
 */
export function drawConditions(
  seed: number,
  preset: SimulationPreset,
  override: ConditionsOverride = {},
): DrawnConditions {
  if (!Number.isSafeInteger(seed) || seed < 0) throw impossible(`seed ${seed} is no whole number from 0 up`);
  const from = (group: string) => new RandomStream(seed, `conditions/${group}`);
  const drawn: DrawnConditions = {
    sample: drawSample(from('sample'), preset),
    gases: drawGases(from('gases'), preset),
    leak: drawLeak(from('leak'), preset),
    residual: drawResidual(from('residual'), preset),
    headspace: drawHeadspace(from('headspace')),
    line: drawLine(from('line')),
    flow: drawFlow(from('flow')),
    sensitivity: drawSensitivity(from('sensitivity')),
    backgrounds: drawBackgrounds(from('backgrounds')),
    scan: { settleSeconds: 0.05, dwellSeconds: 0.5 },
    noise: {
      multiplierGain: 1e3,
      excessFactor: 1.5,
      flickerPercentPerDecade: 0.1,
      spikesPerHour: 0.2,
      floorAmpere: 2e-15,
      electrometerZeroAmpere: 2e-15 * from('noise').gaussian(),
    },
    certificatePpm: drawCertificate(from('certificate')),
    cycler: {
      voltageNoiseVolt: 45e-6,
      currentGain: 1 + 2e-4 * from('cycler').gaussian(),
      currentNoiseAmpere: 8e-9,
      periodSeconds: 1,
    },
    analogInput: drawAnalogInput(from('analog-input')),
    clocks: drawClocks(from('clocks')),
  };
  const merged = drawnConditionsSchema.safeParse(merge(drawn, override));
  if (merged.success) return merged.data;
  const issue = merged.error.issues[0];
  throw impossible(`${issue?.path.join('.')}: ${issue?.message}`);
}

function impossible(what: string): AppError {
  return new AppError({
    code: 'simulation-conditions',
    happened: `The simulation cannot run with the conditions given: ${what}.`,
    safe: 'Nothing was started or written.',
    next: 'Correct the value, or leave it out to have it drawn.',
  });
}

function drawSample(random: RandomStream, preset: SimulationPreset): DrawnConditions['sample'] {
  // First charge and Coulombic efficiency are the paper's (science.md 5, 7); cycle 2 is a plausible continuation.
  const [charge, efficiency] = preset === 'zro2-ncm85' ? [229, 0.89] : [206, 0.79];
  const discharge = charge * efficiency;
  return {
    compositeMilligram: NOMINAL_COMPOSITE_MILLIGRAM + random.uniform(-0.1, 0.1),
    activePercent: NOMINAL_ACTIVE_PERCENT + random.uniform(-0.5, 0.5),
    chargeCapacities: [charge, discharge * 1.02],
    dischargeCapacities: [discharge, discharge * 1.02 * 0.975],
  };
}

function drawGases(random: RandomStream, preset: SimulationPreset): DrawnConditions['gases'] {
  const u = () => random.uniform(0.8, 1.2);
  const draws = CELL_GASES.map(() => ({
    amount: u(),
    again: random.uniform(0.1, 0.3),
    width: random.uniform(0.9, 1.1),
  }));
  const carbonateCoated = random.uniform(3, 6);
  const monoxideShare = random.uniform(0.1, 0.3);
  const coated = preset === 'zro2-ncm85';
  const silent = preset === 'zero-gas';
  const first: Record<CellGas, number> = {
    H2: (coated ? 0.4 : 0.5) * draws[0].amount,
    O2: coated ? 0 : 0.2 * draws[1].amount,
    CO2: coated ? carbonateCoated : 4 * draws[2].amount,
    CO: 0,
    SO2: coated ? 0 : 0.05 * draws[4].amount,
  };
  first.CO = monoxideShare * first.CO2;
  const gases = CELL_GASES.map((gas, i) => {
    // CO comes with CO2 and follows it in everything but amount.
    const draw = draws[gas === 'CO' ? CELL_GASES.indexOf('CO2') : i];
    const amount = silent ? 0 : first[gas];
    return [gas, { first: amount, second: amount * draw.again, width: draw.width }] as const;
  });
  return Object.fromEntries(gases) as DrawnConditions['gases'];
}

function drawLeak(random: RandomStream, preset: SimulationPreset): DrawnConditions['leak'] {
  const airPpm = random.uniform(4, 20);
  const steady = random.uniform() < 0.5;
  const fromHours = random.uniform(14, 30);
  if (preset !== 'leak') return { airPpm: 0, fromHours: 0 };
  return { airPpm, fromHours: steady ? 0 : fromHours };
}

function drawResidual(random: RandomStream, preset: SimulationPreset): DrawnConditions['residual'] {
  const argonPpm = random.uniform(500, 3000);
  const airPpm = random.uniform(50, 300);
  const waterPpm = random.uniform(50, 200);
  return preset === 'zero-gas' ? { argonPpm: 0, airPpm: 0, waterPpm: 0 } : { argonPpm, airPpm, waterPpm };
}

function drawHeadspace(random: RandomStream): DrawnConditions['headspace'] {
  const millilitre = random.uniform(3, 8);
  return {
    millilitre,
    nominalMillilitre: Math.round(millilitre * (1 + 0.05 * random.gaussian()) * 10) / 10,
    kind: random.pick(WASHOUT_KINDS),
    firstTankShare: random.uniform(0.55, 0.8),
    sorptionCapacity: random.uniform(0.5, 3),
    sorptionSeconds: random.uniform(300, 2400),
  };
}

function drawLine(random: RandomStream): DrawnConditions['line'] {
  const delay = random.uniform(5, 25);
  const delays = LAB_GASES.map((gas) => [gas, delay * random.uniform(0.95, 1.15)] as const);
  return {
    millilitre: random.uniform(0.2, 0.6),
    delaySeconds: Object.fromEntries(delays) as Record<LabGas, number>,
  };
}

function drawFlow(random: RandomStream): DrawnConditions['flow'] {
  return {
    // 0.5 % of reading + 0.1 % of 20 mln/min at 2.5 mln/min, rectangular (science.md 6.1).
    factor: 1 + random.uniform(-0.013, 0.013),
    noisePercent: 0.3,
    responseSeconds: random.uniform(0.5, 2),
    periodSeconds: 1,
    capillaryUptakeMlnPerMin: random.uniform(1, 1.6),
  };
}

function drawSensitivity(random: RandomStream): DrawnConditions['sensitivity'] {
  const factor = random.uniform(0.95, 1.05);
  const common = random.uniform(-2.7, 0.7);
  const responses = LAB_GASES.map((gas) => [gas, RESPONSE[gas] * factor * random.uniform(0.9, 1.1)] as const);
  const drifts = LAB_GASES.map((gas) => [gas, common + random.uniform(-0.3, 0.3)] as const);
  const patterns = LAB_GASES.map((gas) => {
    const peaks = Object.entries(FRAGMENT_PATTERNS[gas]).map(([mz, percent]) => {
      const scatter = random.uniform(0.8, 1.2);
      return [mz, Number(mz) === BASE_MASS[gas] ? percent : percent * scatter] as const;
    });
    return [gas, Object.fromEntries(peaks)] as const;
  });
  return {
    carrierAmpere: 1.4e-7 * factor,
    amperePerPpm: Object.fromEntries(responses) as Record<LabGas, number>,
    driftPercent: Object.fromEntries(drifts) as Record<LabGas, number>,
    driftBend: random.uniform(-0.8, 0.8),
    driftDetourPercent: 0,
    roomPercent: 1,
    roomPhase: random.uniform(0, 2 * Math.PI),
    gainPercentPerDay: -0.5,
    patterns: Object.fromEntries(patterns) as DrawnConditions['sensitivity']['patterns'],
  };
}

function drawBackgrounds(random: RandomStream): DrawnConditions['backgrounds'] {
  const masses = MID_MASSES.filter((mass) => mass !== 4);
  return Object.fromEntries(masses.map((mass) => [String(mass), drawBackground(random, mass)]));
}

function drawBackground(random: RandomStream, mass: number): Background {
  const drawn = random.pick(BACKGROUND_FORMS);
  const steepStart = random.uniform(3, 10);
  const gentleStart = random.uniform(1.2, 2);
  const hours = random.uniform(1, 3);
  const argonHours = random.uniform(8, 20);
  const share = random.uniform();
  // Glovebox argon leaves pores and dead volumes through the carrier, slowly, and never levels off.
  const argon = mass === 40;
  const form = argon ? 'exponential' : drawn;
  return {
    form,
    plateauAmpere: PLATEAU[mass]!,
    // A power law falls so slowly that an exponential's start would leave most of it for the days after.
    startFactor: form === 'inverse' || form === 'inverse-root' ? gentleStart : steepStart,
    timeConstantHours: argon ? argonHours : hours,
    secondShare: random.uniform(0.05, 0.15),
    secondTimeConstantHours: random.uniform(4, 7),
    driftPercentPerTenHours: random.uniform(-1, 1),
    sinePercent: random.uniform(0.3, 1.5),
    sinePeriodHours: random.uniform(12, 24),
    sinePhase: random.uniform(0, 2 * Math.PI),
    walkPercentPerRootHour: random.uniform(0.05, 0.2),
    carrierShare: argon ? 0.95 : share,
  };
}

function drawCertificate(random: RandomStream): DrawnConditions['certificatePpm'] {
  const amounts = CALIBRATION_GASES.map(
    (gas) => [gas, NOMINAL_CALIBRATION_PPM * (1 + 0.01 * random.gaussian())] as const,
  );
  return Object.fromEntries(amounts) as DrawnConditions['certificatePpm'];
}

function drawAnalogInput(random: RandomStream): DrawnConditions['analogInput'] {
  return { gain: 1 + 3e-4 * random.gaussian(), offsetVolt: 5e-4 * random.gaussian(), noiseVolt: 2e-4 };
}

function drawClocks(random: RandomStream): DrawnConditions['clocks'] {
  const clock = (offset: number, drift: number) => ({
    offsetSeconds: offset === 0 ? 0 : random.uniform(-offset, offset),
    driftPpm: random.uniform(-drift, drift),
  });
  return { qms: clock(0, 0.3), mfc: clock(0.5, 1), cycler: clock(5, 5), valve: clock(0.2, 1) };
}

/** Plain objects are merged key by key, everything else replaced. */
function merge(base: unknown, change: unknown): unknown {
  if (change === undefined) return base;
  if (!isPlainObject(base) || !isPlainObject(change)) return change;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) merged[key] = merge(merged[key], value);
  return merged;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

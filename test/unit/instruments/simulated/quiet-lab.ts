import type {
  ConditionsOverride,
  DrawnConditions,
} from '../../../../src-main/core/instruments/simulated/conditions.ts';
import { drawConditions } from '../../../../src-main/core/instruments/simulated/draw-conditions.ts';
import { FRAGMENT_PATTERNS } from '../../../../src-main/core/instruments/simulated/fragment-patterns.ts';
import type { LabModel } from '../../../../src-main/core/instruments/simulated/lab-model-contract.ts';
import { LAB_TAGS } from '../../../../src-main/core/instruments/simulated/lab-tags.ts';

export const START_UTC_US = Date.UTC(2026, 2, 1) * 1000;

/** Backgrounds of any run, changed all alike. */
export function allBackgrounds(change: Partial<DrawnConditions['backgrounds'][string]>) {
  const { backgrounds } = drawConditions(1, 'bare-ncm85');
  return Object.fromEntries(Object.keys(backgrounds).map((mass) => [mass, change]));
}

const perGas = (value: number) =>
  Object.fromEntries(Object.keys(FRAGMENT_PATTERNS).map((gas) => [gas, value])) as Record<
    keyof typeof FRAGMENT_PATTERNS,
    number
  >;

/** A laboratory without noise, drift, background and error: what is left is arithmetic. */
export const QUIET = {
  sample: { compositeMilligram: 12.5, activePercent: 69.3 },
  residual: { argonPpm: 0, airPpm: 0, waterPpm: 0 },
  headspace: { millilitre: 5, kind: 'one-tank' },
  line: { delaySeconds: perGas(10) },
  flow: { factor: 1, noisePercent: 0 },
  sensitivity: {
    carrierAmpere: 1.4e-7,
    amperePerPpm: {
      H2: 7e-13,
      H2O: 8.4e-13,
      N2: 9.1e-13,
      O2: 8.4e-13,
      Ar: 1.05e-12,
      CO: 8.7e-13,
      CO2: 1.12e-12,
      SO2: 8.4e-13,
    },
    driftPercent: perGas(0),
    roomPercent: 0,
    gainPercentPerDay: 0,
    patterns: FRAGMENT_PATTERNS,
  },
  backgrounds: allBackgrounds({ plateauAmpere: 0 }),
  noise: { excessFactor: 0, flickerPercentPerDecade: 0, spikesPerHour: 0, floorAmpere: 0, electrometerZeroAmpere: 0 },
  certificatePpm: { H2: 100, O2: 100, CO2: 100 },
  cycler: { voltageNoiseVolt: 0, currentGain: 1, currentNoiseAmpere: 0 },
  analogInput: { gain: 1, offsetVolt: 0, noiseVolt: 0 },
  clocks: {
    qms: { offsetSeconds: 0, driftPpm: 0 },
    mfc: { offsetSeconds: 0, driftPpm: 0 },
    cycler: { offsetSeconds: 0, driftPpm: 0 },
    valve: { offsetSeconds: 0, driftPpm: 0 },
  },
} satisfies ConditionsOverride;

/** One published value. */
export interface Published {
  tag: string;
  timeUs: number;
  value: number;
  status: number;
}

/** Everything a laboratory publishes up to `seconds`. */
export function publishedUntil(lab: LabModel, seconds: number): Published[] {
  const published: Published[] = [];
  lab.advance(seconds, (tag, timeUs, value, status) =>
    published.push({ tag: LAB_TAGS[tag]!.id, timeUs, value, status }),
  );
  return published;
}

export const valuesOf = (published: Published[], tag: string): number[] =>
  published.filter((entry) => entry.tag === tag).map((entry) => entry.value);

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

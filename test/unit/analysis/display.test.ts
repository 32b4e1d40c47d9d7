import { describe, expect, it } from 'vitest';
import { recipeSchema } from '../../../shared/domain/recipe.ts';
import { buildMassGrid } from '../../../src-main/core/analysis/carrier/mass-grid.ts';
import { fitBaseline } from '../../../src-main/core/analysis/baseline/fit-baseline.ts';
import { prepareBaseline } from '../../../src-main/core/analysis/baseline/prepare-baseline.ts';
import { patternsOf } from '../../../src-main/core/analysis/interference/pattern-table.ts';
import { unmixing } from '../../../src-main/core/analysis/interference/unmix.ts';
import { seededRandom } from '../../../src-main/core/analysis/numerics/random.ts';
import { identifyGases } from '../../../src-main/core/analysis/pipeline/identify-gases.ts';
import { cellRecord } from '../../../src-main/core/analysis/electrochemistry/cell-record.ts';
import { halfCycleCapacity } from '../../../src-main/core/analysis/electrochemistry/half-cycle-capacity.ts';
import { asymmetricCurve, deconvolvedRate } from '../../../src-main/core/analysis/pipeline/display-curves.ts';
import { rateSeries } from '../../../src-main/core/analysis/quantify/rate-series.ts';
import { clockLine, stampClock } from '../../../src-main/core/analysis/sync/source-times.ts';

const DELAY = {
  delaySeconds: 40,
  delayUncertaintySeconds: 1,
  washoutSeconds: 103,
  washoutUncertaintySeconds: 5,
  origin: 'given' as const,
};

describe('curves to look at', () => {
  it('take the washout out of a pulse: 10 ppm for 600 s come back', () => {
    const seconds = Float64Array.from({ length: 600 }, (_, i) => 7.15 * i);
    // A pulse from 1000 to 1600 s in the cell behind a tank of 103 s and 40 s of line.
    const rate = seconds.map((time) => {
      const t = time - 40 - 1000;
      if (t <= 0) return 0;
      return t < 600 ? 10 * (1 - Math.exp(-t / 103)) : 10 * (1 - Math.exp(-600 / 103)) * Math.exp(-(t - 600) / 103);
    });
    const series = rateSeries(seconds, rate, 100);
    const on = recipeSchema.parse({ delay: { deconvolution: { enabled: true } } }).delay;
    const curve = deconvolvedRate({ series, delay: DELAY }, on, 100)!;
    const at = (time: number) => curve.values[curve.seconds.findIndex((one) => one >= time)];
    expect(at(800)).toBeCloseTo(0, 6);
    // A parabola over three washout times follows the rise to 2 %.
    expect(Math.abs(at(1300) - 10)).toBeLessThan(0.2);
    const step = curve.seconds[1] - curve.seconds[0];
    expect(Math.abs(curve.values.reduce((sum, value) => sum + value * step, 0) - 6000)).toBeLessThan(15);
    expect(Math.abs(at(1900))).toBeLessThan(0.2);
    // The measured peak is 9.970 (science.md 9) and comes minutes later.
    expect(Math.max(...rate)).toBeCloseTo(9.97, 2);
    expect(deconvolvedRate({ series, delay: DELAY }, recipeSchema.parse({}).delay, 100)).toBeUndefined();
  });

  it('by asymmetric least squares follow a drift, bridge missing blocks, and rise into gas when they are too quick', () => {
    const seconds = Float64Array.from({ length: 40 * 360 }, (_, i) => i * 10);
    // A straight drift has no second difference: whatever the period, it is followed exactly.
    const drift = (time: number) => 12e-12 - (1e-12 * time) / 36_000;
    const ampere = seconds.map((time) =>
      time > 15 * 3600 && time < 16 * 3600
        ? Number.NaN
        : drift(time) + 8e-12 * Math.exp(-0.5 * ((time - 25 * 3600) / 1800) ** 2),
    );
    const { blocks } = buildMassGrid([{ mz: 44, seconds, ampere }], undefined, 0, 600);
    const above = (periodHours: number) => {
      const curve = asymmetricCurve(blocks, 0, periodHours, 0.01)!;
      expect(curve.values.every(Number.isFinite)).toBe(true);
      expect(curve.values.length).toBe(blocks.count);
      return Math.max(...curve.seconds.map((time, i) => curve.values[i] - drift(time)));
    };
    expect(above(24)).toBeLessThan(0.4e-12);
    expect(above(1)).toBeGreaterThan(2e-12);
  });
});

describe('dQ/dV of a half-cycle', () => {
  it('is the capacity per volt where both rise evenly', () => {
    // 1 mA for 10 h into 10 mg: 1000 mAh/g over 1 V.
    const timeUs = Float64Array.from({ length: 36_001 }, (_, i) => i * 1e6);
    const line = clockLine(stampClock('c'), 0, 0);
    const ampere = timeUs.map(() => 1e-3);
    const volt = timeUs.map((us) => 3 + us / 36_000e6);
    const record = cellRecord(timeUs, { flatUs: timeUs, values: ampere, line }, { flatUs: timeUs, values: volt, line });
    const { value } = halfCycleCapacity(record, { fromSeconds: 0, toSeconds: 36_000 }, 0.01);
    expect(value.length).toBeGreaterThan(150);
    for (const one of value) expect(one).toBeCloseTo(1000, 3);
  });
});

describe('identification', () => {
  it('names the gases that two hours hold, and no other', () => {
    const random = seededRandom('1d');
    const seconds = Float64Array.from({ length: 20 * 360 }, (_, i) => i * 10);
    const isGas = (time: number) => time >= 12 * 3600 && time < 14 * 3600;
    // 2 units of CO2 and 1 of SO2, whose fragments lie on 48 and 32; noise 0.5 per reading on a background of 10.
    const extra: Record<number, number> = { 32: 0.1, 44: 2, 48: 0.49, 64: 1 };
    const masses = Object.keys(extra).map(Number);
    const grid = buildMassGrid(
      masses.map((mz) => ({
        mz,
        seconds,
        ampere: seconds.map((time) => 10 + (isGas(time) ? extra[mz] : 0) + 0.5 * random.normal()),
      })),
      undefined,
      0,
      600,
    );
    const frame = prepareBaseline(
      grid,
      [{ fromSeconds: 0, toSeconds: 10 * 3600 }],
      ['constant'],
      0,
      10 * 3600,
      20 * 3600,
    );
    const fits = masses.map(
      (mz, column) =>
        [mz, fitBaseline(frame, mz, column, { walk: false, rippleUnknown: false, slopePrior: undefined })!] as const,
    );
    const patterns = patternsOf(recipeSchema.parse({}).interference);
    const matrix = unmixing(
      ['O2', 'CO2', 'SO2'].map((name) => patterns.get(name)!),
      masses,
      [1, 1, 1, 1],
      1000,
    );
    const baselines = {
      fits: new Map(fits),
      frames: new Map(masses.map((mz) => [mz, frame])),
      spans: new Map(),
      findings: [],
    };
    const massStage = { grid, saturated: [], hasCarrier: false, findings: [] };
    const named = (fromHour: number, toHour: number) =>
      identifyGases(massStage, matrix, baselines, [
        { label: 'window', fromSeconds: fromHour * 3600, toSeconds: toHour * 3600 },
      ])[0].gases.map(({ species }) => species);
    expect(named(12, 14)).toEqual(['CO2', 'SO2']);
    expect(named(15, 17)).toEqual([]);
  });
});

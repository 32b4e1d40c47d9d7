import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CellVoltage } from '../../../../src-main/core/instruments/simulated/cell-voltage.ts';
import { drawConditions } from '../../../../src-main/core/instruments/simulated/draw-conditions.ts';
import { Hump, SteadyFlow } from '../../../../src-main/core/instruments/simulated/gas-source.ts';
import { buildWorld } from '../../../../src-main/core/instruments/simulated/lab-world.ts';
import { openCircuitPotential } from '../../../../src-main/core/instruments/simulated/open-circuit-potential.ts';
import { buildTimeline } from '../../../../src-main/core/instruments/simulated/timeline.ts';
import { QUIET, START_UTC_US } from './quiet-lab.ts';

const worldOf = (preset: 'bare-ncm85' | 'zro2-ncm85' | 'zero-gas' | 'leak', seed = 1) =>
  buildWorld({ preset, seed, startUtcUs: START_UTC_US, conditions: QUIET });
const stepOf = (world: ReturnType<typeof worldOf>, kind: string, number = 0) =>
  world.timeline.steps.find((step) => step.kind === kind && step.number === number)!;

describe('timeline', () => {
  it('charges 206 mAh/g at 9.5 mA/g in 21.7 h, 229 in 24.1 h, with 82.3 uA', () => {
    for (const [preset, capacity, hours] of [
      ['bare-ncm85', 206, 21.7],
      ['zro2-ncm85', 229, 24.1],
    ] as const) {
      const charge = stepOf(worldOf(preset), 'charge', 1);
      expect((charge.toSeconds - charge.fromSeconds) / 3600).toBeCloseTo(capacity / 9.5, 9);
      expect((charge.toSeconds - charge.fromSeconds) / 3600).toBeCloseTo(hours, 1);
      // 0.05 x 190 mA/g x 12.5 mg x 0.693
      expect(charge.currentAmpere).toBeCloseTo(82.29375e-6, 12);
      expect(100 * charge.toStateOfCharge).toBeCloseTo((100 * capacity) / 274.98, 2);
    }
  });

  it('gives back 79 % and 89 % in the first discharge', () => {
    for (const [preset, efficiency] of [
      ['bare-ncm85', 0.79],
      ['zro2-ncm85', 0.89],
    ] as const) {
      const world = worldOf(preset);
      const seconds = (kind: string) => stepOf(world, kind, 1).toSeconds - stepOf(world, kind, 1).fromSeconds;
      expect(seconds('discharge') / seconds('charge')).toBeCloseTo(efficiency, 9);
    }
  });

  it('calibrates before and after, waits 10 h, rests at least an hour, without a hole', () => {
    const { steps, durationSeconds } = worldOf('bare-ncm85').timeline;
    const calibration = ['zero-gas', 'calibration-gas', 'zero-gas'];
    const cell = ['ocv', 'charge', 'discharge', 'charge', 'discharge', 'rest'];
    expect(steps.map((step) => step.kind)).toEqual([...calibration, ...cell, ...calibration]);
    expect(steps.slice(0, 3).map((step) => (step.toSeconds - step.fromSeconds) / 60)).toEqual([20, 40, 20]);
    expect(steps.slice(-3).map((step) => (step.toSeconds - step.fromSeconds) / 60)).toEqual([20, 40, 20]);
    expect(steps[3].toSeconds - steps[3].fromSeconds).toBe(36_000);
    const rest = steps.find((step) => step.kind === 'rest')!;
    expect(rest.toSeconds - rest.fromSeconds).toBeGreaterThanOrEqual(3600);
    steps.slice(1).forEach((step, i) => expect(step.fromSeconds).toBe(steps[i].toSeconds));
    expect(steps.at(-1)!.toSeconds).toBe(durationSeconds);
    expect(durationSeconds / 3600).toBeGreaterThan(86);
    expect(durationSeconds / 3600).toBeLessThan(90);
  });
});

describe('cell voltage', () => {
  it('ends every charge at 3.7 V and every discharge at 2.3 V, for drawn masses too', () => {
    for (const preset of ['bare-ncm85', 'zro2-ncm85'] as const) {
      for (let seed = 0; seed < 5; seed++) {
        const timeline = buildTimeline(drawConditions(seed, preset));
        const voltage = new CellVoltage(timeline);
        for (const step of timeline.steps) {
          if (step.currentAmpere === 0) continue;
          expect(voltage.atEndOf(step)).toBeCloseTo(step.currentAmpere > 0 ? 3.7 : 2.3, 9);
        }
      }
    }
  });

  it('rises all through a charge and falls all through a discharge, within the cut-offs', () => {
    const { timeline, voltage } = worldOf('bare-ncm85');
    for (const step of timeline.steps.filter((candidate) => candidate.currentAmpere !== 0)) {
      let before = voltage.at(step.fromSeconds);
      for (let second = step.fromSeconds + 60; second < step.toSeconds; second += 60) {
        const now = voltage.at(second);
        expect(Math.sign(now - before)).toBe(Math.sign(step.currentAmpere));
        expect(now).toBeGreaterThan(2.3);
        expect(now).toBeLessThan(3.7);
        before = now;
      }
    }
  });

  it('is flat at open circuit and relaxes at rest towards the open-circuit potential', () => {
    const world = worldOf('bare-ncm85');
    const ocv = stepOf(world, 'ocv');
    expect(Math.abs(world.voltage.at(ocv.toSeconds - 1) - world.voltage.at(ocv.fromSeconds))).toBeLessThan(0.01);
    const rest = stepOf(world, 'rest', 1);
    const settled = openCircuitPotential(rest.toStateOfCharge) - 0.62;
    const gap = (seconds: number) => settled - world.voltage.at(rest.fromSeconds + seconds);
    expect(gap(1)).toBeGreaterThan(0.3);
    expect(gap(1)).toBeGreaterThan(gap(60));
    expect(gap(60)).toBeGreaterThan(gap(3600));
    expect(gap(7200)).toBeLessThan(0.01);
    expect(gap(7200)).toBeGreaterThan(0);
  });

  it('has a potential that rises smoothly with the state of charge', () => {
    let before = openCircuitPotential(0);
    expect(before).toBeCloseTo(2.95, 6);
    for (let soc = 0.0005; soc < 0.97; soc += 0.0005) {
      const now = openCircuitPotential(soc);
      expect(now).toBeGreaterThan(before);
      expect(now - before).toBeLessThan(0.02);
      before = now;
    }
  });
});

describe('gas releases', () => {
  it('have an onset and an end, and what they released is the integral of their rate', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        fc.double({ min: -6, max: 6, noNaN: true }),
        (left, right, at) => {
          const hump = new Hump(3e-9, 36_000, left * 3600, right * 3600);
          const start = 36_000 - left * 3600;
          const end = 36_000 + right * 3600;
          expect(hump.rate(start)).toBe(0);
          expect(hump.rate(end)).toBe(0);
          expect(hump.rate(start + 60)).toBeGreaterThan(0);
          expect(hump.released(start)).toBe(0);
          expect(hump.released(end + 1)).toBe(3e-9);
          const until = Math.max(36_000 + at * 3600, start);
          const n = 4000;
          const step = (until - start) / n;
          let sum = 0;
          for (let i = 0; i < n; i++) sum += hump.rate(start + (i + 0.5) * step) * step;
          expect(Math.abs(hump.released(until) - sum)).toBeLessThan(1e-6 * 3e-9);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('set in steadily and stop', () => {
    const flow = new SteadyFlow(2e-12, 1000, 9000, 600);
    expect(flow.rate(1000)).toBe(0);
    expect(flow.rate(1300)).toBeCloseTo(1e-12, 20);
    expect(flow.rate(1600)).toBe(2e-12);
    expect(flow.rate(9000)).toBe(0);
    // Half of the ramp is lost.
    expect(flow.released(9000)).toBeCloseTo(2e-12 * (8000 - 300), 18);
    expect(flow.released(99_000)).toBe(flow.released(9000));
  });

  it('follow the presets of science.md 7', () => {
    const amounts = (preset: 'bare-ncm85' | 'zro2-ncm85' | 'zero-gas') => drawConditions(5, preset).gases;
    const bare = amounts('bare-ncm85');
    expect(Math.abs(bare.O2.first / 0.2 - 1)).toBeLessThanOrEqual(0.2);
    expect(Math.abs(bare.CO2.first / 4 - 1)).toBeLessThanOrEqual(0.2);
    expect(Math.abs(bare.SO2.first / 0.05 - 1)).toBeLessThanOrEqual(0.2);
    expect(Math.abs(bare.H2.first / 0.5 - 1)).toBeLessThanOrEqual(0.2);
    for (const { first, second } of Object.values(bare)) {
      expect(second / first).toBeGreaterThanOrEqual(0.1);
      expect(second / first).toBeLessThanOrEqual(0.3);
    }
    const coated = amounts('zro2-ncm85');
    expect([coated.O2.first, coated.O2.second, coated.SO2.first, coated.SO2.second]).toEqual([0, 0, 0, 0]);
    expect(coated.CO2.first).toBeGreaterThanOrEqual(3);
    expect(coated.CO2.first).toBeLessThanOrEqual(6);
    for (const { first, second } of Object.values(amounts('zero-gas'))) expect([first, second]).toEqual([0, 0]);
  });

  it('peak for O2 at 4.2 V vs Li+/Li with a width of 1 h; SO2 starts with it; CO2 starts at 3.8 V', () => {
    const world = buildWorld({
      preset: 'bare-ncm85',
      seed: 1,
      startUtcUs: START_UTC_US,
      conditions: { ...QUIET, gases: { O2: { first: 0.2, second: 0, width: 1 }, SO2: { width: 1 } } },
    });
    const charge = world.timeline.steps.find((step) => step.kind === 'charge')!;
    const oxygen = world.cellReleases.get('O2')!;
    let peak = charge.fromSeconds;
    for (let t = charge.fromSeconds; t < charge.toSeconds; t += 1) if (oxygen.rate(t) > oxygen.rate(peak)) peak = t;
    expect(world.voltage.at(peak) + 0.62).toBeCloseTo(4.2, 3);
    expect(oxygen.rate(peak - 1800) / oxygen.rate(peak)).toBeCloseTo(0.5, 3);
    expect(oxygen.rate(peak + 1800) / oxygen.rate(peak)).toBeCloseTo(0.5, 3);
    expect(oxygen.released(1e9) / world.timeline.activeMassGram).toBeCloseTo(0.2e-6, 15);
    expect(world.cellReleases.get('SO2')!.fromSeconds).toBeCloseTo(oxygen.fromSeconds, 3);
    const carbonDioxide = world.cellReleases.get('CO2')!;
    expect(world.voltage.at(carbonDioxide.fromSeconds) + 0.62).toBeCloseTo(3.8, 6);
    expect(carbonDioxide.rate(carbonDioxide.fromSeconds)).toBe(0);
    // All is over before the cell is switched out.
    const rest = world.timeline.steps.find((step) => step.kind === 'rest')!;
    for (const release of world.cellReleases.values()) expect(release.toSeconds).toBeLessThan(rest.fromSeconds);
  });

  it('leak as air does, 78.084 : 20.946 : 0.934, from its moment on', () => {
    const conditions = { ...QUIET, leak: { airPpm: 10, fromHours: 20 } };
    const world = buildWorld({ preset: 'leak', seed: 1, startUtcUs: START_UTC_US, conditions });
    const rate = (gas: 'N2' | 'O2' | 'Ar', hours: number) => world.leakReleases.get(gas)!.rate(hours * 3600);
    expect(rate('O2', 20)).toBe(0);
    expect(rate('O2', 30) / rate('N2', 30)).toBeCloseTo(20.946 / 78.084, 12);
    expect(rate('Ar', 30) / rate('N2', 30)).toBeCloseTo(0.934 / 78.084, 12);
    // 10 ppm of air in 1.85896e-6 mol/s
    expect(rate('N2', 30) / (7.8084e-6 * 1.85896e-6)).toBeCloseTo(1, 5);
    expect(worldOf('bare-ncm85').leakReleases.size).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPhases, gasPhasesFromSelection } from '../../../src-main/core/analysis/electrochemistry/build-phases.ts';
import { coulombicEfficiencyPercent, findCycles } from '../../../src-main/core/analysis/electrochemistry/cycles.ts';
import {
  detectSteps,
  mergeSteps,
  restThreshold,
  stepsFromCounter,
} from '../../../src-main/core/analysis/electrochemistry/detect-steps.ts';
import { differentialCapacity } from '../../../src-main/core/analysis/electrochemistry/differential-capacity.ts';

const RULES = { restCurrentAmpere: 1e-6, minimumRestSeconds: 60, mergeFragmentsSeconds: 60 };

/** Current of a plan at 1 Hz. */
function record(plan: [number, number][]) {
  const current = plan.flatMap(([seconds, ampere]) => Array.from({ length: seconds }, () => ampere));
  return { seconds: Float64Array.from(current, (_, i) => i), current: Float64Array.from(current) };
}

describe('steps', () => {
  it('are found by sign, with a constant-voltage tail kept and fragments merged', () => {
    const tail = Array.from({ length: 300 }, (_, i): [number, number] => [1, 8e-5 * Math.exp(-i / 100)]);
    const { seconds, current } = record([
      [600, 0],
      [1000, 8e-5],
      ...tail,
      [20, 0],
      [300, 4e-6],
      [900, -8e-5],
      [30, 3e-5],
      [400, -8e-5],
      [600, 0],
    ]);
    const steps = detectSteps(seconds, current, RULES);
    expect(steps.map((step) => step.state)).toEqual([0, 1, -1, 0]);
    expect(steps[1]).toMatchObject({ fromSeconds: 600, toSeconds: 2220 });
    expect(steps[2]).toMatchObject({ fromSeconds: 2220, toSeconds: 3550 });
  });

  it('know the threshold of science.md 5', () => {
    expect(restThreshold(1e-6, 1, 82.3e-6)).toBe(1e-6);
    expect(restThreshold(1e-6, 1, 1e-3)).toBe(1e-5);
    expect(restThreshold(1e-6, 1, Number.NaN)).toBe(1e-6);
  });

  it('cover the record without holes, whatever the current does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.constantFrom(0, 8e-5, -8e-5)), {
          minLength: 1,
          maxLength: 20,
        }),
        (plan) => {
          const { seconds, current } = record(plan);
          const steps = detectSteps(seconds, current, RULES);
          steps.forEach((step, i) => {
            if (i > 0) {
              expect(step.fromSeconds).toBe(steps[i - 1].toSeconds);
              expect(step.state).not.toBe(steps[i - 1].state);
            }
          });
          expect(steps[0].fromSeconds).toBe(0);
          expect(steps.at(-1)!.toSeconds).toBe(seconds.length - 1);
        },
      ),
    );
  });

  it('take the bounds of the counter and the state of the mean current', () => {
    const steps = stepsFromCounter(
      Float64Array.of(0, 100.4, 300.2, 500),
      Float64Array.of(1, 2, 3, 3),
      900,
      (from) => (from < 100 ? 0 : from < 300 ? 8e-5 : -8e-5),
      RULES,
    );
    expect(steps).toEqual([
      { state: 0, fromSeconds: 0, toSeconds: 100.4 },
      { state: 1, fromSeconds: 100.4, toSeconds: 300.2 },
      { state: -1, fromSeconds: 300.2, toSeconds: 900 },
    ]);
    expect(mergeSteps([], RULES)).toEqual([]);
  });
});

describe('phases', () => {
  it('are named and counted, gas phases cut into rests', () => {
    const steps = [
      { state: 0 as const, fromSeconds: 0, toSeconds: 3600 },
      { state: 1 as const, fromSeconds: 3600, toSeconds: 7200 },
      { state: 0 as const, fromSeconds: 7200, toSeconds: 7800 },
      { state: -1 as const, fromSeconds: 7800, toSeconds: 9000 },
      { state: 0 as const, fromSeconds: 9000, toSeconds: 16_000 },
    ];
    const gas = gasPhasesFromSelection(Float64Array.of(0, 12_000, 13_000, 15_000), Float64Array.of(0, 1, 2, 0), 16_000);
    const phases = buildPhases(steps, gas);
    expect(phases.map((phase) => phase.label)).toEqual([
      'OCV',
      'charge 1',
      'rest 1',
      'discharge 1',
      'rest 2',
      'zero gas',
      'calibration gas',
      'rest 3',
    ]);
    expect(phases[4]).toMatchObject({ fromSeconds: 9000, toSeconds: 12_000 });
  });

  it('pair into cycles with the efficiencies of the paper', () => {
    expect(coulombicEfficiencyPercent(175, 221)).toBeCloseTo(79.2, 1);
    expect(coulombicEfficiencyPercent(204, 229)).toBeCloseTo(89.1, 1);
    const phases = buildPhases(
      [
        { state: 1, fromSeconds: 0, toSeconds: 1000 },
        { state: -1, fromSeconds: 1000, toSeconds: 1900 },
        { state: 1, fromSeconds: 1900, toSeconds: 2800 },
      ],
      [],
    );
    const cycles = findCycles(phases, (phase) => phase.toSeconds - phase.fromSeconds);
    expect(cycles[0]).toEqual({ number: 1, chargeCoulomb: 1000, dischargeCoulomb: 900 });
    expect(cycles[1].dischargeCoulomb).toBeNaN();
  });
});

describe('dQ/dV', () => {
  it('is the slope of capacity over voltage, on charge and on discharge', () => {
    const volt = Float64Array.from({ length: 2000 }, (_, i) => 3 + i * 5e-4);
    const capacity = volt.map((value) => 50 * (value - 3) + 20 * (value - 3) ** 2);
    const up = differentialCapacity(volt, capacity);
    const down = differentialCapacity(volt.slice().reverse(), capacity.map((value) => -value).reverse());
    for (const { volt: at, value } of [up, down]) {
      expect(at.length).toBeGreaterThan(150);
      at.forEach((v, i) => expect(value[i]).toBeCloseTo(50 + 40 * (v - 3), 1));
    }
    expect(differentialCapacity(Float64Array.of(3, 3.01), Float64Array.of(0, 1)).volt.length).toBe(0);
  });
});

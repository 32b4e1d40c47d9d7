import { describe, expect, it } from 'vitest';
import { BackgroundCourse } from '../../../../src-main/core/instruments/simulated/background-course.ts';
import type { Background } from '../../../../src-main/core/instruments/simulated/conditions.ts';
import { RandomStream } from '../../../../src-main/core/instruments/simulated/random-stream.ts';

const SWITCHED_IN = 4800;
const OCV_END = 40_800;

function course(change: Partial<Background>): BackgroundCourse {
  const background: Background = {
    form: 'exponential',
    plateauAmpere: 1e-11,
    startFactor: 5,
    timeConstantHours: 2,
    secondShare: 0.25,
    secondTimeConstantHours: 6,
    driftPercentPerTenHours: 0,
    sinePercent: 1,
    sinePeriodHours: 16,
    sinePhase: 0.5,
    walkPercentPerRootHour: 0.5,
    carrierShare: 0,
    ...change,
  };
  return new BackgroundCourse(background, SWITCHED_IN, OCV_END, 90, new RandomStream(1, 'walk'));
}

describe('BackgroundCourse', () => {
  it('follows each form from the moment the cell is switched in', () => {
    // Background over its constant part, `h` hours after the cell was switched in; start factor 5.
    const forms: [Background['form'], (h: number) => number][] = [
      ['exponential', (h) => 1 + 4 * Math.exp(-h / 2)],
      ['inverse', (h) => 1 + 4 / (1 + h / 2)],
      ['inverse-root', (h) => 1 + 4 * (1 + h / 2) ** -0.5],
      ['two-exponentials', (h) => 1 + 3 * Math.exp(-h / 2) + Math.exp(-h / 6)],
      ['sine', (h) => 1 + 4 * Math.exp(-h / 2) + 0.01 * Math.sin((2 * Math.PI * (h + 4 / 3)) / 16 + 0.5)],
    ];
    for (const [form, expected] of forms) {
      const vacuum = course({ form });
      const carrier = course({ form, carrierShare: 1 });
      for (const hours of [1, 2.5, 5, 10, 30, 80]) {
        const seconds = SWITCHED_IN + hours * 3600;
        const ampere = (1e-11 * expected(hours)) / expected(10);
        expect(vacuum.vacuumBorne(seconds) / ampere).toBeCloseTo(1, 12);
        expect(vacuum.carrierBorne(seconds, 1, 1)).toBe(0);
        expect(carrier.carrierBorne(seconds, 1, 1) / ampere).toBeCloseTo(1, 12);
      }
    }
  });

  it('drifts by percent of the constant part in ten hours', () => {
    const drifting = course({ startFactor: 1, driftPercentPerTenHours: -0.8 });
    expect(drifting.vacuumBorne(OCV_END) / 1e-11).toBeCloseTo(1, 12);
    expect(drifting.vacuumBorne(OCV_END + 36_000) / 1e-11).toBeCloseTo(0.992, 12);
  });

  it('walks by its percentage per root hour', () => {
    const walking = course({ form: 'random-walk', startFactor: 1 });
    const steps = Array.from({ length: 88 }, (_, hour) => {
      const at = (h: number) => walking.vacuumBorne(h * 3600) / walking.vacuumBorne(OCV_END);
      return at(hour + 1) - at(hour);
    });
    const spread = Math.sqrt(steps.reduce((sum, step) => sum + step * step, 0) / steps.length);
    expect(spread / 0.005).toBeGreaterThan(0.75);
    expect(spread / 0.005).toBeLessThan(1.25);
  });

  it('keeps the constant part on bottle gas, and the cell its own desorption', () => {
    const carrier = course({ carrierShare: 1 });
    const seconds = SWITCHED_IN + 7200;
    const constant = carrier.carrierBorne(seconds, 0, 1);
    expect(constant / carrier.carrierBorne(1000, 0, 1)).toBeCloseTo(1, 12);
    // At one time constant: 1 + 4/e through the cell, twice the desorbed part at half the flow.
    expect(carrier.carrierBorne(seconds, 1, 1) / constant).toBeCloseTo(1 + 4 / Math.E, 12);
    expect(carrier.carrierBorne(seconds, 0.5, 1) / constant).toBeCloseTo(1 + 2 / Math.E, 12);
    expect(carrier.carrierBorne(seconds, 1, 2) / constant).toBeCloseTo(1 + 8 / Math.E, 12);
  });

  it('splits between carrier and vacuum', () => {
    const split = course({ carrierShare: 0.3 });
    expect(split.carrierBorne(OCV_END, 1, 1)).toBeCloseTo(0.3e-11, 20);
    expect(split.vacuumBorne(OCV_END)).toBeCloseTo(0.7e-11, 20);
  });
});

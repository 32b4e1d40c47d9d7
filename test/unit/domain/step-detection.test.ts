import { describe, expect, it } from 'vitest';
import { phaseLabel } from '../../../shared/domain/phase.ts';
import { detectPhases, restThresholdAmpere } from '../../../shared/domain/step-detection.ts';

/** A current in stretches of [seconds, ampere], one reading a second. */
function current(...stretches: [number, number][]) {
  const timeUs: number[] = [];
  const value: number[] = [];
  let second = 0;
  for (const [seconds, ampere] of stretches)
    for (let i = 0; i < seconds; i++) {
      timeUs.push(second++ * 1e6);
      value.push(ampere);
    }
  return { timeUs: Float64Array.from(timeUs), value: Float64Array.from(value) };
}

const labels = (...args: Parameters<typeof detectPhases>) =>
  detectPhases(...args).map((phase) => [
    phaseLabel(phase),
    phase.fromUs / 1e6,
    phase.toUs === null ? null : phase.toUs / 1e6,
  ]);

describe('detectPhases', () => {
  it('names OCV, charges, rests and discharges with their true beginnings', () => {
    const record = current([600, 0], [3000, 8e-5], [300, 0], [2000, -8e-5], [500, 0], [1000, 8e-5]);
    expect(labels(record)).toEqual([
      ['OCV', 0, 600],
      ['charge 1', 600, 3600],
      ['rest 1', 3600, 3900],
      ['discharge 1', 3900, 5900],
      ['rest 2', 5900, 6400],
      ['charge 2', 6400, null],
    ]);
  });

  it('merges fragments under a minute into what surrounds them', () => {
    expect(labels(current([600, 0], [1000, 8e-5], [40, 0], [1000, 8e-5], [20, -1e-4], [500, 0]))).toEqual([
      ['OCV', 0, 600],
      ['charge 1', 600, 2660],
      ['rest 1', 2660, null],
    ]);
  });

  it('calls small currents rest: the larger of 1 uA and 1 % of nominal', () => {
    expect(restThresholdAmpere(undefined)).toBe(1e-6);
    expect(restThresholdAmpere(1e-3)).toBeCloseTo(1e-5, 12);
    expect(labels(current([300, 0.9e-6], [300, 1.1e-6]))).toEqual([
      ['OCV', 0, 300],
      ['charge 1', 300, null],
    ]);
  });

  it('skips missing readings without inventing a step', () => {
    const record = current([100, 0], [200, 8e-5]);
    record.value.fill(Number.NaN, 120, 180);
    expect(labels(record)).toEqual([
      ['OCV', 0, 100],
      ['charge 1', 100, null],
    ]);
  });

  it('lets zero and calibration gas take the place of rest, but not of a charge', () => {
    const gas = {
      timeUs: Float64Array.of(0, 50e6, 100e6, 150e6, 400e6, 410e6),
      value: Float64Array.of(1, 2, 1, 0, 1, 0),
    };
    expect(labels(current([300, 0], [700, 8e-5]), gas)).toEqual([
      ['zero gas', 0, 50],
      ['calibration gas', 50, 100],
      ['zero gas', 100, 150],
      ['OCV', 150, 300],
      ['charge 1', 300, null],
      ['zero gas', 400, 410],
    ]);
  });

  it('answers with nothing for nothing', () => {
    expect(detectPhases(undefined)).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrixExponential } from '../../../../src-main/core/instruments/simulated/matrix-exponential.ts';
import {
  NCM85_CAPACITY,
  molarFlow,
  molesInVolume,
} from '../../../../src-main/core/instruments/simulated/physical-constants.ts';
import {
  HOLDS,
  propagator,
  washoutTimes,
  type Propagator,
  type WashoutShape,
} from '../../../../src-main/core/instruments/simulated/washout.ts';

const FLOW = molarFlow(2.5);

/** 5 mL at 45 degC and a line small enough not to matter. */
function shape(change: Partial<WashoutShape> = {}): WashoutShape {
  return {
    kind: 'one-tank',
    headspaceMoles: molesInVolume(5, 318.15),
    behindMoles: 0,
    lineMoles: molesInVolume(0.01, 298.15),
    sorptionCapacity: 0,
    sorptionSeconds: 1,
    ...change,
  };
}

function apply(step: Propagator, state: Float64Array, source: number, bottle = 0): Float64Array {
  return Float64Array.from(
    { length: 4 },
    (_, row) =>
      step.fromCell[row] * source +
      step.fromBottle[row] * bottle +
      [0, 1, 2, 3].reduce((sum, column) => sum + step.transition[row * 4 + column] * state[column], 0),
  );
}

describe('physical constants', () => {
  it('agree with science.md 1.5, 4 and 5', () => {
    expect(molarFlow(2.5)).toBeCloseTo(1.85896e-6, 11);
    expect(molarFlow(2.5) / 1.85896e-6).toBeCloseTo(1, 5);
    expect(NCM85_CAPACITY).toBeCloseTo(274.98, 2);
    for (const [millilitre, seconds] of [
      [2, 41.2],
      [5, 103.0],
      [10, 206.1],
    ]) {
      expect(molesInVolume(millilitre, 318.15) / FLOW).toBeCloseTo(seconds, 1);
    }
  });
});

describe('matrixExponential', () => {
  it('is cosine and sine for a rotation', () => {
    const turned = matrixExponential(Float64Array.of(0, -2.5, 2.5, 0), 2);
    const expected = [Math.cos(2.5), -Math.sin(2.5), Math.sin(2.5), Math.cos(2.5)];
    expected.forEach((value, i) => expect(turned[i]).toBeCloseTo(value, 13));
  });
});

describe('propagator', () => {
  it('answers a step as 1 - exp(-t / tau) with tau = 103.0 s for 5 mL at 45 degC and 2.5 mln/min', () => {
    const tau = 103.03;
    const step = propagator(shape(), FLOW, true, 1);
    let state = new Float64Array(4);
    for (let second = 1; second <= 600; second++) {
      state = apply(step, state, 10e-6 * FLOW) as typeof state;
      const ppm = (state[HOLDS.headspace] / molesInVolume(5, 318.15)) * 1e6;
      expect(ppm).toBeCloseTo(10 * (1 - Math.exp(-second / tau)), 3);
    }
  });

  it('turns a pulse of 10 ppm for 600 s into a peak of 9.970 ppm and an area of 6000 ppm s', () => {
    const step = propagator(shape({ lineMoles: molesInVolume(0.4, 298.15) }), FLOW, true, 1);
    const lineMoles = molesInVolume(0.4, 298.15);
    let state = new Float64Array(4);
    let peak = 0;
    let linePeak = 0;
    let area = 0;
    for (let second = 0; second < 6000; second++) {
      state = apply(step, state, second >= 1000 && second < 1600 ? 10e-6 * FLOW : 0) as typeof state;
      peak = Math.max(peak, (state[HOLDS.headspace] / molesInVolume(5, 318.15)) * 1e6);
      const ppm = (state[HOLDS.line] / lineMoles) * 1e6;
      linePeak = Math.max(linePeak, ppm);
      area += ppm;
    }
    expect(peak).toBeCloseTo(9.97, 3);
    expect(linePeak).toBeLessThan(peak);
    expect(area).toBeCloseTo(6000, 2);
    expect((state[HOLDS.left] / FLOW) * 1e6).toBeCloseTo(6000, 6);
  });

  it('does not depend on the step: one long step is many short ones, in every kind of path', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('one-tank' as const, 'two-tanks' as const, 'sorption' as const),
        fc.boolean(),
        fc.double({ min: 0.05, max: 60, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (kind, throughCell, seconds, parts) => {
          const path = shape({
            kind,
            headspaceMoles: molesInVolume(3, 318.15),
            behindMoles: molesInVolume(2, 318.15),
            lineMoles: molesInVolume(0.4, 298.15),
            sorptionCapacity: 2,
            sorptionSeconds: 900,
          });
          const start = Float64Array.of(3e-10, 2e-10, 1e-11, 0);
          const long = apply(propagator(path, FLOW, throughCell, seconds), start, 2e-13, 1e-13);
          const short = propagator(path, FLOW, throughCell, seconds / parts);
          let state = start;
          for (let i = 0; i < parts; i++) state = apply(short, state, 2e-13, 1e-13) as typeof state;
          for (let i = 0; i < 4; i++) expect(Math.abs(state[i] - long[i])).toBeLessThan(1e-12 * 3e-10);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('agrees with a plain Euler integration of two tanks and of sorption', () => {
    for (const kind of ['two-tanks', 'sorption'] as const) {
      const path = shape({
        kind,
        headspaceMoles: 1.2e-4,
        behindMoles: 0.7e-4,
        lineMoles: 2e-5,
        sorptionCapacity: 1.5,
        sorptionSeconds: 400,
      });
      const exact = apply(propagator(path, FLOW, true, 300), new Float64Array(4), 1e-12);
      let [head, behind, line, left] = [0, 0, 0, 0];
      const dt = 1e-3;
      for (let i = 0; i < 300 / dt; i++) {
        const outOfHead = (FLOW * head) / 1.2e-4;
        const onWall = kind === 'sorption' ? (1.5 * head - behind) / 400 : 0;
        const outOfBehind = kind === 'two-tanks' ? (FLOW * behind) / 0.7e-4 : 0;
        const leaving = kind === 'two-tanks' ? outOfBehind : outOfHead;
        head += dt * (1e-12 - outOfHead - onWall);
        behind += dt * (kind === 'two-tanks' ? outOfHead - outOfBehind : onWall);
        line += dt * (leaving - (FLOW * line) / 2e-5);
        left += dt * leaving;
      }
      [head, behind, line, left].forEach((value, i) => expect(exact[i] / value).toBeCloseTo(1, 4));
    }
  });

  it('delays the centre of a pulse by the mean stay it tells', () => {
    for (const kind of ['one-tank', 'two-tanks', 'sorption'] as const) {
      const path = shape({ kind, behindMoles: 1e-4, lineMoles: 2e-5, sorptionCapacity: 2, sorptionSeconds: 300 });
      const step = propagator(path, FLOW, true, 1);
      // One second of release, so its centre is at 0.5 s.
      let state = apply(step, new Float64Array(4), 1e-12);
      let area = 0;
      let moment = 0;
      for (let second = 1; second < 20_000; second++) {
        const next = apply(step, state, 0);
        const middle = (state[HOLDS.line] + next[HOLDS.line]) / 2;
        area += middle;
        moment += middle * (second + 0.5);
        state = next;
      }
      const { meanSeconds, tankSeconds, lineSeconds, wallSeconds } = washoutTimes(path, FLOW);
      // The centre of what the line holds is the mean stay up to its outlet.
      expect(moment / area - 0.5).toBeCloseTo(meanSeconds, 0);
      expect(tankSeconds.reduce((a, b) => a + b) + lineSeconds + wallSeconds).toBeCloseTo(meanSeconds, 9);
    }
  });
});

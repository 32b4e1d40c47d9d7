import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integrateCharge } from '../../../shared/domain/state-of-charge.ts';
import { CellCourse } from '../../../src-main/core/views/cell-course.ts';
import { halfCycles } from '../../../src-main/core/views/half-cycles.ts';
import { socAxis, socRange } from '../../../src-main/core/views/soc-axis.ts';

const HOUR_US = 3.6e9;
/** science.md 1.6: 12.5 mg x 0.693 of active material. */
const MASS_GRAM = 0.0086625;
/** science.md 5: NCM85, one electron per formula. */
const BASIS = { activeMassGram: MASS_GRAM, theoreticalMilliampHourPerGram: 274.98 };
/** 0.05 C at 190 mA/g. */
const AMPERE = 0.05 * 0.19 * MASS_GRAM;

/** Rest, charge, discharge, each some hours, sampled every `stepSeconds`. */
function protocol(
  stepSeconds = 10,
  hours: [number, number][] = [
    [2, 0],
    [10, AMPERE],
    [6, -AMPERE],
  ],
) {
  const timeUs: number[] = [];
  const value: number[] = [];
  let t = 0;
  for (const [length, ampere] of hours)
    for (const end = t + length * HOUR_US; t < end; t += stepSeconds * 1e6) {
      timeUs.push(t);
      value.push(ampere);
    }
  return { timeUs: Float64Array.from(timeUs), value: Float64Array.from(value) };
}

describe('CellCourse', () => {
  it('integrates as the domain does, in whatever pieces the current comes', () => {
    const sample = fc.tuple(
      fc.integer({ min: -30, max: 100 }),
      fc.oneof(
        { weight: 5, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
        {
          weight: 1,
          arbitrary: fc.constant(Number.NaN),
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 1, maxLength: 120 }),
        fc.integer({ min: 1, max: 40 }),
        (steps, piece) => {
          let t = 0;
          const timeUs = Float64Array.from(steps, ([seconds]) => (t += seconds * 1e6));
          const value = Float64Array.from(steps, ([, ampere]) => ampere);
          const course = new CellCourse(undefined);
          for (let i = 0; i < timeUs.length; i += piece)
            course.addCurrent({ timeUs: timeUs.subarray(i, i + piece), value: value.subarray(i, i + piece) });
          const whole = integrateCharge(timeUs, value).chargeCoulomb.filter((charge) => !Number.isNaN(charge));
          const { timeUs: times, chargeCoulomb } = course.charge();
          expect(chargeCoulomb.at(-1)).toEqual(whole.at(-1));
          for (let i = 1; i < times.length; i++) expect(times[i]).toBeGreaterThan(times[i - 1]);
        },
      ),
    );
  });

  it('reports what was bridged: longer than a minute and ten usual steps', () => {
    const course = new CellCourse(undefined);
    course.addCurrent({ timeUs: Float64Array.of(0, 1e6, 2e6, 3e6, 90e6, 91e6), value: new Float64Array(6).fill(1) });
    expect(course.bridges()).toEqual([{ fromUs: 3e6, toUs: 90e6 }]);
    const slow = new CellCourse(undefined);
    slow.addCurrent({ timeUs: Float64Array.of(0, 30e6, 60e6, 90e6, 180e6, 210e6), value: new Float64Array(6).fill(1) });
    expect(slow.bridges()).toEqual([]);
  });
});

describe('socAxis', () => {
  const course = new CellCourse(AMPERE);
  course.addCurrent(protocol());
  const cycles = halfCycles(course.phases());

  it('counts half-cycles from 0 over charges and discharges, without rests', () => {
    expect(cycles.map(({ index, phase }) => [index, phase.kind])).toEqual([
      [0, 'charge'],
      [1, 'discharge'],
    ]);
  });

  it('has the state of charge of the worked arithmetic at its end', () => {
    const axis = socAxis(course, cycles[0], BASIS)!;
    // 10 h at 9.5 mA/g is 95 mAh/g, of 274.98 mAh/g.
    expect(axis.toSoc).toBeCloseTo((100 * 95) / 274.98, 1);
    expect(axis.fromSoc).toBeCloseTo(0, 1);
    expect(socRange(course, cycles[0], BASIS)).toEqual({ from: axis.fromSoc, to: axis.toSoc });
    expect(axis.socAt(7 * HOUR_US)).toBeCloseTo((100 * 5 * 9.5) / 274.98, 1);
  });

  it('falls on discharge and still gives buckets that ascend in time', () => {
    const axis = socAxis(course, cycles[1], BASIS)!;
    expect(axis.isFalling).toBe(true);
    expect(socRange(course, cycles[1], BASIS)).toEqual({ from: axis.fromSoc, to: axis.toSoc });
    expect(axis.toSoc - axis.fromSoc).toBeCloseTo((100 * 6 * 9.5) / 274.98, 1);
    const { edgesUs } = axis.edges(axis.fromSoc, axis.toSoc, 50);
    for (let i = 1; i <= 50; i++) expect(edgesUs[i]).toBeGreaterThan(edgesUs[i - 1]);
    expect(axis.socAt(edgesUs[0])).toBeCloseTo(axis.toSoc, 6);
    expect(axis.socAt(edgesUs[50])).toBeCloseTo(axis.fromSoc, 6);
  });

  it('reaches two periods beyond the newest current of a phase that lasts, and no further', () => {
    const growing = new CellCourse(AMPERE);
    const { timeUs, value } = protocol(10, [
      [1, 0],
      [1, AMPERE],
    ]);
    growing.addCurrent({ timeUs, value });
    const [charge] = halfCycles(growing.phases());
    const axis = socAxis(growing, charge, BASIS)!;
    expect(axis.toUs).toBe(timeUs.at(-1)! + 20e6);
    // One hour and 20 s at 9.5 mA/g, of 274.98 mAh/g.
    expect(socRange(growing, charge, BASIS)!.to).toBeCloseTo((100 * 9.5 * (1 + 20 / 3600)) / 274.98, 2);
  });

  it('is not there for a half-cycle without current', () => {
    expect(socAxis(new CellCourse(undefined), cycles[0], BASIS)).toBeUndefined();
    expect(socRange(new CellCourse(undefined), cycles[0], BASIS)).toBeUndefined();
  });
});

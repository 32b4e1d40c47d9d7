import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SampleOrder, type SampleKey } from '../../../../src-main/core/instruments/opcua/order-and-deduplicate.ts';

const sample = (timeUs: number, value = 1, status = 0): SampleKey => ({ timeUs, value, status });
const admitAll = (order: SampleOrder, samples: SampleKey[]) =>
  samples.map(({ timeUs, value, status }) => order.admit(timeUs, value, status));

test('a duplicate is the same time, status and value; each alone is not', () => {
  const order = new SampleOrder(10);
  expect(admitAll(order, [sample(1, 5, 0), sample(1, 5, 0)])).toEqual(['new', 'duplicate']);
  expect(order.admit(1, 6, 0)).toBe('new');
  expect(order.admit(1, 5, 0x8000_0000)).toBe('new');
  expect(order.admit(2, 5, 0)).toBe('new');
  expect(order.admit(2, Number.NaN, 0)).toBe('new');
  expect(order.admit(2, Number.NaN, 0)).toBe('duplicate');
});

test('the overflow bit of a repeated sample does not make it another one', () => {
  const order = new SampleOrder(10);
  order.admit(1, 5, 0);
  expect(order.admit(1, 5, 0x480)).toBe('duplicate');
});

test('what a continued run has is known', () => {
  const order = new SampleOrder(10, [sample(1), sample(2), sample(3, 7, 0x808c_0000)]);
  expect(admitAll(order, [sample(2), sample(3, 7, 0x808c_0000), sample(4)])).toEqual(['duplicate', 'duplicate', 'new']);
});

test('a step back is said at its first sample only', () => {
  const order = new SampleOrder(100);
  expect(admitAll(order, [sample(1000), sample(2000), sample(500), sample(1500), sample(2500)])).toEqual([
    'new',
    'new',
    'step-back',
    'new',
    'new',
  ]);
});

/** Strictly ascending stamps with values; steps of the clock are put in by the test. */
const ascending = fc
  .array(fc.record({ gapUs: fc.integer({ min: 1, max: 5_000_000 }), value: fc.double({ noDefaultInfinity: true }) }), {
    minLength: 1,
    maxLength: 120,
  })
  .map((steps) => {
    let timeUs = 1_767_225_600_000_000;
    return steps.map(({ gapUs, value }) => sample((timeUs += gapUs), value));
  });

test('property: without repetition everything is new, in any window', () => {
  fc.assert(
    fc.property(ascending, fc.integer({ min: 1, max: 50 }), (samples, windowSize) => {
      expect(admitAll(new SampleOrder(windowSize), samples).every((admission) => admission === 'new')).toBe(true);
    }),
  );
});

test('property: whatever the server repeats of what its queue can hold is refused, and only that', () => {
  fc.assert(
    fc.property(
      ascending,
      fc.array(fc.record({ at: fc.nat(200), back: fc.integer({ min: 1, max: 20 }) }), { maxLength: 10 }),
      (samples, repeats) => {
        const order = new SampleOrder(64);
        const kept: SampleKey[] = [];
        samples.forEach((one, index) => {
          if (order.admit(one.timeUs, one.value, one.status) !== 'duplicate') kept.push(one);
          for (const { at, back } of repeats) {
            if (at !== index) continue;
            // The server sends the newest `back` samples again, in order, as after a republish.
            for (const again of samples.slice(Math.max(0, index + 1 - back), index + 1))
              expect(order.admit(again.timeUs, again.value, again.status)).toBe('duplicate');
          }
        });
        expect(kept).toEqual(samples);
      },
    ),
  );
});

test('property: a clock set back by any amount loses and moves nothing, and is said once per step', () => {
  fc.assert(
    fc.property(
      ascending,
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 7_200_000_000 }),
      fc.integer({ min: 4, max: 64 }),
      (samples, at, shiftUs, windowSize) => {
        // A half microsecond apart from every stamp before, so that no shifted sample equals an old one.
        const shifted = samples.map((one, index) =>
          index < at ? one : sample(one.timeUs - shiftUs - 0.5, one.value, one.status),
        );
        const admissions = admitAll(new SampleOrder(windowSize), shifted);
        expect(admissions).not.toContain('duplicate');
        const stepped = at < shifted.length && shifted[at]!.timeUs < shifted[at - 1]!.timeUs;
        expect(admissions.filter((admission) => admission === 'step-back')).toHaveLength(stepped ? 1 : 0);
        if (stepped) expect(admissions[at]).toBe('step-back');
      },
    ),
  );
});

test('after a step back repetitions are still known, also when the window has turned over', () => {
  const order = new SampleOrder(4);
  admitAll(order, [sample(100), sample(200), sample(300)]);
  const later = [sample(10), sample(20), sample(30), sample(40), sample(50), sample(60)];
  expect(admitAll(order, later)).toEqual(['step-back', 'new', 'new', 'new', 'new', 'new']);
  expect(admitAll(order, later.slice(-4))).toEqual(['duplicate', 'duplicate', 'duplicate', 'duplicate']);
  expect(order.admit(70, 1, 0)).toBe('new');
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ForwardStepWatch } from '../../../../src-main/core/instruments/opcua/forward-step.ts';
import { PeriodLearner } from '../../../../src-main/core/instruments/opcua/period-learner.ts';
import { SourceClock } from '../../../../src-main/core/instruments/opcua/source-clock.ts';

describe('the period', () => {
  test('is the median of the newest intervals, from four on', () => {
    const learner = new PeriodLearner();
    for (const interval of [7e6, 7.2e6, 7.1e6]) learner.add(interval);
    expect(learner.periodUs()).toBeNull();
    learner.add(7.3e6);
    expect(learner.periodUs()).toBeCloseTo(7.15e6, 3);
    // A hole of an hour does not change it, an interval that is none is passed over.
    learner.add(3600e6);
    learner.add(0);
    learner.add(-5);
    expect(learner.periodUs()).toBe(7.2e6);
  });

  test('follows when the instrument is set to another rate', () => {
    const learner = new PeriodLearner([0, 1e6, 2e6, 3e6, 4e6]);
    expect(learner.periodUs()).toBe(1e6);
    for (let index = 0; index < 16; index += 1) learner.add(5e6);
    expect(learner.periodUs()).toBe(5e6);
  });
});

describe('a clock set forward', () => {
  const SLACK_US = 2e6;

  test('is found by the amount it was set', () => {
    const watch = new ForwardStepWatch();
    const found: number[] = [];
    for (let second = 0; second < 40; second += 1) {
      const trueUs = second * 1e6;
      const stamp = trueUs + (second >= 20 ? 3600e6 : 0);
      found.push(watch.observe(stamp, trueUs + 1000, trueUs + 200_000, SLACK_US));
    }
    expect(found.filter((shift) => shift !== 0)).toEqual([3600e6]);
    expect(found[20]).toBe(3600e6);
  });

  test('property: neither bursts, late delivery, nor a server that falls behind and catches up look like one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ lateMs: fc.nat(60_000), serverLagMs: fc.nat(60_000) }), { minLength: 10, maxLength: 100 }),
        (steps) => {
          const watch = new ForwardStepWatch();
          let receiptUs = 0;
          steps.forEach(({ lateMs }, second) => {
            const sourceUs = second * 1e6;
            // Delivered in order, some much later than made, stamped by the server when they were made.
            receiptUs = Math.max(receiptUs, sourceUs + lateMs * 1000);
            expect(watch.observe(sourceUs, sourceUs + 1000, receiptUs, SLACK_US)).toBe(0);
          });
          const behind = new ForwardStepWatch();
          steps.forEach(({ serverLagMs }, second) => {
            // A model that waits: stamps of source and server both lag behind the receipt and catch up.
            const sourceUs = second * 1e6;
            expect(behind.observe(sourceUs, sourceUs, sourceUs + serverLagMs * 1000, SLACK_US)).toBe(0);
          });
        },
      ),
    );
  });
});

test('a step of a source is announced by the channel that sees it first', () => {
  const source = new SourceClock();
  const first = { seen: 0 };
  const second = { seen: 0 };
  expect(source.report(first, -3600e6, 2e6)).toBe(true);
  expect(source.report(second, -3600.4e6, 2e6)).toBe(false);
  // Another step is another announcement, also for the channel that was late.
  expect(source.report(second, 50e6, 2e6)).toBe(true);
  expect(source.report(first, 50.1e6, 2e6)).toBe(false);
  expect(source.report(first, -3600e6, 2e6)).toBe(true);
});

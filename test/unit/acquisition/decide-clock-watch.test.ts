import { describe, expect, it } from 'vitest';
import { decideClockWatch } from '../../../src-main/core/acquisition/decide-clock-watch.ts';

const at = (utcSeconds: number, monotonicSeconds: number) => ({
  utcUs: utcSeconds * 1e6,
  monotonicUs: monotonicSeconds * 1e6,
});

describe('decideClockWatch', () => {
  it('is silent while both hands go together', () => {
    expect(decideClockWatch(at(100, 1), at(101.2, 2.1))).toBeUndefined();
  });

  it('calls a long step forward a sleep or a set clock, anything else a step', () => {
    expect(decideClockWatch(at(100, 1), at(701, 2))).toMatchObject({ kind: 'computer-resumed', stepSeconds: 600 });
    expect(decideClockWatch(at(100, 1), at(103, 2))).toMatchObject({ kind: 'clock-step', stepSeconds: 2 });
    expect(decideClockWatch(at(100, 1), at(101 - 3600, 2))).toMatchObject({ kind: 'clock-step', stepSeconds: -3600 });
  });
});

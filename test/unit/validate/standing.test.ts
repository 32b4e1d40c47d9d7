import { describe, expect, it } from 'vitest';
import { standingOfInterval, standingOfRate, standingOfValue, worstOf } from '../../validate/standing.ts';

describe('how a criterion stands', () => {
  it('is met inside, missed where it cannot be, open between', () => {
    const limits = { low: 0.93, high: 0.98 };
    expect(standingOfInterval({ low: 0.94, high: 0.97 }, limits)).toBe('met');
    expect(standingOfInterval({ low: 0.94, high: 0.985 }, limits)).toBe('open');
    expect(standingOfInterval({ low: 0.9, high: 0.99 }, limits)).toBe('open');
    expect(standingOfInterval({ low: 0.981, high: 0.99 }, limits)).toBe('missed');
    expect(standingOfValue(0.84, 0.02, { low: 0.85, high: 1.15 })).toBe('open');
    expect(standingOfValue(0.8, 0.02, { low: 0.85, high: 1.15 })).toBe('missed');
    expect(standingOfValue(1.15, 0.02, { low: 0.85, high: 1.15 })).toBe('met');
    expect(standingOfRate(0, 0.109, 0.01)).toBe('open');
    expect(standingOfRate(0.012, 0.02, 0.01)).toBe('missed');
    expect(worstOf('met', 'open', 'missed')).toBe('missed');
    expect(worstOf('met', 'open')).toBe('open');
  });
});

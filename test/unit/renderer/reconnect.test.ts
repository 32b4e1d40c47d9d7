import { describe, expect, it } from 'vitest';
import { decideReconnectDelayMs, decideVersion } from '../../../src-renderer/api/reconnect.ts';

describe('decideReconnectDelayMs', () => {
  it('tries at once, then waits twice as long each time up to five seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map(decideReconnectDelayMs)).toEqual([0, 250, 500, 1000, 2000, 4000, 5000, 5000]);
  });
});

describe('decideVersion', () => {
  it('reloads once for another version, then says so', () => {
    expect(decideVersion(3, 3, undefined)).toBe('use');
    expect(decideVersion(3, 4, undefined)).toBe('reload');
    expect(decideVersion(3, 4, 4)).toBe('refuse');
    expect(decideVersion(3, 5, 4)).toBe('reload');
  });
});

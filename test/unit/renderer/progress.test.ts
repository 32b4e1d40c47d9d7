import { describe, expect, it } from 'vitest';
import { progressText, timeLeftText } from '../../../src-renderer/format/progress.ts';

describe('progress in words', () => {
  it('counts what the job counts', () => {
    expect(progressText({ done: 24.1e6, total: 120e6, unit: 'bytes' })).toBe('24.1 of 120 MB');
    expect(progressText({ done: 800e3, total: 2e6, unit: 'bytes' })).toBe('800 kB of 2.00 MB');
    expect(progressText({ done: 0.434, total: 1, unit: 'share' })).toBe('43 %');
    expect(progressText({ done: 3, total: 12, unit: 'runs' })).toBe('3 of 12 runs');
    expect(progressText({ done: 41200, total: null, unit: 'samples' })).toBe('41\u202f200 samples');
  });

  it('says the time left coarsely, and nothing where it is not known', () => {
    expect(timeLeftText(null)).toBe('');
    expect(timeLeftText(2)).toBe('a few seconds left');
    expect(timeLeftText(31)).toBe('about 35 s left');
    expect(timeLeftText(185)).toBe('about 3 min 30 s left');
    expect(timeLeftText(1500)).toBe('about 25 min left');
  });
});

import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../src-main/core/instruments/simulated/random-stream.ts';

describe('RandomStream', () => {
  it('repeats itself for the same seed and name, and differs for another of either', () => {
    const draw = (seed: number, name: string) => {
      const stream = new RandomStream(seed, name);
      return Array.from({ length: 20 }, () => stream.bits());
    };
    expect(draw(7, 'a')).toEqual(draw(7, 'a'));
    for (const other of [draw(8, 'a'), draw(7, 'b'), draw(7 + 2 ** 32, 'a')]) {
      expect(other.filter((bits, i) => bits === draw(7, 'a')[i])).toEqual([]);
    }
  });

  it('gives the same numbers on every machine', () => {
    const stream = new RandomStream(1, 'reference');
    // From an implementation of sfc32 and this seeding in Python.
    expect(Array.from({ length: 4 }, () => stream.bits())).toEqual([132279548, 1301374389, 1035640945, 4085341314]);
    expect(Array.from({ length: 3 }, () => stream.gaussian())).toEqual([
      0.057568377621275466, -0.08018632220276506, 1.477138900585189,
    ]);
  });

  it('draws evenly and normally', () => {
    const stream = new RandomStream(3, 'moments');
    const n = 400_000;
    let uniform = 0;
    let sum = 0;
    let square = 0;
    let fourth = 0;
    let beyondThree = 0;
    let beyondTail = 0;
    for (let i = 0; i < n; i++) {
      uniform += stream.uniform(-1, 3);
      const x = stream.gaussian();
      sum += x;
      square += x * x;
      fourth += x ** 4;
      if (Math.abs(x) > 3) beyondThree += 1;
      if (Math.abs(x) > 3.5) beyondTail += 1;
    }
    expect(uniform / n).toBeCloseTo(1, 1);
    expect(Math.abs(sum / n)).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(square / n - 1)).toBeLessThan((5 * Math.SQRT2) / Math.sqrt(n));
    expect(Math.abs(fourth / n - 3)).toBeLessThan((5 * Math.sqrt(96)) / Math.sqrt(n));
    // 2 (1 - Phi(3)) = 2.6998e-3, 2 (1 - Phi(3.5)) = 4.6526e-4, beyond the ziggurat's last layer
    expect(Math.abs(beyondThree / n - 2.6998e-3)).toBeLessThan(5 * Math.sqrt(2.7e-3 / n));
    expect(Math.abs(beyondTail / n - 4.6526e-4)).toBeLessThan(5 * Math.sqrt(4.65e-4 / n));
  });

  it('waits exponentially', () => {
    const stream = new RandomStream(3, 'waits');
    const waits = Array.from({ length: 50_000 }, () => stream.exponential(5));
    const mean = waits.reduce((a, b) => a + b) / waits.length;
    expect(Math.abs(mean - 5)).toBeLessThan(0.12);
    expect(waits.filter((wait) => wait > 5).length / waits.length).toBeCloseTo(Math.exp(-1), 1);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EdgeBuffer } from '../../../src-main/core/acquisition/edge-buffer.ts';

describe('EdgeBuffer', () => {
  it('gives each taker everything since its last call', () => {
    const buffer = new EdgeBuffer();
    buffer.take('a');
    buffer.push(1, 10);
    buffer.take('b');
    buffer.push(2, 20);
    expect([...buffer.take('a').value]).toEqual([10, 20]);
    expect([...buffer.take('b').value]).toEqual([20]);
    expect(buffer.take('a').value).toHaveLength(0);
  });

  it('keeps memory bounded for a taker that never comes, and its extremes, first and missing values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double({ noNaN: true, min: -1, max: 1 }), fc.constant(Number.NaN)), {
          minLength: 600,
          maxLength: 5000,
        }),
        (values) => {
          const buffer = new EdgeBuffer();
          buffer.take('slow');
          values.forEach((value, i) => buffer.push(i, value));
          const { timeUs, value } = buffer.take('slow');
          expect(value.length).toBeLessThanOrEqual(512);
          const finite = values.filter((v) => !Number.isNaN(v));
          const kept = [...value].filter((v) => !Number.isNaN(v));
          if (finite.length > 0) {
            expect(Math.max(...kept)).toBe(Math.max(...finite));
            expect(Math.min(...kept)).toBe(Math.min(...finite));
          }
          expect([...value].some(Number.isNaN)).toBe(values.some(Number.isNaN));
          for (let i = 1; i < timeUs.length; i++) expect(timeUs[i]).toBeGreaterThan(timeUs[i - 1]);
          timeUs.forEach((time, i) => expect(Object.is(value[i], values[time])).toBe(true));
        },
      ),
      { numRuns: 20 },
    );
  });
});

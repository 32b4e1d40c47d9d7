import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvBytes, numberOfText } from '../../../src-main/core/report/csv/csv-bytes.ts';
import { NumberText } from '../../../src-main/core/report/csv/number-text.ts';
import { TimeText } from '../../../src-main/core/report/csv/time-text.ts';
import { MOST_BYTES } from '../../../src-main/core/report/csv/write-digits.ts';
import { column, columnTable } from '../../../src-main/core/report/tables/table.ts';
import { MISSING_INTEGER, wholeNumbers } from '../../../src-main/core/report/tables/whole-numbers.ts';

/** Text of numbers one after the other, each followed by a line end. */
const linesOf = (writer: NumberText | TimeText, values: readonly number[]): string => {
  const to = new DataView(new ArrayBuffer(values.length * (MOST_BYTES + 1)));
  const all = Float64Array.from(values);
  const end = values.reduce((at, _, i) => {
    const after = writer.write(to, at, all, i);
    to.setUint8(after, 10);
    return after + 1;
  }, 0);
  return Buffer.from(to.buffer, 0, end).toString('latin1');
};
const numberText = (value: number) => linesOf(new NumberText(), [value]).slice(0, -1);
const timeText = (us: number) => linesOf(new TimeText(), [us]).slice(0, -1);

describe('numbers as text', () => {
  it('read back to the same Float64, whatever it is', () => {
    fc.assert(
      fc.property(fc.double(), (value) => Object.is(numberOfText(numberText(value)), value)),
      { numRuns: 2000 },
    );
  });

  it('read back where six decimals are enough, and are no longer than JavaScript writes them', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 0, max: 6 }), (whole, places) => {
        const value = whole / 10 ** places;
        const text = numberText(value);
        expect(Number(text)).toBe(value);
        expect(text.length).toBeLessThanOrEqual(Math.max(String(value).length, 9));
      }),
      { numRuns: 2000 },
    );
  });

  it('are the shortest there are, letter by letter as JavaScript writes them', () => {
    const readings = fc
      .tuple(fc.double({ min: 1, max: 10, maxExcluded: true }), fc.integer({ min: -28, max: 14 }))
      .map(([digits, power]) => Number(`${digits}e${power}`));
    // Instruments give single precision, whose Float64 text is as long as any.
    const singles = readings.map(Math.fround);
    const rounded = fc
      .tuple(fc.bigInt({ min: 1n, max: 10n ** 17n }), fc.integer({ min: 0, max: 30 }))
      .map(([digits, places]) => Number(`${digits}e-${places}`));
    const besideTens = fc
      .tuple(fc.integer({ min: -27, max: 14 }), fc.integer({ min: -3, max: 3 }))
      .map(([power, steps]) => {
        const words = new BigInt64Array(Float64Array.of(Number(`1e${power}`)).buffer);
        words[0] += BigInt(steps);
        return new Float64Array(words.buffer)[0];
      });
    fc.assert(
      fc.property(fc.oneof(readings, singles, rounded, besideTens), fc.boolean(), (size, isNegative) => {
        const value = isNegative ? -size : size;
        // A millionth is written without a power of ten.
        fc.pre(Math.abs(value) < 1e15 && Math.round(value * 1e6) / 1e6 !== value);
        expect(numberText(value)).toBe(String(value));
      }),
      { numRuns: 20_000 },
    );
  });

  it('are what a reader expects at the edges', () => {
    const texts = [0, -0, 1, -1.5, 999_999, 1_000_000, 1e15, 2 ** 53, 3.6, 0.000001, 1e-7, -0.05].map(numberText);
    expect(texts).toEqual([
      '0',
      '-0',
      '1',
      '-1.5',
      '999999',
      '1000000',
      '1000000000000000',
      '9007199254740992',
      '3.6',
      '0.000001',
      '1e-7',
      '-0.05',
    ]);
    expect([Number.NaN, Infinity, -Infinity].map(numberText)).toEqual(['', 'inf', '-inf']);
  });
});

describe('times as text', () => {
  it('are ISO 8601 with microseconds, before 1970 as well', () => {
    fc.assert(
      // From the year 1900 to 2200.
      fc.property(fc.integer({ min: -2_208_988_800_000_000, max: 7_258_118_400_000_000 }), (us) => {
        const text = timeText(us);
        const millis = Math.floor(us / 1000);
        expect(text).toBe(
          `${new Date(millis).toISOString().slice(0, -1)}${String(us - millis * 1000).padStart(3, '0')}Z`,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('do not look at the times before', () => {
    const us = fc.integer({ min: -2_208_988_800_000_000, max: 7_258_118_400_000_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(us, fc.integer({ min: 0, max: 120_000_000 })), { maxLength: 20 }), (pairs) => {
        const times = pairs.flatMap(([at, later]) => [at, at + later, at - later]);
        expect(linesOf(new TimeText(), times)).toBe(times.map((at) => `${timeText(at)}\n`).join(''));
      }),
    );
  });

  it('turn over at midnight, minute by minute', () => {
    const midnight = Date.UTC(2026, 10, 29) * 1000;
    const text = linesOf(new TimeText(), [midnight - 1, midnight, midnight + 60_000_001, Number.NaN]);
    expect(text).toBe('2026-11-28T23:59:59.999999Z\n2026-11-29T00:00:00.000000Z\n2026-11-29T00:01:00.000001Z\n\n');
  });
});

describe('a table as CSV', () => {
  it('writes each row on its own, though columns may repeat each other', () => {
    const columns = [
      column('a', 'A', 'number', 'V', ''),
      column('b', 'B', 'number', '', ''),
      column('c', 'C', 'number', '', ''),
    ];
    // Finite and missing numbers, as readings are; a twin beside its original, now and then another number.
    const rows = fc.array(fc.tuple(fc.constantFrom(0, -0, 1.25, 3e-11, Number.NaN), fc.boolean()), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(rows, (made) => {
        const a = Float64Array.from(made, ([value]) => value);
        const b = Float64Array.from(made, ([value, isOther]) => (isOther ? value + 1 : value));
        const table = columnTable({ id: 't', title: 'T', columns, constants: [] }, [a, b, a]);
        const text = Buffer.concat([...csvBytes(table)].map(({ bytes }) => bytes)).toString('utf8');
        const [head, ...lines] = text.trimEnd().split('\n');
        expect(head).toBe('A / V,B,C');
        expect(lines).toHaveLength(made.length);
        lines.forEach((line, i) => {
          const cells = line.split(',').map(numberOfText);
          [a[i], b[i], a[i]].forEach((value, c) => expect(cells[c]).toBe(value));
        });
      }),
    );
  });
});

describe('whole numbers of a binary file', () => {
  it('are what BigInt says, up to 2^53 on both sides', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger()), (values) => {
        expect([...wholeNumbers(Float64Array.from(values))]).toEqual(values.map(BigInt));
      }),
    );
    expect([...wholeNumbers(Float64Array.of(-1, 2 ** 32, -(2 ** 32) - 1, Number.NaN))]).toEqual([
      -1n,
      4_294_967_296n,
      -4_294_967_297n,
      MISSING_INTEGER,
    ]);
  });
});

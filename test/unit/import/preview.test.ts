import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guessTable } from '../../../src-main/core/import/guess-table.ts';
import { TraceFolder } from '../../../src-main/core/import/trace-folder.ts';
import { loggerTable } from '../readers/made/tables.ts';

/** One zero: which sign it has says nothing. */
const number = fc.double({ noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));

describe('the course of a channel', () => {
  it('keeps every extreme and stays small, however long the channel is', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 5000 }), (values) => {
        const folder = new TraceFolder();
        values.forEach((value, i) => folder.push(i, value));
        const { timeUs, low, high } = folder.trace(1, 0);
        const finite = values.filter((value) => !Number.isNaN(value));
        expect(timeUs.length).toBeLessThanOrEqual(256);
        expect(timeUs[0]).toBe(0);
        expect(Math.min(...low.filter((value) => !Number.isNaN(value)))).toBe(Math.min(...finite));
        expect(Math.max(...high.filter((value) => !Number.isNaN(value)))).toBe(Math.max(...finite));
      }),
      { numRuns: 60 },
    );
  });

  it('is in the unit of the channel: a negative factor turns it over, a stretch without a value stays a gap', () => {
    const folder = new TraceFolder();
    for (const value of [1, Number.NaN, 3]) folder.push(0, value);
    const { low, high } = folder.trace(-2, 10);
    expect([...low]).toEqual([8, Number.NaN, 4]);
    expect([...high]).toEqual([8, Number.NaN, 4]);
    for (let i = 0; i < 1000; i++) folder.push(i, i % 7);
    const turned = folder.trace(-1, 0);
    expect(turned.low.every((value, i) => Number.isNaN(value) || value <= turned.high[i])).toBe(true);
  });
});

const text = (...lines: string[]) => new TextEncoder().encode(lines.join('\n'));

describe('the guess of a table', () => {
  it.each([
    ['tab and comma', text('t\tO2', '0,5\t1,25', '1,0\t1,5'), ['tab', ',', 1, 2]],
    ['comma and point', text('time,O2', '0.5,1.25e-9', '1.0,1.5e-9', '1.5,-2'), ['comma', '.', 1, 2]],
    ['blanks', text('# made by a script', '0.5 1.25 7', '1.0 1.5 8', '2 3 9'), ['blank', '.', 0, 2]],
    ['no names', text('0.5;1.25', '1.0;1.5', '1.5;2'), ['semicolon', '.', 0, 1]],
    ['names, units and dates', loggerTable(30).bytes, ['semicolon', ',', 2, 4]],
  ])('finds %s', (_, bytes, [delimiter, decimalMark, nameLine, firstDataLine]) => {
    expect(guessTable(bytes as Uint8Array)).toMatchObject({ delimiter, decimalMark, nameLine, firstDataLine });
  });

  it('never fails, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const { nameLine, firstDataLine, lines } = guessTable(bytes);
        expect(nameLine).toBeLessThanOrEqual(lines.length);
        expect(firstDataLine).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

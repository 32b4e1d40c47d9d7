import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CELL_MISSING,
  CELL_NUMBER,
  CELL_OVER_RANGE,
  CELL_TEXT,
  RowReader,
} from '../../../src-main/core/formats/row-reader.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

function cell(text: string, mark: '.' | ',' = '.') {
  const row = new RowReader(['number'], '\t', mark);
  const bytes = bytesOf(text);
  row.read(bytes, 0, bytes.length);
  return { value: row.value[0], kind: row.kind[0] };
}

describe('a row', () => {
  it('is exact for every finite number in every notation', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e29, max: 1e29 }), fc.nat(20), (value, digits) => {
        for (const text of [String(value), value.toExponential(), value.toExponential(digits)]) {
          expect(cell(text).value).toBe(Number(text));
          expect(cell(text.replace('.', ','), ',').value).toBe(Number(text));
        }
      }),
    );
  });

  it('reads three-digit exponents, bare marks and blanks around', () => {
    expect(cell(' 1.10e-009 ').value).toBe(1.1e-9);
    expect(cell('3,14e-008', ',').value).toBe(3.14e-8);
    expect(cell('+.5').value).toBe(0.5);
    expect(cell('5.').value).toBe(5);
    expect(cell('"2.5"').value).toBe(2.5);
  });

  it('never turns into a number what is none', () => {
    for (const text of ['', 'nan', '-nan', 'NaN', 'N/A', 'XXX', 'XXXX', '1.#QNAN', '-1.#IND', '-9.999999e-31'])
      expect([text, cell(text)]).toEqual([text, { value: Number.NaN, kind: CELL_MISSING }]);
    for (const text of [
      '1,5',
      '1.2.3',
      '1e',
      '1e+',
      '--1',
      '0x10',
      'Infinity',
      '1 2',
      '1.234,5',
      'e5',
      '.',
      '-',
      '1_0',
    ])
      expect([text, cell(text)]).toEqual([text, { value: Number.NaN, kind: CELL_TEXT }]);
    for (const text of ['3.4028234663852886e38', '-1e30', '1e999'])
      expect([text, cell(text)]).toEqual([text, { value: Number.NaN, kind: CELL_OVER_RANGE }]);
    expect(cell('1.5', ',').kind).toBe(CELL_TEXT);
    expect(cell('-1.2e-13').kind).toBe(CELL_NUMBER);
  });

  it('ends at LF, CR and CRLF alike and pads short rows with missing', () => {
    for (const end of ['\n', '\r', '\r\n']) {
      const bytes = bytesOf(`1\t2\tx${end}${end}3${end}4\t5\t6\t\t7${end}`);
      const row = new RowReader(['number', 'number', 'text'], '\t');
      let at = row.read(bytes, 0, bytes.length);
      expect([row.value[0], row.value[1], row.text(2), row.cells, row.extra]).toEqual([1, 2, 'x', 3, 0]);
      at = row.read(bytes, at, bytes.length);
      expect(row.blank).toBe(true);
      at = row.read(bytes, at, bytes.length);
      expect([row.value[0], row.value[1], row.text(2), row.cells]).toEqual([3, Number.NaN, '', 1]);
      at = row.read(bytes, at, bytes.length);
      expect([row.value[1], row.cells, row.extra]).toEqual([5, 5, 1]);
      expect(at).toBe(bytes.length);
    }
  });

  it('keeps a delimiter inside quotes', () => {
    const bytes = bytesOf('1,"a, ""b""",2\n');
    const row = new RowReader(['number', 'text', 'number'], ',');
    row.read(bytes, 0, bytes.length);
    expect([row.value[0], row.text(1), row.value[2], row.cells]).toEqual([1, 'a, "b"', 2, 3]);
  });
});

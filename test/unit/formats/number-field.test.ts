import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberField } from '../../../src-main/core/formats/number-field.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

function read(text: string, mark: '.' | ',' = '.') {
  const field = new NumberField(mark);
  const bytes = bytesOf(text);
  field.read(bytes, 0, bytes.length);
  return field;
}

describe('a number field', () => {
  it('is exact for every finite number in every notation', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e29, max: 1e29 }), fc.nat(20), (value, digits) => {
        for (const text of [String(value), value.toExponential(), value.toExponential(digits)]) {
          expect(read(text).value).toBe(Number(text));
          expect(read(text.replace('.', ','), ',').value).toBe(Number(text));
        }
      }),
    );
  });

  it('reads three-digit exponents and blanks around', () => {
    expect(read('\t1.10e-009 ').value).toBe(1.1e-9);
    expect(read('3,14e-008', ',').value).toBe(3.14e-8);
  });

  it('takes words for missing, text for text, and huge numbers for over range', () => {
    for (const word of ['', ' ', 'nan', '-nan', 'NaN', 'N/A', 'XXX', '1.#QNAN', '-1.#IND']) {
      expect(read(word).kind).toBe('missing');
      expect(read(word).value).toBeNaN();
    }
    for (const word of ['1.2.3', '1e', '--1', 'abc', '1 2', '1,5']) expect(read(word).kind).toBe('text');
    expect(read('3.4e38').kind).toBe('over-range');
    expect(read('3.4e38').value).toBeNaN();
  });
});

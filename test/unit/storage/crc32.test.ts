import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32, crc32Of, tableCrc32 } from '../../../src-main/core/storage/crc32.ts';

describe('crc32', () => {
  it('gives the check value of the CRC catalogue', () => {
    const digits = new TextEncoder().encode('123456789');
    expect(crc32(digits)).toBe(0xcbf43926);
    expect(tableCrc32(digits)).toBe(0xcbf43926);
    expect(tableCrc32(new Uint8Array(0))).toBe(0);
  });

  it('is the same by table and natively, whole and in pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (first, second) => {
        const whole = new Uint8Array([...first, ...second]);
        expect(tableCrc32(whole)).toBe(crc32(whole));
        expect(tableCrc32(second, tableCrc32(first))).toBe(tableCrc32(whole));
        expect(crc32Of([first, second])).toBe(crc32(whole));
      }),
    );
  });
});

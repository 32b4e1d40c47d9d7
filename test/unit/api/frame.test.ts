import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame, FrameError, MAXIMUM_FRAME_BYTES } from '../../../shared/api/frame.ts';

const column = fc
  .array(fc.double(), { maxLength: 40 })
  .map((values) => Float64Array.from(values))
  .map((values) => values as unknown);
const awkwardKey = fc.constantFrom(
  '$bytes',
  '$$bytes',
  '$column',
  '$$column',
  '$$$column',
  '$columns',
  '$',
  'x$column',
);
const message = fc.letrec((tie) => ({
  leaf: fc.oneof(
    column,
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Uint8Array.from(bytes)),
    fc.string({ unit: 'grapheme' }),
    // JSON knows one zero.
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
    fc.boolean(),
    fc.constant(null),
  ),
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('node'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.string(), awkwardKey), tie('node'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).node;

describe('frame codec', () => {
  it('gives back every message bit for bit, whatever its keys are called', () => {
    fc.assert(
      fc.property(message, (value) => {
        expect(decodeFrame(encodeFrame(value))).toStrictEqual(value);
      }),
      { numRuns: 400 },
    );
  });

  it('keeps NaN, infinities and minus zero in columns', () => {
    const values = Float64Array.of(Number.NaN, Infinity, -Infinity, -0, 5e-324, Number.MAX_VALUE);
    const { column: back } = decodeFrame(encodeFrame({ column: values })) as { column: Float64Array };
    expect(new Uint8Array(back.buffer)).toEqual(new Uint8Array(values.buffer));
  });

  it('reads a frame that does not start at an aligned byte of its buffer', () => {
    const bytes = encodeFrame({ column: Float64Array.of(1, 2, 3) });
    for (let offset = 0; offset < 8; offset++) {
      const shifted = new Uint8Array(bytes.length + 8).subarray(offset, offset + bytes.length);
      shifted.set(bytes);
      expect(decodeFrame(shifted)).toEqual({ column: Float64Array.of(1, 2, 3) });
    }
  });

  it('has the documented layout', () => {
    const bytes = encodeFrame({ a: Float64Array.of(1.5) });
    const view = new DataView(bytes.buffer);
    const text = '{"a":{"$column":[0,1]}}';
    expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe('DEMS');
    expect([view.getUint16(4, true), view.getUint16(6, true)]).toEqual([1, 1]);
    expect([view.getUint32(8, true), view.getUint32(12, true)]).toEqual([text.length, 1]);
    expect(new TextDecoder().decode(bytes.subarray(16, 16 + text.length))).toBe(text);
    expect(view.getFloat64(16 + 24, true)).toBe(1.5);
    expect(bytes.length).toBe(16 + 24 + 8);
  });

  it('answers any bytes with a value or a FrameError, never with another error', () => {
    const good = encodeFrame({ k: 'call', id: 1, method: 'hello', input: { column: Float64Array.of(1, 2) } });
    const damaged = fc
      .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      .map((changes) => {
        const bytes = good.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), damaged), (bytes) => {
        try {
          decodeFrame(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses every truncated and every prolonged frame', () => {
    const good = encodeFrame({ text: 'abc', column: Float64Array.of(1, 2) });
    for (let length = 0; length < good.length; length++)
      expect(() => decodeFrame(good.subarray(0, length)), `length ${length}`).toThrow(FrameError);
    const longer = new Uint8Array(good.length + 8);
    longer.set(good);
    expect(() => decodeFrame(longer)).toThrow(FrameError);
  });

  it.each([
    ['outside the message', '{"$column":[0,9]}'],
    ['negative', '{"$column":[-1,1]}'],
    ['fractional', '{"$column":[0.5,1]}'],
    ['no pair', '{"$column":[0]}'],
    ['no array', '{"$column":"all"}'],
    ['not there', '{"a":1}'],
  ])('refuses a column reference that is %s', (_what, text) => {
    expect(() => decodeFrame(frameOf(text, Float64Array.of(1)))).toThrow(FrameError);
  });

  it('refuses a message larger than any of ours on both sides', () => {
    expect(() => encodeFrame(new Float64Array(MAXIMUM_FRAME_BYTES / 8))).toThrow(FrameError);
    expect(() => encodeFrame(Array.from({ length: 65_536 }, () => new Float64Array(0)))).toThrow(FrameError);
    const claimed = new Uint8Array(MAXIMUM_FRAME_BYTES + 8);
    claimed.set(encodeFrame({}).subarray(0, 8));
    expect(() => decodeFrame(claimed)).toThrow(FrameError);
  });
});

/** A frame with one column and JSON text of the test's own. */
function frameOf(json: string, column: Float64Array): Uint8Array {
  const text = json.padEnd(Math.ceil(json.length / 8) * 8);
  const bytes = new Uint8Array(16 + text.length + column.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x534d4544, true);
  view.setUint16(4, 1, true);
  view.setUint16(6, 1, true);
  view.setUint32(8, json.length, true);
  view.setUint32(12, column.length, true);
  bytes.set(new TextEncoder().encode(text), 16);
  bytes.set(new Uint8Array(column.buffer), 16 + text.length);
  return bytes;
}

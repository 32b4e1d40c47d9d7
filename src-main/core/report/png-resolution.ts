import { crc32 } from '../storage/crc32.ts';

const SIGNATURE_BYTES = 8;
/** Length, type, 13 bytes of data, checksum: the header is always first. */
const HEADER_BYTES = 12 + 13;
const INCHES_PER_METRE = 1 / 0.0254;

/** A PNG that says how large it is meant to be printed (chunk pHYs, pixels per metre). */
export function withResolution(png: Uint8Array, dotsPerInch: number): Uint8Array {
  const chunk = new Uint8Array(12 + 9);
  const view = new DataView(chunk.buffer);
  const pixelsPerMetre = Math.round(dotsPerInch * INCHES_PER_METRE);
  view.setUint32(0, 9);
  chunk.set(new TextEncoder().encode('pHYs'), 4);
  view.setUint32(8, pixelsPerMetre);
  view.setUint32(12, pixelsPerMetre);
  chunk[16] = 1;
  view.setUint32(17, crc32(chunk.subarray(4, 17)));
  const at = SIGNATURE_BYTES + HEADER_BYTES;
  const out = new Uint8Array(png.length + chunk.length);
  out.set(png.subarray(0, at));
  out.set(chunk, at);
  out.set(png.subarray(at), at + chunk.length);
  return out;
}

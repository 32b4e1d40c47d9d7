import * as zlib from 'node:zlib';

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb8_8320 : remainder >>> 1;
  return remainder >>> 0;
});

/** CRC-32 (ISO-HDLC, as in zip and PNG) by table, for runtimes without the native one. */
export function tableCrc32(bytes: Uint8Array, start = 0): number {
  let remainder = ~start;
  for (let i = 0; i < bytes.length; i++) remainder = TABLE[(remainder ^ bytes[i]) & 0xff] ^ (remainder >>> 8);
  return ~remainder >>> 0;
}

/**
 * CRC-32 of `bytes`, continuing from `start`. Native where the runtime has it (Node 20.15, 22.2; some Electron
 * versions lack it), which is twenty times as fast.
 */
export const crc32: (bytes: Uint8Array, start?: number) => number =
  typeof zlib.crc32 === 'function' ? zlib.crc32 : tableCrc32;

/** CRC-32 of several pieces as if they were one. */
export function crc32Of(pieces: readonly Uint8Array[]): number {
  let crc = 0;
  for (const piece of pieces) crc = crc32(piece, crc);
  return crc;
}

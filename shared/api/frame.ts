/**
 * One message of the contract as bytes: a checked header, UTF-8 JSON, then Float64 columns and byte strings.
 *
 *     0  u32  magic 0x534D4544 ("DEMS")
 *     4  u16  frame version 1
 *     6  u16  number of columns
 *     8  u32  bytes of JSON
 *    12  u32  samples in all columns together
 *    16  JSON, padded with blanks to a multiple of 8
 *        columns, Float64 little-endian, one after the other
 *
 * In the JSON a column stands as `{"$column": [first sample, samples]}`, a byte string as `{"$bytes": [first sample, bytes]}`,
 * padded with zeros to whole samples; a key of that name in the data itself gets one more `$`.
 */
const MAGIC = 0x534d4544;
const VERSION = 1;
const HEADER_BYTES = 16;
const MAXIMUM_COLUMNS = 0xffff;
const DOLLAR = 36;
/** No message of ours is larger; a larger one is refused before it is parsed. */
export const MAXIMUM_FRAME_BYTES = 64 * 1024 * 1024;

/** Raised on bytes that are no frame of ours; the connection is closed, nothing else happens. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** Packs any JSON value that may hold Float64Arrays and Uint8Arrays. @throws FrameError where it is too large */
export function encodeFrame(message: unknown): Uint8Array<ArrayBuffer> {
  const columns: Float64Array[] = [];
  let samples = 0;
  const json = JSON.stringify(message, (_key, value: unknown) => {
    const column = value instanceof Uint8Array ? paddedColumn(value) : value;
    if (!(column instanceof Float64Array)) return escaped(value);
    const first = samples;
    columns.push(column);
    samples += column.length;
    return value instanceof Uint8Array ? { $bytes: [first, value.length] } : { $column: [first, column.length] };
  });
  if (columns.length > MAXIMUM_COLUMNS) throw new FrameError(`a message of ${columns.length} columns is too large`);
  const text = new TextEncoder().encode(json);
  const padded = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(HEADER_BYTES + padded + samples * 8);
  if (bytes.length > MAXIMUM_FRAME_BYTES) throw new FrameError(`a message of ${bytes.length} bytes is too large`);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, columns.length, true);
  view.setUint32(8, text.length, true);
  view.setUint32(12, samples, true);
  bytes.set(text, HEADER_BYTES);
  bytes.fill(0x20, HEADER_BYTES + text.length, HEADER_BYTES + padded);
  const target = new Float64Array(bytes.buffer, HEADER_BYTES + padded, samples);
  let position = 0;
  for (const column of columns) {
    target.set(column, position);
    position += column.length;
  }
  return bytes;
}

/** The columns where they are, or a copy where the transport handed over bytes that are not aligned for them. */
function alignedColumns(bytes: Uint8Array): Float64Array {
  const isAligned = bytes.byteOffset % Float64Array.BYTES_PER_ELEMENT === 0;
  const { buffer, byteOffset } = isAligned ? bytes : bytes.slice();
  return new Float64Array(buffer, byteOffset, bytes.length / Float64Array.BYTES_PER_ELEMENT);
}

/** Unpacks a frame; every length is checked before it is believed. @throws FrameError */
export function decodeFrame(bytes: Uint8Array): unknown {
  if (bytes.length < HEADER_BYTES) throw new FrameError('a message is shorter than its header');
  if (bytes.length > MAXIMUM_FRAME_BYTES) throw new FrameError('a message is too large');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new FrameError('a message does not start with the magic number');
  if (view.getUint16(4, true) !== VERSION) throw new FrameError('a message has another frame version');
  const textLength = view.getUint32(8, true);
  const samples = view.getUint32(12, true);
  const padded = Math.ceil(textLength / 8) * 8;
  if (HEADER_BYTES + padded + samples * 8 !== bytes.length) throw new FrameError('the lengths in a message disagree');
  const columnsStart = HEADER_BYTES + padded;
  const columns = alignedColumns(bytes.subarray(columnsStart));
  const count = { left: view.getUint16(6, true) };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      bytes.subarray(HEADER_BYTES, HEADER_BYTES + textLength),
    );
    const message: unknown = JSON.parse(text, (_key, value: unknown) => revived(value, columns, count));
    if (count.left !== 0) throw new FrameError('a message names another number of columns than it has');
    return message;
  } catch (error) {
    if (error instanceof FrameError) throw error;
    throw new FrameError('a message is not valid JSON', { cause: error });
  }
}

/** Bytes as the doubles they happen to spell; copied bit by bit, never computed with. */
function paddedColumn(bytes: Uint8Array): Float64Array {
  const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8);
  padded.set(bytes);
  return new Float64Array(padded.buffer);
}

/** Data may hold any key; ours must stay ours. */
function escaped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return renamed(
    value,
    (key) => /^\$+(column|bytes)$/.test(key),
    (key) => `$${key}`,
  );
}

function revived(value: unknown, columns: Float64Array, count: { left: number }): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (Object.hasOwn(value, '$column')) {
    count.left -= 1;
    return columnAt((value as { $column: unknown }).$column, columns);
  }
  if (Object.hasOwn(value, '$bytes')) {
    count.left -= 1;
    return bytesAt((value as { $bytes: unknown }).$bytes, columns);
  }
  return renamed(
    value,
    (key) => /^\$\$+(column|bytes)$/.test(key),
    (key) => key.slice(1),
  );
}

function renamed(value: object, matches: (key: string) => boolean, rename: (key: string) => string): object {
  if (!Object.keys(value).some((key) => key.charCodeAt(0) === DOLLAR && matches(key))) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [matches(key) ? rename(key) : key, member]));
}

function bytesAt(reference: unknown, columns: Float64Array): Uint8Array {
  if (!Array.isArray(reference) || !Number.isInteger(reference[1]))
    throw new FrameError('a reference to bytes is malformed');
  const [first, length] = reference as [unknown, number];
  return new Uint8Array(columnAt([first, Math.ceil(length / 8)], columns).buffer).subarray(0, length);
}

function columnAt(reference: unknown, columns: Float64Array): Float64Array {
  if (!Array.isArray(reference) || reference.length !== 2) throw new FrameError('a column reference is malformed');
  const [first, length] = reference as [number, number];
  if (
    !Number.isInteger(first) ||
    !Number.isInteger(length) ||
    first < 0 ||
    length < 0 ||
    first + length > columns.length
  )
    throw new FrameError('a column reference points outside the message');
  return columns.slice(first, first + length);
}

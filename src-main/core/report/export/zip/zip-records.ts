/** What the directory of a zip knows of a file (APPNOTE.TXT 6.3, the file format PKWARE publishes). */
export interface ZipRecord {
  /** With `/`, relative to the root of the zip. */
  path: string;
  isDeflated: boolean;
  modified: Date;
  crc32: number;
  /** Bytes of the file. */
  size: number;
  /** Bytes it takes in the zip. */
  packedSize: number;
  /** Where its local header begins. */
  offset: number;
}

const LOCAL_HEADER = 0x0403_4b50;
const DATA_DESCRIPTOR = 0x0807_4b50;
const DIRECTORY_RECORD = 0x0201_4b50;
const END_RECORD = 0x0605_4b50;
const ZIP64_END_RECORD = 0x0606_4b50;
const ZIP64_END_LOCATOR = 0x0706_4b50;
/** Paths are UTF-8; size and CRC stand behind the data, because they are known only then. */
const FLAGS = 0x0808;
const DEFLATED = 8;
const VERSION = 20;
const ZIP64_VERSION = 45;
/** Unix, version 6.3. */
const MADE_BY = 0x033f;
/** A plain file everybody may read, as Unix has it, in the upper half. */
const ATTRIBUTES = 0o100644 * 0x1_0000;
const TIMESTAMP_FIELD = 0x5455;
const ZIP64_FIELD = 0x0001;
const LEAST_SECOND = -0x8000_0000;
const MOST_SECOND = 0x7fff_ffff;
/** Greater sizes, offsets and counts stand in fields of 64 bits. */
const MOST_32 = 0xffff_fffe;
const MOST_16 = 0xfffe;
const ELSEWHERE_32 = 0xffff_ffff;
const ELSEWHERE_16 = 0xffff;

/** Bytes and numbers of them; a field of several bytes begins with the lowest. */
type Field = [bytes: 1 | 2 | 4 | 8, value: number];

/** What stands before the bytes of a file. */
export function localHeader({ path, isDeflated, modified }: ZipRecord): Buffer {
  const name = Buffer.from(path, 'utf8');
  const fields: Field[] = [
    [4, LOCAL_HEADER],
    [2, VERSION],
    [2, FLAGS],
    [2, isDeflated ? DEFLATED : 0],
    ...dosTime(modified),
    [4, 0],
    [4, 0],
    [4, 0],
    [2, name.length],
    [2, 0],
  ];
  return Buffer.concat([bytesOf(fields), name]);
}

/** What stands behind the bytes of a file. */
export function dataDescriptor(record: ZipRecord): Buffer {
  const bytes = isLarge(record) ? 8 : 4;
  return bytesOf([
    [4, DATA_DESCRIPTOR],
    [4, record.crc32],
    [bytes, record.packedSize],
    [bytes, record.size],
  ]);
}

/** The directory and how it is found from the end of the zip. @param offset where it begins */
export function directory(records: readonly ZipRecord[], offset: number): Buffer {
  const all = Buffer.concat(records.map(directoryRecord));
  const isZip64 = records.length > MOST_16 || all.length > MOST_32 || offset > MOST_32;
  const end: Field[] = [
    [4, END_RECORD],
    [2, 0],
    [2, 0],
    [2, Math.min(records.length, ELSEWHERE_16)],
    [2, Math.min(records.length, ELSEWHERE_16)],
    [4, Math.min(all.length, ELSEWHERE_32)],
    [4, Math.min(offset, ELSEWHERE_32)],
    [2, 0],
  ];
  return Buffer.concat([all, ...(isZip64 ? [zip64End(records.length, all.length, offset)] : []), bytesOf(end)]);
}

function directoryRecord(record: ZipRecord): Buffer {
  const { path, isDeflated, modified, crc32, size, packedSize, offset } = record;
  const name = Buffer.from(path, 'utf8');
  const inZip64 = isLarge(record);
  const second = Math.floor(modified.getTime() / 1000);
  const extra: Field[] = [
    [2, TIMESTAMP_FIELD],
    [2, 5],
    // As Info-ZIP writes it: the time of access would stand in the local header.
    [1, 3],
    [4, Math.min(MOST_SECOND, Math.max(LEAST_SECOND, second))],
  ];
  if (inZip64) extra.push([2, ZIP64_FIELD], [2, 24], [8, size], [8, packedSize], [8, offset]);
  const extraBytes = bytesOf(extra);
  const fields: Field[] = [
    [4, DIRECTORY_RECORD],
    [2, MADE_BY],
    [2, inZip64 ? ZIP64_VERSION : VERSION],
    [2, FLAGS],
    [2, isDeflated ? DEFLATED : 0],
    ...dosTime(modified),
    [4, crc32],
    [4, inZip64 ? ELSEWHERE_32 : packedSize],
    [4, inZip64 ? ELSEWHERE_32 : size],
    [2, name.length],
    [2, extraBytes.length],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, ATTRIBUTES],
    [4, inZip64 ? ELSEWHERE_32 : offset],
  ];
  return Buffer.concat([bytesOf(fields), name, extraBytes]);
}

function zip64End(count: number, size: number, offset: number): Buffer {
  return bytesOf([
    [4, ZIP64_END_RECORD],
    [8, 44],
    [2, MADE_BY],
    [2, ZIP64_VERSION],
    [4, 0],
    [4, 0],
    [8, count],
    [8, count],
    [8, size],
    [8, offset],
    [4, ZIP64_END_LOCATOR],
    [4, 0],
    [8, offset + size],
    [4, 1],
  ]);
}

const isLarge = ({ size, packedSize, offset }: ZipRecord): boolean => Math.max(size, packedSize, offset) > MOST_32;

/** Time of day and date, in the zone of this computer as DOS had it; 1980 to 2107, even seconds. */
function dosTime(time: Date): Field[] {
  const year = time.getFullYear();
  if (year < 1980)
    return [
      [2, 0],
      [2, (1 << 5) | 1],
    ];
  if (year > 2107) return dosTime(new Date(2107, 11, 31, 23, 59, 58));
  return [
    [2, (time.getHours() << 11) | (time.getMinutes() << 5) | (time.getSeconds() >> 1)],
    [2, ((year - 1980) << 9) | ((time.getMonth() + 1) << 5) | time.getDate()],
  ];
}

function bytesOf(fields: readonly Field[]): Buffer {
  const all = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 8) all.writeBigUInt64LE(BigInt(value), at);
    else if (value < 0) all.writeIntLE(value, at, bytes);
    else all.writeUIntLE(value, at, bytes);
    at += bytes;
  }
  return all;
}

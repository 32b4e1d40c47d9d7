import { AppError } from '../../../shared/api/errors.ts';
import { MPR_BYTES, MPR_COLUMNS, MPR_FLAGS, type MprColumn } from './ec-lab-mpr-columns.ts';
import type { MprModule } from './ec-lab-mpr-modules.ts';
import type { FindingLog } from './finding-log.ts';
import { truncated } from './whole-file.ts';

export interface RecordColumn {
  name: string;
  /** @param at start of the record */
  read(data: Buffer, at: number): number;
}

/** Where the records of a data module are and what they hold. */
export interface RecordLayout {
  rows: number;
  recordsAt: number;
  recordBytes: number;
  columns: RecordColumn[];
}

/**
 * The layout of packed records (formats.md 10). The record size must fit the module's length exactly; with unknown
 * columns it goes on only if one size for each (4 or 8 bytes, all alike) fits, and skips them aloud.
 * @throws AppError
 */
export function decideRecordLayout(module: MprModule, fileName: string, findings: FindingLog): RecordLayout {
  const { data } = module;
  const wide = module.isNew || module.version >= 11;
  const recordsAt = wide ? 1007 : module.version === 2 ? 405 : module.version === 3 ? 406 : -1;
  if (recordsAt < 0) throw unknownLayout(fileName, `its data module has the unknown version ${module.version}`);
  if (data.length < recordsAt) {
    // A technique without data may leave only the head.
    if (data.length >= 6 && data.readUInt32LE(0) === 0) return { rows: 0, recordsAt, recordBytes: 0, columns: [] };
    throw truncated(fileName, 'EC-Lab', 'its data module is shorter than its own head');
  }
  const rows = data.readUInt32LE(0);
  const count = wide ? data.readUInt16LE(4) : data[4];
  const idsAt = wide ? 6 : 5;
  if (idsAt + 2 * count > recordsAt) throw truncated(fileName, 'EC-Lab', `it announces ${count} columns`);
  const ids = Array.from({ length: count }, (_, i) => data.readUInt16LE(idsAt + 2 * i));
  if (rows === 0) return { rows, recordsAt, recordBytes: 0, columns: [] };
  const space = data.length - recordsAt;
  const unknown = ids.filter((id) => !MPR_COLUMNS.has(id) && !MPR_FLAGS.has(id));
  const fitting = (unknown.length === 0 ? [0] : [4, 8]).filter((size) => sizeOf(ids, size) * rows === space);
  if (fitting.length !== 1) {
    if (unknown.length === 0)
      throw truncated(
        fileName,
        'EC-Lab',
        `${rows} records of ${sizeOf(ids, 0)} bytes do not fill its ${space} bytes of data`,
      );
    throw unknownLayout(fileName, `its columns ${unknown.join(', ')} are unknown and their size cannot be told`);
  }
  if (unknown.length > 0)
    findings.warn(
      'unknown-columns',
      `The columns with the numbers ${unknown.join(', ')} are unknown and were left out.`,
      'Export the file as text if they are needed, and send it so that they can be added.',
    );
  return { rows, recordsAt, recordBytes: sizeOf(ids, fitting[0]), columns: columnsOf(ids, fitting[0]) };
}

function unknownLayout(fileName: string, what: string): AppError {
  return new AppError({
    code: 'mpr-layout-unknown',
    happened: `${fileName} cannot be read with certainty: ${what}.`,
    safe: 'The file is unchanged and nothing was imported.',
    next: 'Export it from EC-Lab as text (.mpt), which is read at any version.',
  });
}

function sizeOf(ids: readonly number[], unknownBytes: number): number {
  let bytes = ids.some((id) => MPR_FLAGS.has(id)) ? 1 : 0;
  for (const id of ids) {
    if (MPR_FLAGS.has(id)) continue;
    const column = MPR_COLUMNS.get(id);
    bytes += column ? MPR_BYTES[column.type] : unknownBytes;
  }
  return bytes;
}

function columnsOf(ids: readonly number[], unknownBytes: number): RecordColumn[] {
  const columns: RecordColumn[] = [];
  let offset = 0;
  let flagsAt = -1;
  for (const id of ids) {
    const flag = MPR_FLAGS.get(id);
    if (flag) {
      if (flagsAt < 0) {
        flagsAt = offset;
        offset += 1;
      }
      const place = flagsAt;
      const { name, mask } = flag;
      columns.push({
        name,
        read: (data, at) => (mask === 0x03 ? data[at + place] & mask : data[at + place] & mask ? 1 : 0),
      });
      continue;
    }
    const column = MPR_COLUMNS.get(id);
    if (column) columns.push({ name: column.name, read: readerOf(column.type, offset) });
    offset += column ? MPR_BYTES[column.type] : unknownBytes;
  }
  return columns;
}

function readerOf(type: MprColumn['type'], offset: number): RecordColumn['read'] {
  switch (type) {
    case 'f64':
      return (data, at) => data.readDoubleLE(at + offset);
    case 'f32':
      return (data, at) => data.readFloatLE(at + offset);
    case 'u32':
      return (data, at) => data.readUInt32LE(at + offset);
    case 'u16':
      return (data, at) => data.readUInt16LE(at + offset);
  }
}

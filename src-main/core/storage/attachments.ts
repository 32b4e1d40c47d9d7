import { deflateSync, inflateSync } from 'node:zlib';
import { crc32 } from './crc32.ts';
import { finding } from './finding.ts';
import type { AttachmentPart, AttachmentSummary, FileFinding } from './run-file-contract.ts';
import { textCrc32 } from './sample-codec.ts';
import { bytesOf, cells, numberOf, textOf, type Sqlite, type SqlRow } from './sqlite.ts';

/** A part of ours holds 4 MiB; one that unpacks to more was made to fill the memory. */
const MAXIMUM_PART_BYTES = 64 << 20;

const FIELDS = 'id, name, sha256, bytes, part, parts, crc32';

/** One part of an attached file as stored, without its data. */
interface StoredPart {
  id: number;
  name: string;
  sha256: string;
  bytes: number;
  part: number;
  parts: number;
  crc: number;
}

/** CRC-32 of a row: what it says in words and numbers, then the compressed data. */
function partCrc32({ id, name, sha256, bytes, part, parts }: Omit<StoredPart, 'crc'>, data: Uint8Array): number {
  return crc32(data, textCrc32(`attachment ${id} ${part} ${parts} ${bytes} ${sha256} ${name}`));
}

/** Adds one part, compressed (zlib). */
export function insertAttachmentPart(sqlite: Sqlite, { name, sha256, bytes, part, parts, data }: AttachmentPart): void {
  const id = numberOf(sqlite.prepare('SELECT coalesce(max(id), 0) + 1 FROM attachment').get()?.[0]);
  const packed = deflateSync(data);
  const crc = partCrc32({ id, name, sha256, bytes, part, parts }, packed);
  sqlite
    .prepare(
      'INSERT INTO attachment (id, name, sha256, bytes, part, parts, crc32, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run([id, name, sha256, bytes, part, parts, crc, packed]);
}

const partOfRow = (row: SqlRow): StoredPart => ({
  id: numberOf(row[0]),
  name: textOf(row[1]),
  sha256: textOf(row[2]),
  bytes: numberOf(row[3]),
  part: numberOf(row[4]),
  parts: numberOf(row[5]),
  crc: numberOf(row[6]),
});

/** The attached files in the order they were added. */
export function listAttachments(sqlite: Sqlite): AttachmentSummary[] {
  return sqlite
    .prepare(`SELECT ${cells(FIELDS)} FROM attachment WHERE part = 0 ORDER BY id`)
    .all()
    .map(partOfRow)
    .map(({ name, sha256, bytes }) => ({ name, sha256, bytes }));
}

/** The parts of an attached file in order, unpacked; undefined in the place of one that does not match its checksum. */
export function* readAttachmentParts(sqlite: Sqlite, sha256: string): Generator<Uint8Array | undefined> {
  const rows = sqlite
    .prepare(`SELECT ${cells(FIELDS)} FROM attachment WHERE sha256 = ? ORDER BY part`)
    .all([sha256])
    .map(partOfRow);
  const parts = rows[0]?.parts ?? 0;
  for (let part = 0; part < parts; part++) {
    const row = rows.find((each) => each.part === part);
    yield row && unpack(sqlite, row);
  }
}

function unpack(sqlite: Sqlite, part: StoredPart): Uint8Array | undefined {
  const data = bytesOf(sqlite.prepare(`SELECT ${cells('data')} FROM attachment WHERE id = ?`).get([part.id])?.[0]);
  if (partCrc32(part, data) !== part.crc) return undefined;
  try {
    return inflateSync(data, { maxOutputLength: MAXIMUM_PART_BYTES });
  } catch {
    // A matching checksum does not make it sound: whoever wrote it may have meant harm.
    return undefined;
  }
}

/** Every part compared with its checksum. */
export function verifyAttachments(sqlite: Sqlite): FileFinding[] {
  return sqlite
    .prepare(`SELECT ${cells(FIELDS)} FROM attachment ORDER BY id`)
    .all()
    .map(partOfRow)
    .flatMap((part, i) =>
      part.id === i + 1 && unpack(sqlite, part) !== undefined
        ? []
        : [
            finding(
              'attachment-damaged',
              `Part ${part.part + 1} of ${part.parts} of the attached file "${part.name}" does not match its checksum.`,
            ),
          ],
    );
}

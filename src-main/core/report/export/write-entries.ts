import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { countedParts, type Entry, type WrittenEntry } from './entry.ts';
import type { Part } from '../tables/table.ts';
import type { Meter } from './meter.ts';
import { ZipWriter } from './zip/zip-writer.ts';

/** Entries, and those that speak of the others: made when the others have been written. */
export interface EntryList {
  entries: readonly Entry[];
  closing: readonly ((written: readonly WrittenEntry[]) => Entry)[];
}

/** Writes entries into a zip, one after the other, in constant memory. @param modified time stamp of all of them */
export async function writeZip(path: string, list: EntryList, modified: Date, meter: Meter): Promise<WrittenEntry[]> {
  const zip = await ZipWriter.create(path, modified);
  try {
    const written = await writeList(list, meter, async (entry) => {
      const counted = countedParts(entry, (rows) => meter.advance(rows));
      await zip.add(entry.path, !entry.isCompressed, counted.parts);
      return counted.written();
    });
    await zip.end();
    return written;
  } finally {
    await zip.close();
  }
}

/** Writes entries as files below a folder that is made. */
export async function writeFolder(folder: string, list: EntryList, meter: Meter): Promise<WrittenEntry[]> {
  mkdirSync(folder);
  return writeList(list, meter, (entry) => {
    const path = join(folder, ...entry.path.split('/'));
    mkdirSync(dirname(path), { recursive: true });
    return writeEntry(path, entry, meter);
  });
}

/** Writes one entry as a file. */
export async function writeEntry(path: string, entry: Entry, meter: Meter): Promise<WrittenEntry> {
  const counted = countedParts(entry, (rows) => meter.advance(rows));
  await pipeline(Readable.from(bytesOf(counted.parts)), createWriteStream(path, { flags: 'wx' }));
  return counted.written();
}

async function writeList(
  { entries, closing }: EntryList,
  meter: Meter,
  write: (entry: Entry) => Promise<WrittenEntry>,
): Promise<WrittenEntry[]> {
  const written: WrittenEntry[] = [];
  const add = async (entry: Entry) => {
    meter.begin(entry.path);
    written.push(await write(entry));
  };
  for (const entry of entries) await add(entry);
  for (const close of closing) await add(close([...written]));
  return written;
}

async function* bytesOf(parts: AsyncIterable<Part>): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of parts) yield bytes;
}

import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { countedParts, type Entry, type WrittenEntry } from './entry.ts';
import type { Meter } from './meter.ts';

/** Entries, and those that speak of the others: made when the others have been written. */
export interface EntryList {
  entries: readonly Entry[];
  closing: readonly ((written: readonly WrittenEntry[]) => Entry)[];
}

/** The quickest: a level that makes a data package 7 % smaller takes a third longer to deflate it (docs/decisions/0010). */
const COMPRESSION_LEVEL = 1;

/** Writes entries into a zip, one after the other, in constant memory. @param modified time stamp of all of them */
export async function writeZip(path: string, list: EntryList, modified: Date, meter: Meter): Promise<WrittenEntry[]> {
  const zip = new ZipFile();
  const written: (() => WrittenEntry)[] = [];
  let fail!: (error: unknown) => void;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  const add = (entry: () => Entry, entryPath: string, isCompressed: boolean) =>
    // A lazy entry is asked for its bytes when the one before it is written.
    zip.addReadStreamLazy(
      entryPath,
      {
        mtime: modified,
        compress: !isCompressed,
        compressionLevel: isCompressed ? 0 : COMPRESSION_LEVEL,
        mode: 0o100644,
      },
      (give) => {
        try {
          const made = entry();
          meter.begin(made.path);
          const counted = countedParts(made, (rows) => meter.advance(rows));
          written.push(counted.written);
          const stream = Readable.from(counted.bytes);
          stream.once('error', fail);
          give(undefined, stream);
        } catch (error) {
          // Called from within the library: what is thrown here would be nobody's.
          fail(error);
        }
      },
    );
  for (const entry of list.entries) add(() => entry, entry.path, entry.isCompressed);
  for (const close of list.closing) {
    const of = () => close(written.map((one) => one()));
    add(of, close([]).path, false);
  }
  zip.once('error', fail);
  zip.end();
  const output = createWriteStream(path, { flags: 'wx' });
  try {
    await Promise.race([pipeline(zip.outputStream, output), failed]);
  } catch (error) {
    // The file must be closed before its half can be removed (Windows).
    output.destroy();
    if (!output.closed) await new Promise<void>((done) => output.once('close', () => done()));
    throw error;
  }
  return written.map((one) => one());
}

/** Writes entries as files below a folder that is made. */
export async function writeFolder(folder: string, list: EntryList, meter: Meter): Promise<WrittenEntry[]> {
  mkdirSync(folder);
  const written: WrittenEntry[] = [];
  const write = async (entry: Entry) => {
    meter.begin(entry.path);
    const path = join(folder, ...entry.path.split('/'));
    mkdirSync(dirname(path), { recursive: true });
    written.push(await writeEntry(path, entry, meter));
  };
  for (const entry of list.entries) await write(entry);
  for (const close of list.closing) await write(close([...written]));
  return written;
}

/** Writes one entry as a file. */
export async function writeEntry(path: string, entry: Entry, meter: Meter): Promise<WrittenEntry> {
  const counted = countedParts(entry, (rows) => meter.advance(rows));
  await pipeline(Readable.from(counted.bytes), createWriteStream(path, { flags: 'wx' }));
  return counted.written();
}

import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, deflateRaw } from 'node:zlib';
import { crc32 } from '../../../storage/crc32.ts';
import type { Part } from '../../tables/table.ts';
import { dataDescriptor, directory, localHeader, type ZipRecord } from './zip-records.ts';

const deflate = promisify(deflateRaw);

/** The quickest: a level that makes a data package 7 % smaller takes a third longer to deflate it (docs/decisions/0010). */
const COMPRESSION_LEVEL = 1;
/** A part is deflated by itself, in a thread of the pool: more of them at the same time would only wait there. */
const PARTS_ON_THE_WAY = 4;
/** A last block without a byte, with which a deflated stream may end anywhere. */
const DEFLATE_END = Uint8Array.of(3, 0);
const LEAST_DEFLATED_BYTES = 1024;

/**
 * Writes a zip file by file and part by part, in constant memory. Parts are deflated side by side in the thread pool and
 * written in order; a deflated stream may be cut between any two of them, so that every reader takes them for one.
 */
export class ZipWriter {
  readonly #file: FileHandle;
  readonly #modified: Date;
  readonly #records: ZipRecord[] = [];
  readonly #waiting: Promise<void>[] = [];
  #length = 0;

  private constructor(file: FileHandle, modified: Date) {
    this.#file = file;
    this.#modified = modified;
  }

  /** @param path where nothing is yet @param modified time stamp of all files; throws what the system says */
  static async create(path: string, modified: Date): Promise<ZipWriter> {
    return new ZipWriter(await open(path, 'wx'), modified);
  }

  /** Takes all parts of a file; the last of them may still be on their way when it resolves. */
  async add(path: string, isDeflated: boolean, parts: AsyncIterable<Part>): Promise<void> {
    const record = { path, isDeflated, modified: this.#modified, crc32: 0, size: 0, packedSize: 0, offset: 0 };
    this.#records.push(record);
    await this.#enqueue(() => {
      record.offset = this.#length;
      return localHeader(record);
    });
    for await (const { bytes, release } of parts) {
      record.crc32 = crc32(bytes, record.crc32);
      record.size += bytes.length;
      const packed = isDeflated ? deflated(bytes).finally(release) : undefined;
      // Told to whoever writes it, if anybody still does.
      packed?.catch(() => {});
      await this.#enqueue(
        async () => {
          const ready = packed ? await packed : bytes;
          record.packedSize += ready.length;
          return ready;
        },
        isDeflated ? undefined : release,
      );
    }
    await this.#enqueue(() => {
      if (!isDeflated) return dataDescriptor(record);
      record.packedSize += DEFLATE_END.length;
      return Buffer.concat([DEFLATE_END, dataDescriptor(record)]);
    });
  }

  /** Writes what is on its way, then the directory. */
  async end(): Promise<void> {
    await this.#enqueue(() => directory(this.#records, this.#length));
    await this.#waiting.at(-1);
  }

  /** Closes the file, whole or not; only then it can be removed everywhere (Windows). */
  async close(): Promise<void> {
    await Promise.allSettled(this.#waiting);
    await this.#file.close();
  }

  /** Writes bytes after those before them. Resolves when there is room for more; throws what failed before. */
  async #enqueue(make: () => Promise<Uint8Array> | Uint8Array, written?: () => void): Promise<void> {
    const before = this.#waiting.at(-1);
    const write = async () => {
      await before;
      await this.#write(await make());
      written?.();
    };
    const done = write();
    // Told to whoever waits for it: the next that comes, or the end.
    done.catch(() => {});
    this.#waiting.push(done);
    if (this.#waiting.length > PARTS_ON_THE_WAY) await this.#waiting.shift();
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += (await this.#file.write(bytes, at)).bytesWritten;
    this.#length += bytes.length;
  }
}

/** Bytes deflated up to a whole byte, without an end. */
function deflated(bytes: Uint8Array): Promise<Buffer> {
  return deflate(bytes, {
    level: COMPRESSION_LEVEL,
    // At the first call already: what would be left for a second one would have to be put together with it.
    flush: constants.Z_SYNC_FLUSH,
    finishFlush: constants.Z_SYNC_FLUSH,
    // Room for all of it at once: every further piece is another job for the pool.
    chunkSize: Math.max(LEAST_DEFLATED_BYTES, bytes.length >> 1),
  });
}

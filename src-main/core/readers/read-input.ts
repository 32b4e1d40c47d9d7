import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../../shared/api/errors.ts';
import { HEAD_BYTES, type Reader, type ReadDescription, type ReadOptions, type ReadSink } from './reader.ts';
import { recogniseFile } from './registry.ts';

const CHUNK_BYTES = 1 << 20;

/** A file to read: on disk, uploaded, or in memory. Its chunks can be asked for more than once. */
export interface FileInput {
  /** Name without path. */
  name: string;
  size: number;
  /** First 64 KiB, or all of a smaller file. @throws AppError */
  head(): Promise<Uint8Array>;
  /** All bytes in order; a chunk is valid until the next one is asked for. @throws AppError */
  chunks(): AsyncIterable<Uint8Array>;
}

export interface ReadInputOptions extends Omit<ReadOptions, 'fileName' | 'size'> {
  signal?: AbortSignal;
  /** Called with 0..1 while it reads. */
  onProgress?: (fraction: number) => void;
}

/** A file on disk. @param name what the person calls it, where that is not its name there. @throws AppError where it cannot be opened */
export async function diskFile(path: string, name: string = basename(path)): Promise<FileInput> {
  const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw error instanceof AppError ? error : unreadable(path, error);
    }
  };
  const size = await guarded(async () => {
    const file = await open(path, 'r');
    try {
      const stat = await file.stat();
      if (!stat.isFile()) throw unreadable(path, Object.assign(new Error('not a file'), { code: 'EISDIR' }));
      return stat.size;
    } finally {
      await file.close();
    }
  });
  return {
    name,
    size,
    head: () =>
      guarded(async () => {
        const file = await open(path, 'r');
        try {
          const buffer = Buffer.alloc(Math.min(size, HEAD_BYTES));
          const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
          return buffer.subarray(0, bytesRead);
        } finally {
          await file.close();
        }
      }),
    async *chunks() {
      const file = await guarded(() => open(path, 'r'));
      try {
        const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
        for (let at = 0; ;) {
          const { bytesRead } = await guarded(() => file.read(buffer, 0, buffer.length, at));
          if (bytesRead === 0) return;
          at += bytesRead;
          yield buffer.subarray(0, bytesRead);
        }
      } finally {
        await file.close();
      }
    },
  };
}

/** A file already in memory. */
export function memoryFile(name: string, bytes: Uint8Array): FileInput {
  return {
    name,
    size: bytes.length,
    head: () => Promise.resolve(bytes.subarray(0, HEAD_BYTES)),
    async *chunks() {
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
        yield bytes.subarray(at, at + CHUNK_BYTES);
        // A long file in memory must not hold up everything else.
        await new Promise(setImmediate);
      }
    },
  };
}

/** Recognises a file and reads it into the sink. @throws AppError, `cancelled` where the signal said so */
export async function readInput(
  input: FileInput,
  sink: ReadSink,
  options: ReadInputOptions = {},
): Promise<{ reader: Reader; reason: string; description: ReadDescription }> {
  const { signal, onProgress, ...rest } = options;
  const { reader, reason } = recogniseFile(await input.head(), input.size, input.name, options.mapping !== undefined);
  const parser = reader.open({ ...rest, fileName: input.name, size: input.size }, sink);
  let read = 0;
  for await (const chunk of input.chunks()) {
    if (signal?.aborted) throw cancelled();
    parser.push(chunk);
    read += chunk.length;
    onProgress?.(input.size > 0 ? Math.min(1, read / input.size) : 1);
  }
  if (signal?.aborted) throw cancelled();
  return { reader, reason, description: parser.end() };
}

/** The error of work that a person stopped. */
export function cancelled(): AppError {
  return new AppError({
    code: 'cancelled',
    happened: 'Reading was cancelled.',
    safe: 'The file is unchanged and nothing was imported.',
    next: 'Start again whenever you like.',
  });
}

function unreadable(path: string, error: unknown): AppError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [happened, next] =
    code === 'ENOENT'
      ? [`There is no file ${path}.`, 'Check the name and that its disk is connected.']
      : code === 'EISDIR'
        ? [`${path} is no file.`, 'Name the files inside it.']
        : code === 'EACCES' || code === 'EPERM'
          ? [`${path} may not be read by this user.`, 'Change its rights, or copy it to a folder of your own.']
          : code === 'EBUSY'
            ? [`Another program holds ${path}.`, 'Close that program or stop its measurement, or import a copy.']
            : [
                `${path} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
                'Copy it to a local disk and try again.',
              ];
  return new AppError(
    { code: 'file-unreadable', happened, safe: 'The file is unchanged and nothing was imported.', next },
    { cause: error },
  );
}

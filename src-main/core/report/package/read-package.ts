import { createHash } from 'node:crypto';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { AppError } from '../../../../shared/api/errors.ts';

/** A data package opened for reading. */
export interface OpenPackage {
  /** Paths of all files, in the order of the zip. */
  paths: string[];
  has(path: string): boolean;
  /** Contents of a file, and their SHA-256. @throws AppError `package-damaged` */
  read(path: string): Promise<{ bytes: Buffer; sha256: string }>;
  close(): void;
}

/** @throws AppError `package-damaged` where it is no zip that can be read */
export async function openPackage(path: string): Promise<OpenPackage> {
  let zip: ZipFile;
  const entries = new Map<string, Entry>();
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
    for await (const entry of zip.eachEntry()) if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry);
  } catch (error) {
    throw damaged(path, error);
  }
  return {
    paths: [...entries.keys()],
    has: (name) => entries.has(name),
    async read(name) {
      const entry = entries.get(name);
      if (!entry) throw notAPackage(path, name);
      try {
        const hash = createHash('sha256');
        const parts: Buffer[] = [];
        for await (const part of await zip.openReadStreamPromise(entry)) {
          hash.update(part as Buffer);
          parts.push(part as Buffer);
        }
        return { bytes: Buffer.concat(parts), sha256: hash.digest('hex') };
      } catch (error) {
        throw damaged(`${name} in ${path}`, error);
      }
    },
    close: () => zip.close(),
  };
}

function damaged(what: string, error: unknown): AppError {
  return new AppError(
    {
      code: 'package-damaged',
      happened: `${what} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      safe: 'The file was not changed.',
      next: 'Get the package again from where it came from.',
    },
    { cause: error },
  );
}

function notAPackage(path: string, name: string): AppError {
  return new AppError({
    code: 'not-a-package',
    happened: `${path} has no ${name}: it is no data package of this program, or a part was taken out.`,
    safe: 'The file was not changed.',
    next: 'Get the package as it was published.',
  });
}

import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../../../../shared/api/errors.ts';
import { openRunFile } from '../../storage/open-run-file.ts';

/** Hash of a run's raw samples. @throws AppError */
export function hashOfRun(path: string): string {
  const reader = openRunFile(path);
  try {
    return reader.rawSha256();
  } finally {
    reader.close();
  }
}

const runFilesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.dems'))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    // A folder that is not there holds no run.
    return [];
  }
};

/**
 * Finds run files by the hash of their raw samples: those given, else beside the document, else in the library. Each file
 * is hashed at most once.
 */
export class RunFinder {
  #given: readonly string[];
  #places: readonly string[];
  #hashes = new Map<string, string | null>();

  constructor(documentPath: string, given: readonly string[], libraryFolder: string) {
    this.#given = given.map((path) => resolve(path));
    this.#places = [dirname(resolve(documentPath)), libraryFolder];
  }

  /** Hash of the only given run, to say what it is where it is the wrong one. @throws AppError where it cannot be read */
  givenHashes(): { path: string; rawSha256: string }[] {
    return this.#given.map((path) => ({ path, rawSha256: hashOfRun(path) }));
  }

  /** @returns path of the run, or null where none has this hash */
  find(rawSha256: string): string | null {
    const candidates = this.#given.length > 0 ? this.#given : this.#places.flatMap(runFilesIn);
    return candidates.find((path) => this.#hashOf(path) === rawSha256) ?? null;
  }

  #hashOf(path: string): string | null {
    const known = this.#hashes.get(path);
    if (known !== undefined) return known;
    let hash: string | null = null;
    try {
      hash = hashOfRun(path);
    } catch (error) {
      // A file beside that cannot be read is not the run; one that was named has to be.
      if (this.#given.includes(path) || !(error instanceof AppError)) throw error;
    }
    this.#hashes.set(path, hash);
    return hash;
  }
}

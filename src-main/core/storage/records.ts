import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { AppError, type Problem } from '../../../shared/api/errors.ts';
import { syncFolder, writeDurably } from './durable-files.ts';
import { fileNameFor } from './file-names.ts';
import { withProblems } from './storage-problems.ts';

/** A record that could not be read; shown, never hidden. */
export interface UnreadableRecord {
  fileName: string;
  problem: Problem;
}

/** Every record has a version and a name; the name is its identity (case and blanks do not count). */
export type RecordSchema = z.ZodType<{ version: number; name: string }>;

/**
 * Versioned JSON records of one kind (samples, set-ups, gas bottles, profiles), one file each, written at once and for
 * good. Names come from people: the file's name is made from the record's.
 */
export class RecordFolder<Schema extends RecordSchema> {
  #folder: string;
  #schema: Schema;
  #kind: string;

  /** @param kind one word for sentences, e.g. `sample` */
  constructor(folder: string, schema: Schema, kind: string) {
    this.#folder = folder;
    this.#schema = schema;
    this.#kind = kind;
  }

  /** All records by name, and what could not be read. */
  list(): { records: z.infer<Schema>[]; unreadable: UnreadableRecord[] } {
    const records: z.infer<Schema>[] = [];
    const unreadable: UnreadableRecord[] = [];
    for (const fileName of this.#fileNames())
      try {
        records.push(this.#read(join(this.#folder, fileName)));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        unreadable.push({ fileName, problem: error.problem });
      }
    records.sort((a, b) => a.name.localeCompare(b.name, 'en'));
    return { records, unreadable };
  }

  /** @throws AppError `record-unreadable` */
  get(name: string): z.infer<Schema> | undefined {
    const path = this.#path(name);
    return statSync(path, { throwIfNoEntry: false }) ? this.#read(path) : undefined;
  }

  /** Adds a record or replaces the one of its name; the record as stored. @throws AppError `record-invalid` */
  put(record: z.input<Schema>): z.infer<Schema> {
    const result = this.#schema.safeParse(record);
    if (!result.success)
      throw new AppError({
        code: 'record-invalid',
        happened: `This ${this.#kind} cannot be kept: ${describeIssues(result.error.issues)}.`,
        safe: 'Nothing was changed.',
        next: 'Correct it and save again.',
      });
    const stored = result.data as z.infer<Schema>;
    const path = this.#path(stored.name);
    withProblems(path, 'write', () => {
      mkdirSync(this.#folder, { recursive: true });
      writeDurably(path, `${JSON.stringify(stored, null, 2)}\n`);
    });
    return stored;
  }

  /** Forgets the record of this name, if there is one. Runs keep their own copy. */
  remove(name: string): void {
    const path = this.#path(name);
    withProblems(path, 'write', () => {
      if (!statSync(path, { throwIfNoEntry: false })) return;
      rmSync(path);
      syncFolder(this.#folder);
    });
  }

  #path(name: string): string {
    return join(this.#folder, `${fileNameFor(name)}.json`);
  }

  #fileNames(): string[] {
    if (!statSync(this.#folder, { throwIfNoEntry: false })) return [];
    return readdirSync(this.#folder).filter((name) => name.endsWith('.json'));
  }

  #read(path: string): z.infer<Schema> {
    const text = withProblems(path, 'read', () => readFileSync(path, 'utf8'));
    try {
      return this.#schema.parse(JSON.parse(text)) as z.infer<Schema>;
    } catch (error) {
      throw new AppError(
        {
          code: 'record-unreadable',
          happened: `The ${this.#kind} in ${path} cannot be understood; a newer OpenDEMS may have written it.`,
          safe: 'The file was not changed.',
          next: 'Correct it in a text editor, or delete it.',
        },
        { cause: error },
      );
    }
  }
}

function describeIssues(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  return issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}

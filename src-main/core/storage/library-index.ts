import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { runSummarySchema, type RunSummary } from '../../../shared/api/runs.ts';
import { writeDurably } from './durable-files.ts';

/** Counted up whenever a file would be described otherwise than before. */
const INDEX_VERSION = 3;

const indexSchema = z.object({
  version: z.literal(INDEX_VERSION),
  folder: z.string(),
  files: z.record(z.string(), z.object({ stamp: z.string(), summary: runSummarySchema })),
});

/** What was read of a file, and what the file looked like then. */
export type IndexedFiles = z.infer<typeof indexSchema>['files'];

/** Remembers what a library's files hold, so that only changed ones are opened. May be deleted at any time. */
export class LibraryIndex {
  #path: string;
  #folder: string;
  #written: string;

  constructor(path: string, folder: string) {
    this.#path = path;
    this.#folder = folder;
    this.#written = '';
  }

  read(): IndexedFiles {
    try {
      const index = indexSchema.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
      return index.folder === this.#folder ? index.files : {};
    } catch {
      // Missing, of another version or broken: it is made anew.
      return {};
    }
  }

  /** Keeps what will still be true later: a run that is being recorded is looked at each time. */
  write(files: IndexedFiles): void {
    const lasting = Object.entries(files).filter(([, { summary }]) => summary.state !== 'recording');
    const content = JSON.stringify({
      version: INDEX_VERSION,
      folder: this.#folder,
      files: Object.fromEntries(lasting),
    });
    if (content === this.#written) return;
    try {
      writeDurably(this.#path, content);
      this.#written = content;
    } catch {
      // Without an index the next listing takes longer, and nothing else.
    }
  }
}

/** Changes whenever a run file, its log or its lock does. */
export function fileStamp(path: string): string {
  return [path, `${path}-wal`, `${path}-lock`].map(contentStamp).join('|');
}

/** Changes with the content of one file, whoever has it open beside; empty where there is none. */
export function contentStamp(path: string): string {
  const status = statSync(path, { throwIfNoEntry: false });
  return status ? `${status.size} ${status.mtimeMs} ${status.ino}` : '';
}

/** A further copy of a run goes by the name of its file. */
export function withUniqueIds(summaries: readonly RunSummary[], idOfFile: (position: number) => string): RunSummary[] {
  const seen = new Set<string>();
  return summaries.map((summary, position) => {
    const runId = seen.has(summary.runId) ? idOfFile(position) : summary.runId;
    seen.add(runId);
    return { ...summary, runId };
  });
}

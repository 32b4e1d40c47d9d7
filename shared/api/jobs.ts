import { z } from 'zod';
import { writtenFileSchema } from './files.ts';

export const problemSchema = z.object({ code: z.string(), happened: z.string(), safe: z.string(), next: z.string() });

/** What a finished job leaves behind. */
export const jobResultSchema = z.discriminatedUnion('kind', [
  /** A run that is in the library now. */
  z.object({ kind: z.literal('run'), runId: z.string(), name: z.string() }),
  /** A file for the person: saved already where the host asked for a place, else to be downloaded (files.ts). */
  z.object({ kind: z.literal('file'), file: writtenFileSchema }),
  /** Sentences, the first one the answer, the rest what was found on the way. */
  z.object({ kind: z.literal('text'), lines: z.array(z.string()) }),
]);
export type JobResult = z.infer<typeof jobResultSchema>;

export const JOB_STATES = ['running', 'done', 'failed', 'cancelled'] as const;

/**
 * A long work in the core, as every window sees it. A method that starts one answers at once with `{ jobId }`; the
 * rest comes as `jobs.changed`, at most five times a second and always at the end. A job outlives the window that
 * started it; `jobs.list` tells a new window what is going on. The window shows it with `<Progress>`
 * (src-renderer/components/progress.svelte) and waits for it with `jobs.follow` (src-renderer/state/jobs.svelte.ts).
 */
export const jobSchema = z.object({
  id: z.string(),
  /** What kind of work, e.g. `import`, `report`, `export`, `verify`: for finding one's own. */
  kind: z.string(),
  /** What a person calls it: `Import of run.mpt`. */
  title: z.string(),
  state: z.enum(JOB_STATES),
  /** In `unit`; never falls while `total` stays the same. */
  done: z.number(),
  /** Null where the size of the work is not known. */
  total: z.number().nullable(),
  /** What `done` and `total` count: `bytes`, `samples`, `pages`, `runs`; `share` for 0..1. */
  unit: z.string(),
  /** Null while nothing can be said. */
  secondsLeft: z.number().nullable(),
  /** What it does at the moment, or how it ended; may be empty. */
  message: z.string(),
  result: jobResultSchema.nullable(),
  /** Why it failed. */
  problem: problemSchema.nullable(),
});
export type Job = z.infer<typeof jobSchema>;

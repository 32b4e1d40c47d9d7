import { z } from 'zod';

/**
 * Files between a person and the core. The window never names a path; it has handles.
 *
 * A person's file comes in: the window gives a dropped or chosen `File` to `takeFiles` (src-renderer/api/files.ts).
 * The desktop host answers with a handle on the file where it lies; a browser sends the bytes with `files.upload` and
 * `files.append`. Either way the result is a `FileHandle` for methods like `import.preview`.
 *
 * A file goes out, in the window:
 *
 *     const target = await saveTarget(core, 'Gas report of bare NCM85.pdf');  // src-renderer/api/files.ts
 *     if (target === undefined) return;                                        // changed their mind
 *     const { jobId } = await core.call('report.start', { runId, target });
 *     await jobs.follow(jobId);                                                // starts the download in a browser
 *
 * and in the core:
 *
 *     'report.start': async ({ runId, target }) => ({
 *       jobId: core.jobs.start({ kind: 'report', title: 'Gas report' }, async (job) => ({
 *         kind: 'file',
 *         file: await core.outgoing.write(target, (path) => runWorkThread(thread, { path, ... }, job), job.signal),
 *       })),
 *     }),
 *
 * `write` lets the work write beside the final place, renames when it is whole, and removes the half of it on failure or
 * cancel. A file that is made at once needs no job: the method answers with the `WrittenFile` and the window calls
 * `handOver` (src-renderer/api/hand-over.ts).
 */
export const fileHandleSchema = z.object({ handle: z.string(), name: z.string(), bytes: z.number() });
export type FileHandle = z.infer<typeof fileHandleSchema>;

/** A file made for a person. */
export const writtenFileSchema = z.object({
  name: z.string(),
  bytes: z.number(),
  /** Handle for one download from the web host; null where the file was saved in its place. */
  download: z.string().nullable(),
  /** Handle for `files.reveal`; null where there is nothing to show. */
  saved: z.string().nullable(),
});
export type WrittenFile = z.infer<typeof writtenFileSchema>;

/** Bytes of one `files.append`; the next goes out when it is answered, so that nothing piles up. */
export const UPLOAD_CHUNK_BYTES = 1024 * 1024;

/** Where the web host gives out a written file: this path and its download handle. */
export const DOWNLOAD_PATH = '/download/';

export const uploadChunkSchema = z.object({
  handle: z.string(),
  /** Position of the first byte; pieces come in order. */
  offset: z.number().int().nonnegative(),
  data: z
    .instanceof(Uint8Array)
    .refine((data) => data.length > 0 && data.length <= UPLOAD_CHUNK_BYTES, 'A piece of a file has 1 byte to 1 MiB'),
});

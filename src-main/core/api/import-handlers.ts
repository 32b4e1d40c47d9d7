import { existsSync, rmSync } from 'node:fs';
import { AppError } from '../../../shared/api/errors.ts';
import type { Handlers } from '../../../shared/api/contract.ts';
import type { ImportPreview } from '../../../shared/api/import.ts';
import type { ImportWork } from '../import-worker.ts';
import type { CoreServices } from './core-services.ts';
import { keepRecipe } from './keep-recipe.ts';
import { runWorkThread } from './run-work-thread.ts';

type ImportHandlers = Pick<Handlers, Extract<keyof Handlers, `import.${string}`>>;

/** Previews that a window may still ask for. */
const PREVIEWS_KEPT = 8;

/** Files of other software become runs; read in a thread of their own. */
export function importHandlers(core: CoreServices): ImportHandlers {
  const { jobs, incoming, library, analyses, hostClock } = core;
  const thread = { url: core.workers.import, name: 'import', clock: hostClock };
  const previews = new Map<string, ImportPreview>();
  const titleOf = (files: readonly { name: string }[]) =>
    files.length === 1 ? files[0].name : `${files.length} files`;

  return {
    'import.preview': async ({ files: handles, choices }) => {
      const files = handles.map((handle) => incoming.get(handle));
      const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
      const request = { kind: 'import-preview', title: `Looking at ${titleOf(files)}`, unit: 'bytes', total };
      const task: ImportWork = { kind: 'preview', files, choices };
      const jobId = jobs.start(request, async (job) => {
        const preview = await runWorkThread<ImportWork, ImportPreview>(thread, task, job);
        previews.set(jobId, preview);
        for (const old of [...previews.keys()].slice(0, -PREVIEWS_KEPT)) previews.delete(old);
        return null;
      });
      return { jobId };
    },
    'import.previewed': async ({ jobId }) => {
      const preview = previews.get(jobId);
      if (!preview) throw previewGone();
      return preview;
    },
    'import.guessTable': async ({ file }) => {
      const { path, name } = incoming.get(file);
      // Loaded late: tables of text encodings are large, and a window need not wait for them.
      const [{ guessTable }, { diskFile }] = await Promise.all([
        import('../import/guess-table.ts'),
        import('../readers/read-input.ts'),
      ]);
      return guessTable(await (await diskFile(path, name)).head());
    },

    'import.start': async ({ files: handles, choices }) => {
      const files = handles.map((handle) => incoming.get(handle));
      const output = library.newPath(choices.name);
      const jobId = jobs.start({ kind: 'import', title: `Importing ${titleOf(files)}` }, async (job) => {
        // A thread that had to be ended leaves its half; a run of that name is whole or not there.
        const isMade = existsSync(output);
        job.onUnfinished(() => {
          if (!isMade) for (const left of ['.partial', '-lock']) rmSync(`${output}${left}`, { force: true });
        });
        const task: ImportWork = { kind: 'import', files, choices, output };
        const { runId } = await runWorkThread<ImportWork, { runId: string }>(thread, task, job);
        library.refresh();
        core.feed.broadcast('runs.changed', { reason: 'imported' });
        incoming.release(handles);
        return { kind: 'run', runId, name: choices.name };
      });
      return { jobId };
    },

    'import.clocks': async ({ runId, offsets }) => analyses.clocks(library.pathOf(runId), offsets),
    'import.keepClocks': async ({ runId, offsets }) => {
      const path = library.pathOf(runId);
      const { recipe } = await analyses.recipeWithClocks(path, offsets);
      await core.whileReleased(path, () => keepRecipe(path, recipe));
      library.refresh();
      return {};
    },
  };
}

function previewGone(): AppError {
  return new AppError({
    code: 'preview-gone',
    happened: 'What was seen of these files is no longer kept.',
    safe: 'The files are unchanged and nothing was imported.',
    next: 'Choose them again.',
  });
}

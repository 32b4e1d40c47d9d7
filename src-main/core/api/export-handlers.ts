import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Handlers } from '../../../shared/api/contract.ts';
import { AppError } from '../../../shared/api/errors.ts';
import { isoFromUs } from '../../../shared/domain/time.ts';
import type { ExportWork } from '../export-worker.ts';
import type { CoreServices } from './core-services.ts';
import { removeScratchFolders } from '../report/archive/archive-place.ts';
import { runWorkThread } from './run-work-thread.ts';

type ExportHandlers = Pick<Handlers, Extract<keyof Handlers, `export.${string}`>>;

/** Runs for other programs, written in a thread of their own. */
export function exportHandlers(core: CoreServices): ExportHandlers {
  const { jobs, outgoing, library, settings, hostClock } = core;
  const thread = { url: core.workers.export, name: 'export', clock: hostClock };
  const finished = (runId: string) => {
    if (core.runControl.session?.header.run.id === runId) throw isRecording();
    const name = library.list().find((run) => run.runId === runId)?.name ?? 'run';
    return { path: library.pathOf(runId), name };
  };
  return {
    'export.start': async ({ runId, format, target, recipe, licence }) => {
      const { path: run, name } = finished(runId);
      const { laboratory } = settings.get();
      const publication = { madeTime: isoFromUs(hostClock.utcUs())!, laboratory, licence };
      const jobId = jobs.start({ kind: 'export', title: `Exporting ${name}` }, async (job) => {
        const file = await outgoing.write(
          target,
          async (path) => {
            // A thread that had to be ended leaves what it worked in.
            job.onUnfinished(() => rmSync(`${path}.scratch`, { recursive: true, force: true }));
            const task: ExportWork = { kind: 'file', run, format, path, recipe, publication };
            await runWorkThread<ExportWork, string[]>(thread, task, job);
          },
          job.signal,
        );
        return { kind: 'file', file };
      });
      return { jobId };
    },

    'export.archive': async ({ runIds }) => {
      const runs = runIds.map(finished);
      const folder = join(library.folder, 'archive');
      const title = runs.length === 1 ? `Archiving ${runs[0].name}` : `Archiving ${runs.length} runs`;
      const jobId = jobs.start({ kind: 'archive', title }, async (job) => {
        job.onUnfinished(() => removeScratchFolders(folder));
        const task: ExportWork = { kind: 'archive', runs, folder, laboratory: settings.get().laboratory };
        const lines = await runWorkThread<ExportWork, string[]>(thread, task, job);
        return { kind: 'text', lines: [`Archive: ${folder}`, ...lines] };
      });
      return { jobId };
    },
  };
}

function isRecording(): AppError {
  return new AppError({
    code: 'run-is-recording',
    happened: 'This run is being recorded.',
    safe: 'It goes on undisturbed.',
    next: 'Export it when it has ended.',
  });
}

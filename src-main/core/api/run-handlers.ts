import type { Handlers } from '../../../shared/api/contract.ts';
import { AppError } from '../../../shared/api/errors.ts';
import { openRunFileForAppend } from '../storage/run-file.ts';
import type { CoreServices } from './core-services.ts';
import { interruptedAlertId } from './interrupted-alert.ts';

type RunHandlers = Pick<Handlers, Extract<keyof Handlers, `runs.${string}`> | 'view.read'>;

/** The library and the runs in it. */
export function runHandlers(core: CoreServices): RunHandlers {
  const { library, views, runControl, feed, incoming } = core;
  const livePath = () => runControl.session?.path;
  const isLive = (runId: string) => runControl.session?.header.run.id === runId;
  const pathOf = (runId: string) => (isLive(runId) ? livePath()! : library.pathOf(runId));
  const mustNotRecord = (runId: string) => {
    if (isLive(runId)) throw isRecording();
  };
  const changed = (reason: string) => {
    library.refresh();
    feed.broadcast('runs.changed', { reason });
  };

  return {
    'runs.list': async () => ({ runs: library.list(), folder: library.folder }),
    'runs.describe': async ({ runId }) => views.describe(pathOf(runId), isLive(runId)),
    'view.read': async (request) => views.view(pathOf(request.runId), request),

    'runs.update': async ({ runId, ...change }) => {
      if (isLive(runId)) runControl.update(change);
      else {
        const utcUs = core.hostClock.utcUs();
        await core.whileReleased(library.pathOf(runId), () => library.update(runId, change, utcUs));
      }
      changed('updated');
      return {};
    },

    'runs.trash': async ({ runId }) => {
      mustNotRecord(runId);
      const trashed = await core.whileReleased(library.pathOf(runId), () => library.trash(runId));
      changed('trashed');
      return trashed;
    },
    'runs.restore': async ({ trashId }) => {
      const restored = library.restore(trashId);
      changed('restored');
      return restored;
    },

    'runs.recover': async ({ runId }) => {
      mustNotRecord(runId);
      const path = library.pathOf(runId);
      const recovered = await core.whileReleased(path, () => sealed(path));
      core.board.clear(interruptedAlertId(runId));
      changed('recovered');
      return recovered;
    },
    'runs.resume': async ({ runId }) => {
      await runControl.resume(library.pathOf(runId));
      core.board.clear(interruptedAlertId(runId));
      return {};
    },

    'runs.verify': async ({ runId }) => {
      const { rawSha256, findings } = await views.verify(pathOf(runId));
      return { rawSha256, findings: findings.map((finding) => finding.text) };
    },

    'runs.openDialog': async () => {
      const paths = (await core.askHost({ kind: 'choose-run-files' })) as string[];
      if (paths.length === 0) return { runIds: [] };
      const added = await library.add(paths.map((path) => ({ path })));
      changed('added');
      return added;
    },
    'runs.add': async ({ files: handles }) => {
      const files = handles.map((handle) => incoming.get(handle));
      const added = await library.add(files).catch((error: unknown) => Promise.reject(byName(error, files)));
      incoming.release(handles);
      changed('added');
      const findings: string[] = [];
      for (const [i, runId] of added.runIds.entries())
        for (const { text } of (await views.verify(library.pathOf(runId))).findings)
          findings.push(`${files[i].name}: ${text}`);
      return { ...added, findings };
    },
    'runs.reveal': async ({ runId }) => {
      await core.askHost({ kind: 'reveal', path: pathOf(runId) });
      return {};
    },
  };
}

/** Gives a run its clean end. @throws AppError */
function sealed(path: string): { samples: number; findings: string[] } {
  const writer = openRunFileForAppend(path);
  try {
    const { reader } = writer;
    const findings = reader.openFindings.map((finding) => finding.text);
    const samples = reader.channels().reduce((sum, channel) => sum + channel.samples, 0);
    writer.finish();
    reader.close();
    return { samples, findings };
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

/** A person knows a file by its name, not by where its bytes were laid down. */
function byName(error: unknown, files: readonly { path: string; name: string }[]): unknown {
  if (!(error instanceof AppError)) return error;
  const named = (text: string) => files.reduce((sum, { path, name }) => sum.replaceAll(path, name), text);
  const { code, happened, safe, next } = error.problem;
  return new AppError({ code, happened: named(happened), safe, next: named(next) }, { cause: error });
}

function isRecording(): AppError {
  return new AppError({
    code: 'run-is-recording',
    happened: 'This run is being recorded.',
    safe: 'It goes on undisturbed.',
    next: 'Stop it first.',
  });
}

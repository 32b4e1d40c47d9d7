import type { CompareRequest, FigureExport } from '../../../shared/api/compare.ts';
import type { Handlers } from '../../../shared/api/contract.ts';
import { AppError } from '../../../shared/api/errors.ts';
import type { CoreServices } from './core-services.ts';
import { writeOutgoing } from './outgoing-files.ts';

/** Figures of stored runs. */
export function compareHandlers({
  library,
  analyses,
  runControl,
  hostClock,
  settings,
  jobs,
  outgoing,
}: CoreServices): Pick<Handlers, 'compare.read' | 'figure.render' | 'figure.export'> {
  const filesOf = ({ runs }: CompareRequest) => {
    if (runs.some(({ runId }) => runControl.session?.header.run.id === runId)) throw stillRecording();
    return runs.map(({ runId, recipe }) => ({ path: library.pathOf(runId), recipe }));
  };
  const render = (figure: FigureExport, files = filesOf(figure.request)) => {
    const origin = { author: settings.get().laboratory, madeAt: new Date(hostClock.utcUs() / 1000) };
    return analyses.renderFigure(files, figure, origin);
  };
  return {
    'compare.read': async (request) => {
      const { runs: _runs, ...figure } = request;
      return analyses.compare(filesOf(request), figure);
    },
    'figure.render': async (figure) => ({ bytes: new Uint8Array(await render(figure)) }),
    'figure.export': async ({ target, ...figure }) => {
      const files = filesOf(figure.request);
      const jobId = jobs.start({ kind: 'figure', title: `Figure as ${figure.format.toUpperCase()}` }, async (job) => {
        job.progress(0, null, 'Drawing');
        const write = async (path: string) =>
          writeOutgoing(path, await unlessAborted(render(figure, files), job.signal));
        return { kind: 'file', file: await outgoing.write(target, write, job.signal) };
      });
      return { jobId };
    },
  };
}

/** What the evaluations' thread is drawing it finishes, unheard: ending the thread would cost the runs it keeps at hand. */
async function unlessAborted<Value>(working: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = new Promise<never>((_, fail) => {
    signal.addEventListener('abort', () => fail(signal.reason as Error), { once: true });
  });
  return Promise.race([working, aborted]);
}

function stillRecording(): AppError {
  return new AppError({
    code: 'run-is-recording',
    happened: 'One of these runs is being recorded.',
    safe: 'It goes on undisturbed.',
    next: 'Compare it when it has been stopped.',
  });
}

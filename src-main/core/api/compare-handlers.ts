import { writeFileSync } from 'node:fs';
import type { CompareRequest, FigureExport } from '../../../shared/api/compare.ts';
import type { Handlers } from '../../../shared/api/contract.ts';
import { AppError } from '../../../shared/api/errors.ts';
import type { CoreServices } from './core-services.ts';

/** Figures of stored runs. */
export function compareHandlers({
  library,
  analyses,
  runControl,
  hostClock,
  settings,
  outgoing,
}: CoreServices): Pick<Handlers, 'compare.read' | 'figure.render' | 'figure.export'> {
  const filesOf = ({ runs }: CompareRequest) => {
    if (runs.some(({ runId }) => runControl.session?.header.run.id === runId)) throw stillRecording();
    return runs.map(({ runId, recipe }) => ({ path: library.pathOf(runId), recipe }));
  };
  const render = (figure: FigureExport) => {
    const origin = { author: settings.get().laboratory, madeAt: new Date(hostClock.utcUs() / 1000) };
    return analyses.renderFigure(filesOf(figure.request), figure, origin);
  };
  return {
    'compare.read': async (request) => {
      const { runs: _runs, ...figure } = request;
      return analyses.compare(filesOf(request), figure);
    },
    'figure.render': async (figure) => ({ bytes: new Uint8Array(await render(figure)) }),
    'figure.export': async ({ target, ...figure }) => {
      const bytes = await render(figure);
      return outgoing.write(target, (path) => writeFileSync(path, bytes));
    },
  };
}

function stillRecording(): AppError {
  return new AppError({
    code: 'run-is-recording',
    happened: 'One of these runs is being recorded.',
    safe: 'It goes on undisturbed.',
    next: 'Compare it when it has been stopped.',
  });
}

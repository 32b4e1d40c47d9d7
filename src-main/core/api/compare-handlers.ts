import { join } from 'node:path';
import type { CompareRequest } from '../../../shared/api/compare.ts';
import type { Handlers } from '../../../shared/api/contract.ts';
import { AppError } from '../../../shared/api/errors.ts';
import { writeFigure } from '../report/write-figure.ts';
import type { CoreServices } from './core-services.ts';

/** Figures of several stored runs. */
export function compareHandlers({
  library,
  analyses,
  runControl,
}: CoreServices): Pick<Handlers, 'compare.read' | 'compare.export'> {
  const compared = async ({ runIds, ...request }: CompareRequest) => {
    if (runIds.some((runId) => runControl.session?.header.run.id === runId)) throw stillRecording();
    return analyses.compare(
      runIds.map((runId) => library.pathOf(runId)),
      request,
    );
  };
  return {
    'compare.read': compared,
    'compare.export': async ({ request, format }) => {
      const figure = await compared(request);
      const { halfCycle, samples } = figure.comparison;
      const title = `${halfCycle}, ${samples.map((sample) => sample.name).join(', ')}`;
      return { path: writeFigure(join(library.folder, 'figures'), title, format, figure[format]) };
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

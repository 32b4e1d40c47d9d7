import type { Handlers } from '../../../shared/api/contract.ts';
import { AppError } from '../../../shared/api/errors.ts';
import type { CoreServices } from './core-services.ts';
import { keepRecipe } from './keep-recipe.ts';
import { NewestOnly } from './newest-only.ts';

type AnalysisHandlers = Pick<Handlers, Extract<keyof Handlers, `analysis.${string}`>>;

/** Evaluation of stored runs; everything is computed in a thread of its own. */
export function analysisHandlers(core: CoreServices): AnalysisHandlers {
  const { library, analyses, runControl } = core;
  const evaluations = new NewestOnly();
  const isRecording = (runId: string) => runControl.session?.header.run.id === runId;
  return {
    'analysis.open': async ({ runId }) => analyses.openAnalysis(library.pathOf(runId), isRecording(runId)),
    'analysis.propose': async ({ runId }) => analyses.propose(library.pathOf(runId)),
    'analysis.evaluate': async (request) => {
      const path = library.pathOf(request.runId);
      return evaluations.run(request.editor, () => analyses.evaluate(path, request));
    },
    'analysis.sketch': async (request) => {
      const path = library.pathOf(request.runId);
      return evaluations.run(request.editor, () => analyses.sketch(path, request));
    },
    'analysis.cancel': async () => {
      await analyses.cancel();
      return {};
    },
    'analysis.adapt': async ({ runId, recipe, targetId }) => {
      if (isRecording(targetId)) throw stillRecording();
      return analyses.adapt(library.pathOf(runId), recipe, library.pathOf(targetId));
    },
    'analysis.sensitivities': async ({ runId }) => analyses.sensitivities(library.pathOf(runId)),
    'analysis.save': async ({ runId, recipe }) => {
      // The recorder holds the file.
      if (isRecording(runId)) throw stillRecording();
      const path = library.pathOf(runId);
      const versions = await core.whileReleased(path, () => keepRecipe(path, recipe));
      library.refresh();
      return { versions };
    },
  };
}

function stillRecording(): AppError {
  return new AppError({
    code: 'run-is-recording',
    happened: 'This run is being recorded.',
    safe: 'It goes on undisturbed.',
    next: 'Keep a recipe in it when it has been stopped.',
  });
}

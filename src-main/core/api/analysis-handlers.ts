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
  /** A growing run has no answer that stays true. */
  const storedPath = (runId: string) => {
    if (runControl.session?.header.run.id === runId) throw stillRecording();
    return library.pathOf(runId);
  };
  return {
    'analysis.open': async ({ runId }) => analyses.openAnalysis(storedPath(runId)),
    'analysis.propose': async ({ runId }) => analyses.propose(storedPath(runId)),
    'analysis.evaluate': async (request) => {
      const path = storedPath(request.runId);
      return evaluations.run(request.editor, () => analyses.evaluate(path, request));
    },
    'analysis.save': async ({ runId, recipe }) => {
      const path = storedPath(runId);
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
    next: 'Analyse it when it has been stopped.',
  });
}

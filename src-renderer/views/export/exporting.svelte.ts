import type { Recipe } from '../../../shared/domain/recipe.ts';
import type { RunSummary } from '../../../shared/api/runs.ts';
import { analysis } from '../../state/analysis.svelte.ts';
import { navigation } from '../../state/navigation.svelte.ts';
import { runs } from '../../state/runs.svelte.ts';

/** The run that Export means here: in Analyse the one on screen, by the recipe on screen; else the selected one. */
export function exportedHere(): { run: RunSummary; recipe: Recipe | null } | undefined {
  const opened = navigation.place === 'analyse' ? analysis.current : undefined;
  if (opened) {
    const run = runs.all.find(({ runId }) => runId === opened.runId);
    return run && { run, recipe: opened.recipe ?? null };
  }
  const runId = navigation.openRunId ?? runs.selected?.runId;
  const run = runs.all.find((one) => one.runId === runId);
  return run && { run, recipe: null };
}

/** Runs that can be given out. */
export const isExportable = ({ state }: RunSummary): boolean => state === 'finished' || state === 'needs-recovery';

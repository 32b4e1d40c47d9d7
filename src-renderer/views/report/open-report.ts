import { analysis } from '../../state/analysis.svelte.ts';
import { comparison } from '../../state/comparison.svelte.ts';
import { navigation } from '../../state/navigation.svelte.ts';
import { report } from '../../state/report.svelte.ts';

/** There is an evaluated run, or a comparison, to report. */
export const canReport = (): boolean =>
  (navigation.place === 'analyse' && analysis.current?.answer !== undefined) ||
  (navigation.place === 'compare' && comparison.result !== undefined);

/** The report of what is on screen: the run with the recipe as it is being edited, or the compared runs. */
export function openReport(): void {
  const current = analysis.current;
  if (navigation.place === 'compare') report.open(comparison.runIds, null, comparison.design.halfCycle);
  else if (current?.recipe) {
    const shown = current.phases.find((phase) => phase.halfCycle !== null && phase.halfCycle === current.halfCycle);
    report.open([current.runId], current.recipe, shown?.label ?? null);
  }
}

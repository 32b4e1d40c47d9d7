import type { Finding } from '../../../shared/domain/finding.ts';
import type { Recipe, RecipeStep } from '../../../shared/domain/recipe.ts';

/** Names of the parts of a recipe, as findings and differences say them. */
export const STEP_NAMES: Record<RecipeStep, string> = {
  sync: 'Sync',
  electrochemistry: 'Cell record',
  carrier: 'Carrier',
  vacuum: 'Vacuum',
  delay: 'Delay',
  interference: 'Interference',
  baseline: 'Baseline',
  calibration: 'Calibration',
  quantify: 'Quantify',
  onset: 'Onset',
};

/** Steps of the panel, in order; two of them hold two parts of the recipe. */
export const PANEL_STEPS = [
  { id: 'sync', parts: ['sync', 'electrochemistry'] },
  { id: 'carrier', parts: ['carrier', 'vacuum'] },
  { id: 'delay', parts: ['delay'] },
  { id: 'interference', parts: ['interference'] },
  { id: 'baseline', parts: ['baseline'] },
  { id: 'calibration', parts: ['calibration'] },
  { id: 'quantify', parts: ['quantify'] },
  { id: 'onset', parts: ['onset'] },
] as const satisfies readonly { id: RecipeStep; parts: readonly RecipeStep[] }[];
export type PanelStep = (typeof PANEL_STEPS)[number]['id'];

/** The panel's step that holds a part of the recipe. */
export function panelStepOf(part: RecipeStep): PanelStep {
  return PANEL_STEPS.find(({ parts }) => (parts as readonly RecipeStep[]).includes(part))?.id ?? 'quantify';
}

/** Findings of a step, the gravest first. */
export function findingsOf(findings: readonly Finding[], step: PanelStep): Finding[] {
  return sortedFindings(findings.filter((finding) => panelStepOf(finding.step) === step));
}

const GRAVITY = { refusal: 0, warning: 1, info: 2 };

export function sortedFindings(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity]);
}

/** The light of a step or list. */
export function lightOf(findings: readonly Finding[]): 'ok' | 'warning' | 'alarm' {
  const worst = Math.min(...findings.map((finding) => GRAVITY[finding.severity]), GRAVITY.info);
  return worst === GRAVITY.refusal ? 'alarm' : worst === GRAVITY.warning ? 'warning' : 'ok';
}

/** The recipe with one step as proposed. */
export function resetStep(recipe: Recipe, proposal: Recipe, step: PanelStep): Recipe {
  const parts = PANEL_STEPS.find(({ id }) => id === step)!.parts;
  return { ...recipe, ...Object.fromEntries(parts.map((part) => [part, proposal[part]])) };
}

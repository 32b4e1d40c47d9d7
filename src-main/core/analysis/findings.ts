import type { Finding } from '../../../shared/domain/finding.ts';
import type { RecipeStep } from '../../../shared/domain/recipe.ts';

type About = Partial<Pick<Finding, 'species' | 'mz' | 'interval'>>;

/** A finding of one step; the constructors below fix severity. */
function finding(
  severity: Finding['severity'],
  step: RecipeStep,
  code: string,
  sentence: string,
  next: string,
  about: About = {},
): Finding {
  return {
    code,
    severity,
    sentence,
    next,
    step,
    species: about.species ?? null,
    mz: about.mz ?? null,
    interval: about.interval ?? null,
  };
}

/** Good to know. */
export const info = (step: RecipeStep, code: string, sentence: string, next: string, about?: About) =>
  finding('info', step, code, sentence, next, about);

/** The number stands but may mislead. */
export const warning = (step: RecipeStep, code: string, sentence: string, next: string, about?: About) =>
  finding('warning', step, code, sentence, next, about);

/** The number is not given. */
export const refusal = (step: RecipeStep, code: string, sentence: string, next: string, about?: About) =>
  finding('refusal', step, code, sentence, next, about);

/** A number in a sentence: three significant digits. */
export function shortNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'no number';
}

/** A time in a sentence: hours since the run's zero. */
export function shortHours(seconds: number): string {
  return `${(seconds / 3600).toFixed(2)} h`;
}

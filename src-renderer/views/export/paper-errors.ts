import { figurePaperSchema, type FigurePaper } from '../../../shared/figure/figure-style.ts';

const WORDS = {
  widthMillimetre: 'From 40 to 400 mm.',
  heightMillimetre: 'From 40 to 400 mm, or empty.',
  fontSizePoint: 'From 8 to 24 pt: journals want 8 pt or more.',
} as const;

/** What can be wrong with a paper, by field, as a person reads it below the field. */
export type PaperErrors = Partial<Record<keyof typeof WORDS, string>>;

/** Empty where the paper can be printed on. */
export function paperErrors(wanted: FigurePaper): PaperErrors {
  const result = figurePaperSchema.safeParse(wanted);
  if (result.success) return {};
  return Object.fromEntries(
    Object.entries(WORDS).filter(([key]) => result.error.issues.some((issue) => issue.path[0] === key)),
  );
}

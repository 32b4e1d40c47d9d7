import type { Figure } from '../../../shared/api/analysis.ts';
import type { Recipe } from '../../../shared/domain/recipe.ts';
import { formatFixed } from '../../format/numbers.ts';
import type { StackRow } from '../../plot/stack-frame.ts';
import type { PanelStep } from './recipe-steps.ts';
import { spansOf, type EditableSpan } from './spans.ts';

/** The spans that can be taken hold of in the figure: those of the open step, where the picture shows what they are of. */
export function shownSpans(
  recipe: Recipe | undefined,
  openStep: PanelStep | undefined,
  picture: 'run' | 'calibration' | 'sync',
  zeroUs: number,
  mz: number | undefined,
): EditableSpan[] {
  if (!recipe) return [];
  if (picture === 'calibration') return spansOf(recipe, 'calibration', zeroUs);
  if (picture === 'sync') return [];
  if (openStep === 'baseline') return spansOf(recipe, 'baseline', zeroUs, mz);
  return openStep === 'quantify' ? spansOf(recipe, 'quantify', zeroUs) : [];
}

/** Baselines and plateaus stand on ion currents, integration windows on what is integrated. */
export function takesSpans(rowId: string, spans: readonly EditableSpan[]): boolean {
  if (spans.length === 0) return false;
  const isOfGas = rowId === 'rate' || rowId === 'amount';
  return spans[0]?.kind === 'window' ? isOfGas : rowId.startsWith('ratio.') || rowId === 'residual';
}

/** What is written into a span: the plateau's mean in the row's own numbers, else the span's name. */
export function spanText(span: EditableSpan, row: StackRow, figure: Figure | undefined): string {
  if (span.kind === 'window') return row.id === 'rate' ? span.label : '';
  if (span.kind === 'baseline') return row.id.startsWith('ratio.') ? 'baseline' : '';
  const point = Number(span.id.split('.').at(-1));
  const gas = figure?.gases.find(({ species }) => row.id === `ratio.${species}`);
  const plateau = gas?.plateaus.find((one) => one.point === point);
  if (!plateau) return span.kind === 'gas' ? 'no mean' : '';
  const { factor } = row.left;
  const u = plateau.standardUncertainty * factor;
  const decimals = u > 0 ? Math.max(0, Math.min(5, -Math.floor(Math.log10(u)))) : 2;
  const word = span.kind === 'gas' ? 'mean' : 'zero';
  return `${word} ${formatFixed(plateau.mean * factor, decimals)} ± ${formatFixed(u, decimals)}`;
}

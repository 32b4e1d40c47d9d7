import type { Recipe } from '../../../shared/domain/recipe.ts';
import type { Span } from '../../../shared/domain/recipe-span.ts';
import { MICROSECONDS_PER_HOUR } from '../../../shared/domain/time.ts';

/** A stretch of the recipe that can be taken hold of, in hours on the reference clock. */
export interface EditableSpan {
  /** `baseline.0`, `calibration.3`. */
  id: string;
  kind: 'baseline' | 'zero' | 'gas';
  /** `Baseline 1`, `Zero gas 2`, `Calibration gas 1`. */
  label: string;
  from: number;
  to: number;
}

export type SpanEdge = 'from' | 'to';

/** A shorter span holds no plateau and no two readings. */
const SHORTEST_HOURS = 1 / 60;

/** The spans that belong to a step. */
export function spansOf(recipe: Recipe, step: 'baseline' | 'calibration', zeroUs: number): EditableSpan[] {
  const hours = (us: number) => (us - zeroUs) / MICROSECONDS_PER_HOUR;
  const place = ({ fromUs, toUs }: Span) => ({ from: hours(fromUs), to: hours(toUs) });
  if (step === 'baseline')
    return recipe.baseline.spans.map((span, index) => ({
      id: `baseline.${index}`,
      kind: 'baseline',
      label: `Baseline ${index + 1}`,
      ...place(span),
    }));
  const counts = { zero: 0, gas: 0 };
  return recipe.calibration.points.map(({ span, kind }, index) => ({
    id: `calibration.${index}`,
    kind,
    label: `${kind === 'gas' ? 'Calibration gas' : 'Zero gas'} ${++counts[kind]}`,
    ...place(span),
  }));
}

/** Moves one end to a place within [`least`, `most`] hours; the other end stays, and a minute is left between them. */
export function movedEdge(
  recipe: Recipe,
  id: string,
  edge: SpanEdge,
  toHours: number,
  limits: { least: number; most: number },
  zeroUs: number,
): Recipe {
  return withSpan(recipe, id, (span) => {
    const hours = (us: number) => (us - zeroUs) / MICROSECONDS_PER_HOUR;
    const least = edge === 'from' ? limits.least : hours(span.fromUs) + SHORTEST_HOURS;
    const most = edge === 'to' ? limits.most : hours(span.toUs) - SHORTEST_HOURS;
    const us = Math.round(zeroUs + Math.max(least, Math.min(most, toHours)) * MICROSECONDS_PER_HOUR);
    return edge === 'from' ? { ...span, fromUs: us } : { ...span, toUs: us };
  });
}

/** A baseline span more, in order of time. */
export function addedBaselineSpan(recipe: Recipe, from: number, to: number, zeroUs: number): Recipe {
  const us = (hours: number) => Math.round(zeroUs + hours * MICROSECONDS_PER_HOUR);
  const added = { fromUs: us(from), toUs: us(Math.max(to, from + SHORTEST_HOURS)) };
  const spans = [...recipe.baseline.spans, added].toSorted((a, b) => a.fromUs - b.fromUs);
  return { ...recipe, baseline: { ...recipe.baseline, spans } };
}

/** The recipe without a span or calibration plateau. */
export function withoutSpan(recipe: Recipe, id: string): Recipe {
  const { step, index } = placeOf(id);
  if (step === 'baseline')
    return { ...recipe, baseline: { ...recipe.baseline, spans: recipe.baseline.spans.toSpliced(index, 1) } };
  const points = recipe.calibration.points.toSpliced(index, 1);
  return { ...recipe, calibration: { ...recipe.calibration, points } };
}

function withSpan(recipe: Recipe, id: string, change: (span: Span) => Span): Recipe {
  const { step, index } = placeOf(id);
  if (step === 'baseline') {
    const spans = recipe.baseline.spans.map((span, i) => (i === index ? change(span) : span));
    return { ...recipe, baseline: { ...recipe.baseline, spans } };
  }
  const points = recipe.calibration.points.map((point, i) =>
    i === index ? { ...point, span: change(point.span) } : point,
  );
  return { ...recipe, calibration: { ...recipe.calibration, points } };
}

function placeOf(id: string): { step: 'baseline' | 'calibration'; index: number } {
  const [step, index] = id.split('.');
  return { step: step === 'baseline' ? 'baseline' : 'calibration', index: Number(index) };
}

import type { CalibrationPoint } from '../../../shared/domain/recipe-calibration.ts';
import type { Recipe } from '../../../shared/domain/recipe.ts';
import type { Span } from '../../../shared/domain/recipe-span.ts';
import { MICROSECONDS_PER_HOUR } from '../../../shared/domain/time.ts';

/** Steps of the recipe that own spans. */
export type SpanStep = 'baseline' | 'calibration' | 'quantify';

/** A stretch of the recipe that can be taken hold of, in hours on the reference clock. */
export interface EditableSpan {
  /** `baseline.0`, `mass.32.1` (one mass alone), `calibration.3`, `window.0`; the number counts within its list. */
  id: string;
  kind: 'baseline' | 'zero' | 'gas' | 'window';
  /** `Baseline 1`, `Zero gas 2`, `Calibration gas 1`, or a window's own name. */
  label: string;
  from: number;
  to: number;
}

export type SpanEdge = 'from' | 'to';

/** A shorter span holds no plateau and no two readings. */
export const SHORTEST_HOURS = 1 / 60;

/** A recipe changed, or why it was not. */
export type SpanChange = { recipe: Recipe } | { refused: string };

/**
 * The spans that belong to a step.
 * @param mz spans of this mass alone take the place of the common ones, where it has some
 */
export function spansOf(recipe: Recipe, step: SpanStep, zeroUs: number, mz?: number): EditableSpan[] {
  const hours = (us: number) => (us - zeroUs) / MICROSECONDS_PER_HOUR;
  const place = ({ fromUs, toUs }: Span) => ({ from: hours(fromUs), to: hours(toUs) });
  if (step === 'quantify')
    return recipe.quantify.windows.map(({ label, span }, index) => ({
      id: `window.${index}`,
      kind: 'window',
      label,
      ...place(span),
    }));
  if (step === 'calibration') {
    const counts = { zero: 0, gas: 0 };
    return recipe.calibration.points.map(({ span, kind }, index) => ({
      id: `calibration.${index}`,
      kind,
      label: `${kind === 'gas' ? 'Calibration gas' : 'Zero gas'} ${++counts[kind]}`,
      ...place(span),
    }));
  }
  const own = mz === undefined ? null : ownSpans(recipe, mz);
  return (own ?? recipe.baseline.spans).map((span, index) => ({
    id: own ? `mass.${Math.round(mz!)}.${index}` : `baseline.${index}`,
    kind: 'baseline',
    label: `Baseline ${index + 1}`,
    ...place(span),
  }));
}

/** Spans that one mass has for itself; null where it shares the common ones. */
export function ownSpans(recipe: Recipe, mz: number): readonly Span[] | null {
  return recipe.baseline.masses.find((one) => Math.round(one.mz) === Math.round(mz))?.spans ?? null;
}

/** Gives a mass spans of its own, at first the common ones, or takes them away. */
export function withOwnSpans(recipe: Recipe, mz: number, isOwn: boolean): Recipe {
  const nominal = Math.round(mz);
  const known = recipe.baseline.masses.find((one) => Math.round(one.mz) === nominal);
  const others = recipe.baseline.masses.filter((one) => one !== known);
  const next = { mz: nominal, models: known?.models ?? null, spans: isOwn ? [...recipe.baseline.spans] : null };
  const isEmpty = next.spans === null && next.models === null;
  return withMasses(recipe, isEmpty ? others : [...others, next]);
}

/**
 * Moves one end towards a place within [`least`, `most`] hours. The other end stays, a minute is left between them, and
 * the end stops where a span begins that must not be overlapped. The recipe itself where nothing moves.
 */
export function movedEdge(
  recipe: Recipe,
  id: string,
  edge: SpanEdge,
  toHours: number,
  limits: { least: number; most: number },
  zeroUs: number,
): Recipe {
  const span = spanAt(recipe, id);
  if (!span) return recipe;
  const hours = (us: number) => (us - zeroUs) / MICROSECONDS_PER_HOUR;
  const rivals = rivalsOf(recipe, id);
  const before = rivals.filter((rival) => rival.span.toUs <= span.fromUs).map((rival) => hours(rival.span.toUs));
  const behind = rivals.filter((rival) => rival.span.fromUs >= span.toUs).map((rival) => hours(rival.span.fromUs));
  const least = edge === 'from' ? Math.max(limits.least, ...before) : hours(span.fromUs) + SHORTEST_HOURS;
  const most = edge === 'to' ? Math.min(limits.most, ...behind) : hours(span.toUs) - SHORTEST_HOURS;
  const us = Math.round(zeroUs + Math.max(least, Math.min(most, toHours)) * MICROSECONDS_PER_HOUR);
  if (us === (edge === 'from' ? span.fromUs : span.toUs)) return recipe;
  return withSpan(recipe, id, edge === 'from' ? { ...span, fromUs: us } : { ...span, toUs: us });
}

/** Puts one end to a place that was typed; refused with words where it cannot stand there. */
export function placedEdge(
  recipe: Recipe,
  id: string,
  edge: SpanEdge,
  toHours: number,
  limits: { least: number; most: number },
  zeroUs: number,
): SpanChange {
  const span = spanAt(recipe, id);
  if (!span) return { refused: 'This span is no longer there.' };
  if (toHours < limits.least - 1e-9 || toHours > limits.most + 1e-9)
    return { refused: `The run lasts from ${limits.least.toFixed(2)} to ${limits.most.toFixed(2)} h.` };
  const us = Math.round(zeroUs + toHours * MICROSECONDS_PER_HOUR);
  const next = edge === 'from' ? { ...span, fromUs: us } : { ...span, toUs: us };
  if (next.toUs - next.fromUs < SHORTEST_HOURS * MICROSECONDS_PER_HOUR)
    return { refused: 'A span ends at least a minute after it begins.' };
  const refused = overlapOf(rivalsOf(recipe, id), next);
  return refused ? { refused } : { recipe: withSpan(recipe, id, next) };
}

/** A baseline span more, in order of time; of one mass alone where that has its own. */
export function addedBaselineSpan(recipe: Recipe, span: Span, mz?: number): SpanChange {
  const own = mz === undefined ? null : ownSpans(recipe, mz);
  const list = own ?? recipe.baseline.spans;
  const refused = overlapOf([...list.map(named('Baseline')), ...gasPoints(recipe)], span);
  if (refused) return { refused };
  const spans = [...list, span].toSorted((a, b) => a.fromUs - b.fromUs);
  if (!own) return { recipe: { ...recipe, baseline: { ...recipe.baseline, spans } } };
  const masses = recipe.baseline.masses.map((one) => (one.spans === own ? { ...one, spans } : one));
  return { recipe: withMasses(recipe, masses) };
}

/** A calibration plateau more, in order of time. */
export function addedPoint(recipe: Recipe, point: CalibrationPoint): SpanChange {
  const refused = overlapOf([...points(recipe), ...recipe.baseline.spans.map(named('Baseline'))], point.span);
  if (refused) return { refused };
  const next = [...recipe.calibration.points, point].toSorted((a, b) => a.span.fromUs - b.span.fromUs);
  return { recipe: { ...recipe, calibration: { ...recipe.calibration, points: next } } };
}

/** A declared window more, with a name no other has. Windows may overlap: each is counted for itself. */
export function addedWindow(recipe: Recipe, span: Span): Recipe {
  const { windows } = recipe.quantify;
  let number = windows.length + 1;
  while (windows.some(({ label }) => label === `window ${number}`)) number += 1;
  return { ...recipe, quantify: { ...recipe.quantify, windows: [...windows, { label: `window ${number}`, span }] } };
}

/** Another name for a window; refused where it is empty or taken. */
export function renamedWindow(recipe: Recipe, id: string, name: string): SpanChange {
  const index = Number(id.split('.').at(-1));
  const label = name.trim();
  if (label === '') return { refused: 'A window needs a name.' };
  if (recipe.quantify.windows.some((one, i) => i !== index && one.label === label))
    return { refused: `Another window is called "${label}".` };
  const windows = recipe.quantify.windows.map((one, i) => (i === index ? { ...one, label } : one));
  return { recipe: { ...recipe, quantify: { ...recipe.quantify, windows } } };
}

/** The recipe without a span, plateau or window. */
export function withoutSpan(recipe: Recipe, id: string): Recipe {
  const { list, index } = placeOf(id);
  if (list === 'window') {
    const windows = recipe.quantify.windows.toSpliced(index, 1);
    return { ...recipe, quantify: { ...recipe.quantify, windows } };
  }
  if (list === 'calibration') {
    const next = recipe.calibration.points.toSpliced(index, 1);
    return { ...recipe, calibration: { ...recipe.calibration, points: next } };
  }
  return withBaselineList(recipe, id, (spans) => spans.toSpliced(index, 1));
}

interface NamedSpan {
  label: string;
  span: Span;
}

const named = (word: string) => (span: Span, index: number) => ({ label: `${word} ${index + 1}`, span });

function points(recipe: Recipe): (NamedSpan & { kind: 'zero' | 'gas' })[] {
  const counts = { zero: 0, gas: 0 };
  return recipe.calibration.points.map(({ span, kind }) => ({
    kind,
    label: `${kind === 'gas' ? 'Calibration gas' : 'Zero gas'} ${++counts[kind]}`,
    span,
  }));
}

const gasPoints = (recipe: Recipe) => points(recipe).filter(({ kind }) => kind === 'gas');

/** Spans that a span must not overlap: its own kind, and gas from a bottle is no background. */
function rivalsOf(recipe: Recipe, id: string): NamedSpan[] {
  const { list, index, mz } = placeOf(id);
  if (list === 'window') return [];
  if (list === 'calibration') {
    const isGas = recipe.calibration.points[index]?.kind === 'gas';
    const others = points(recipe).filter((_, i) => i !== index);
    return isGas ? [...others, ...recipe.baseline.spans.map(named('Baseline'))] : others;
  }
  const spans = (list === 'mass' ? ownSpans(recipe, mz) : recipe.baseline.spans) ?? [];
  return [...spans.map(named('Baseline')).filter((_, i) => i !== index), ...gasPoints(recipe)];
}

function overlapOf(rivals: readonly NamedSpan[], { fromUs, toUs }: Span): string | undefined {
  const hit = rivals.find(({ span }) => span.fromUs < toUs && span.toUs > fromUs);
  return hit && `It would overlap ${hit.label}: spans stay apart. Move that one first, or choose another place.`;
}

function spanAt(recipe: Recipe, id: string): Span | undefined {
  const { list, index, mz } = placeOf(id);
  if (list === 'window') return recipe.quantify.windows[index]?.span;
  if (list === 'calibration') return recipe.calibration.points[index]?.span;
  return (list === 'mass' ? ownSpans(recipe, mz) : recipe.baseline.spans)?.[index];
}

function withSpan(recipe: Recipe, id: string, span: Span): Recipe {
  const { list, index } = placeOf(id);
  if (list === 'window') {
    const windows = recipe.quantify.windows.map((one, i) => (i === index ? { ...one, span } : one));
    return { ...recipe, quantify: { ...recipe.quantify, windows } };
  }
  if (list === 'calibration') {
    const next = recipe.calibration.points.map((point, i) => (i === index ? { ...point, span } : point));
    return { ...recipe, calibration: { ...recipe.calibration, points: next } };
  }
  return withBaselineList(recipe, id, (spans) => spans.map((one, i) => (i === index ? span : one)));
}

function withBaselineList(recipe: Recipe, id: string, change: (spans: readonly Span[]) => Span[]): Recipe {
  const { list, mz } = placeOf(id);
  if (list !== 'mass') return { ...recipe, baseline: { ...recipe.baseline, spans: change(recipe.baseline.spans) } };
  const masses = recipe.baseline.masses.map((one) =>
    Math.round(one.mz) === mz && one.spans ? { ...one, spans: change(one.spans) } : one,
  );
  return withMasses(recipe, masses);
}

function withMasses(recipe: Recipe, masses: Recipe['baseline']['masses']): Recipe {
  return { ...recipe, baseline: { ...recipe.baseline, masses } };
}

function placeOf(id: string): { list: 'baseline' | 'mass' | 'calibration' | 'window'; index: number; mz: number } {
  const [list, ...numbers] = id.split('.');
  const index = Number(numbers.at(-1));
  const known = (['baseline', 'mass', 'calibration', 'window'] as const).find((one) => one === list);
  return { list: known ?? 'baseline', index, mz: numbers.length > 1 ? Number(numbers[0]) : Number.NaN };
}

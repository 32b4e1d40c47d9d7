import { area, line } from 'd3-shape';
import type { Drawing, Place } from './drawing.ts';
import type { FigureLimit, FigureOnset, FigurePanel, FigureSeries } from './figure-model.ts';
import { curveStyle } from './figure-style.ts';
import { LabelPlaces, type Point, type TextPlace } from './label-places.ts';
import { COORDINATE_DIGITS, element, rounded, rule } from './svg-element.ts';
import { svgText } from './svg-text.ts';
import { textRoom } from './text-width.ts';

/** Distance of points that stand for a line when labels look for places. */
const POINT_STEP = 3;

/** Curves, bands, limits, onsets and words of one panel. */
export function drawPanel(drawing: Drawing, panel: FigurePanel, place: Place): string {
  const { model, idPrefix } = drawing;
  const { box, x, y } = place;
  const clip = `${idPrefix}-clip-${place.column}-${place.row}`;
  const onsets = panel.onsets.filter((onset) => isWithin(onset.x, x.limits) && isWithin(onset.y, y.limits));
  const limits = panel.limits.filter((limit) => isWithin(limit.value, y.limits));
  const curves = [
    ...panel.series.map((series) => drawBand(drawing, series, place)),
    ...limits.map((limit) => drawLimit(drawing, limit.value, place)),
    ...panel.series.map((series) => drawCurve(drawing, series, place)),
  ].join('');
  // What a person has cut off by limits of their own must not reach into the next panel.
  const isCut = reachesOut(panel, place);
  const rectangle = element('rect', { x: box.left, y: box.top, width: box.width, height: box.height });
  const parts = [
    isCut ? element('clipPath', { id: clip }, rectangle) : '',
    isCut ? element('g', { 'clip-path': `url(#${clip})` }, curves) : curves,
    ...onsets.map((onset) => drawTriangle(drawing, onset, place)),
    ...drawWords(drawing, panel, limits, onsets, place),
  ];
  // Whoever digitises the picture finds here what its coordinates mean.
  const meaning = {
    'data-x-limits': x.limits.join(' '),
    'data-y-limits': y.limits.join(' '),
    'data-box': [box.left, box.top, box.width, box.height].join(' '),
  };
  const id = model.rows[place.row]!.id;
  return element('g', { class: 'panel', 'data-row': id, ...meaning }, parts.filter((part) => part !== '').join(''));
}

/** `0.55`, `5.0`, `120`: as many zeros as say how well it is known. */
function twoDigits(value: number): string {
  const text = value.toPrecision(2);
  return text.includes('e') ? String(Number(text)) : text;
}

const isWithin = (value: number, [from, to]: readonly [number, number]): boolean => value >= from && value <= to;

/** Whether something drawn lies beyond the axes. */
function reachesOut({ series }: FigurePanel, { x, y }: Place): boolean {
  const isOut = (values: Float64Array | undefined, limits: readonly [number, number]) =>
    values?.some((value) => Number.isFinite(value) && !isWithin(value, limits)) === true;
  return series.some((one) => isOut(one.x, x.limits) || [one.y, one.low, one.high].some((all) => isOut(all, y.limits)));
}

const isDrawn = (series: FigureSeries) => (i: number) => Number.isFinite(series.x[i]) && Number.isFinite(series.y[i]);

function drawCurve({ model, style }: Drawing, series: FigureSeries, { scaleX, scaleY }: Place): string {
  const { colour, width, dash } = curveStyle(style, series.channel, series.sample, model.isOverlay);
  const path = line<number>()
    .defined(isDrawn(series))
    .x((i) => scaleX(series.x[i]!))
    .y((i) => scaleY(series.y[i]!))
    .digits(COORDINATE_DIGITS)([...series.x.keys()]);
  if (path === null) return '';
  return element('path', {
    class: 'curve',
    'data-sample': String(series.sample),
    'data-series': series.label,
    d: path,
    fill: 'none',
    stroke: colour,
    'stroke-width': width,
    'stroke-linejoin': 'round',
    'stroke-dasharray': dash.length > 0 ? dash.join(' ') : undefined,
  });
}

function drawBand({ style, model }: Drawing, series: FigureSeries, { scaleX, scaleY }: Place): string {
  const { low, high } = series;
  if (!low || !high) return '';
  const path = area<number>()
    .defined((i) => isDrawn(series)(i) && Number.isFinite(low[i]) && Number.isFinite(high[i]))
    .x((i) => scaleX(series.x[i]!))
    .y0((i) => scaleY(low[i]!))
    .y1((i) => scaleY(high[i]!))
    .digits(COORDINATE_DIGITS)([...series.x.keys()]);
  if (path === null) return '';
  const opacity = model.isOverlay ? '0.12' : '0.2';
  return element('path', {
    class: 'band',
    d: path,
    fill: style.line(series.channel).colour,
    'fill-opacity': opacity,
  });
}

function drawLimit({ style }: Drawing, value: number, { box, scaleY }: Place): string {
  return rule(box.left, scaleY(value), box.left + box.width, scaleY(value), {
    class: 'limit',
    stroke: style.inks.secondary,
    'stroke-width': style.fontSize * 0.09,
    'stroke-dasharray': '4.5 3',
  });
}

/** A triangle standing on the point. */
function drawTriangle({ style }: Drawing, onset: FigureOnset, { scaleX, scaleY }: Place): string {
  const half = style.fontSize * 0.38;
  const at = scaleX(onset.x);
  const tip = scaleY(onset.y) - style.fontSize * 0.12;
  const top = rounded(tip - half * 1.7);
  return element('path', {
    class: 'onset',
    d: `M${rounded(at)},${rounded(tip)}L${rounded(at - half)},${top}L${rounded(at + half)},${top}Z`,
    fill: style.line(onset.channel).colour,
  });
}

/** Everything written inside a panel, each where it hides nothing. */
function drawWords(
  drawing: Drawing,
  panel: FigurePanel,
  limits: readonly FigureLimit[],
  onsets: readonly FigureOnset[],
  place: Place,
): string[] {
  const { model, style, layout } = drawing;
  const { fontSize } = style;
  const places = new LabelPlaces(place.box, fontSize, [...pointsOf(panel, place), ...limitPoints(limits, place)]);
  for (const onset of onsets) places.take(triangleBox(onset, place, fontSize));
  const parts: string[] = [];
  const { left, top, width } = place.box;
  // Results stand at the top left, where the limits leave room for them.
  [...place.notes, ...place.definition].forEach((note, index) => {
    const isDefinition = index >= place.notes.length;
    const y = top + fontSize * 1.15 + layout.lineHeight * index;
    const noteWidth = textRoom(note, fontSize);
    places.take({ left, top: y - fontSize, width: noteWidth + fontSize, height: fontSize * 1.2 });
    const look = isDefinition ? { fill: style.inks.secondary } : { 'font-weight': 500 };
    parts.push(svgText(style, note, left + fontSize * 0.5, y, look));
  });
  const write = (words: string, candidates: readonly TextPlace[], look: Record<string, string | number>) => {
    const { x, y, anchor } = places.place(textRoom(words, fontSize), candidates);
    parts.push(svgText(style, words, x, y, { 'text-anchor': anchor === 'start' ? undefined : anchor, ...look }));
  };
  for (const onset of onsets) write(onset.label, aroundOnset(onset, place, fontSize), { 'font-weight': 500 });
  if (model.isOverlay)
    for (const { series, point } of endsOf(panel, place))
      write(String(series.sample + 1), aroundEnd(point, fontSize), { 'font-weight': 600 });
  for (const limit of limits) {
    const printed = `${limit.label} ${twoDigits(limit.value / 10 ** place.y.exponent)}`;
    const y = place.scaleY(limit.value);
    write(printed, alongLimit(y, left, width, fontSize, model.isOverlay), { fill: style.inks.secondary });
  }
  return parts;
}

/** Above or below a line, at the left first; at the right first where samples share the panel. */
function alongLimit(y: number, left: number, width: number, fontSize: number, rightFirst: boolean): TextPlace[] {
  const gap = fontSize * 0.5;
  const shares = [0, 0.25, 0.5, 0.75, 1];
  return (rightFirst ? shares.reverse() : shares).flatMap((share): TextPlace[] => {
    const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle';
    const x = left + gap + share * (width - 2 * gap);
    return [
      { x, y: y - fontSize * 0.35, anchor },
      { x, y: y + fontSize * 1.05, anchor },
    ];
  });
}

/** Beside the triangle; above or below it where a narrow panel leaves no room on either side. */
function aroundOnset(onset: FigureOnset, { box, scaleX, scaleY }: Place, fontSize: number): TextPlace[] {
  const x = scaleX(onset.x);
  const middle = scaleY(onset.y) - fontSize * 0.1;
  const half = textRoom(onset.label, fontSize) / 2 + fontSize * 0.2;
  const centre = Math.max(box.left + half, Math.min(x, box.left + box.width - half));
  const beside = [0, -1.2, 1.2, -2.4, 2.4, -3.6].flatMap((lines): TextPlace[] => [
    { x: x - fontSize * 0.75, y: middle + lines * fontSize, anchor: 'end' },
    { x: x + fontSize * 0.75, y: middle + lines * fontSize, anchor: 'start' },
  ]);
  const over = [-1.2, -2.4, -3.6, 1.6].map((lines): TextPlace => ({
    x: centre,
    y: middle + lines * fontSize,
    anchor: 'middle',
  }));
  return [...beside, ...over];
}

function aroundEnd({ x, y }: Point, fontSize: number): TextPlace[] {
  return [0.35, -0.5, 1.2, -1.4, 2.1].flatMap((lines): TextPlace[] => [
    { x: x + fontSize * 0.4, y: y + lines * fontSize, anchor: 'start' },
    { x: x - fontSize * 0.4, y: y + lines * fontSize, anchor: 'end' },
  ]);
}

const triangleBox = (onset: FigureOnset, { scaleX, scaleY }: Place, fontSize: number) => ({
  left: scaleX(onset.x) - fontSize * 0.4,
  top: scaleY(onset.y) - fontSize * 0.8,
  width: fontSize * 0.8,
  height: fontSize * 0.8,
});

function endsOf({ series }: FigurePanel, { scaleX, scaleY }: Place): { series: FigureSeries; point: Point }[] {
  return series.flatMap((one) => {
    const last = one.y.findLastIndex((_, i) => isDrawn(one)(i));
    return last < 0 ? [] : [{ series: one, point: { x: scaleX(one.x[last]!), y: scaleY(one.y[last]!) } }];
  });
}

/** Curves as points no further apart than a label is high. */
function pointsOf(panel: FigurePanel, { scaleX, scaleY }: Place): Point[] {
  const points: Point[] = [];
  for (const series of panel.series) {
    let previous: Point | undefined;
    for (let i = 0; i < series.x.length; i++) {
      if (!isDrawn(series)(i)) {
        previous = undefined;
        continue;
      }
      const point = { x: scaleX(series.x[i]!), y: scaleY(series.y[i]!) };
      if (previous) {
        const far = Math.hypot(point.x - previous.x, point.y - previous.y);
        if (far < 1) continue;
        points.push(...pointsBetween(previous, point, far));
      }
      points.push(point);
      previous = point;
    }
  }
  return points;
}

/** Limit lines keep labels of other things off, too. */
function limitPoints(limits: readonly FigureLimit[], { box, scaleY }: Place): Point[] {
  return limits.flatMap(({ value }) =>
    Array.from({ length: Math.ceil(box.width / POINT_STEP) }, (_, i) => ({
      x: box.left + i * POINT_STEP,
      y: scaleY(value),
    })),
  );
}

/** Points of a straight line, its ends left out. */
function pointsBetween(from: Point, to: Point, length: number): Point[] {
  const count = Math.max(0, Math.ceil(length / POINT_STEP) - 1);
  return Array.from({ length: count }, (_, i) => {
    const share = ((i + 1) * POINT_STEP) / length;
    return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
  });
}

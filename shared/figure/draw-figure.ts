import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type {
  FigureLimit,
  FigureModel,
  FigureOnset,
  FigurePanel,
  FigureSeries,
  FigureWidthMillimetre,
} from './figure-model.ts';
import {
  LINE_HEIGHT,
  layOutFigure,
  POINTS_PER_MILLIMETRE,
  rightTicks,
  type FigureLayout,
  type Rectangle,
} from './figure-layout.ts';
import { FONT_FAMILY, FONT_SIZE, INK, lineStyle } from './figure-style.ts';
import { clipText, escapeXml, formulasIn, splitRuns, textWidth } from './figure-text.ts';

/** Digits behind the point of a coordinate in points: 0.01 pt is 3.5 um on paper. */
const DIGITS = 2;

/** About the width of `LOD 0.12` in points. */
const LIMIT_LABEL_WIDTH = 5 * FONT_SIZE;

type Attributes = Record<string, string | number | undefined>;

const rounded = (value: number): string => String(Number(value.toFixed(DIGITS)));

function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : escapeXml(value!)}"`)
    .join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

const rule = (x1: number, y1: number, x2: number, y2: number, more: Attributes): string =>
  element('line', { x1, y1, x2, y2, ...more });

/** A line of text; a white edge keeps it readable where it stands on a line. */
function text(content: string, x: number, y: number, more: Attributes = {}): string {
  const edge = { stroke: INK.paper, 'stroke-width': 2, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };
  return element('text', { x, y, ...edge, ...more }, raisedRuns(content));
}

/**
 * Superscripts and subscripts as shifted ordinary characters: few typefaces have a superscript minus or a subscript n.
 */
function raisedRuns(content: string): string {
  const fontSize = FONT_SIZE * 0.72;
  let shift = 0;
  return splitRuns(content)
    .map(({ text, position }) => {
      const target = position * FONT_SIZE * (position > 0 ? 0.18 : 0.36);
      const dy = target - shift;
      shift = target;
      if (dy === 0 && position === 0) return escapeXml(text);
      return element('tspan', { dy, 'font-size': position === 0 ? undefined : fontSize }, escapeXml(text));
    })
    .join('');
}

interface Place {
  box: Rectangle;
  x: (value: number) => number;
  y: (value: number) => number;
}

/**
 * Draws a figure as SVG with real text: the same picture in the window, in reports and on the command line. Nothing in it
 * is smaller than 8 pt, and every coordinate keeps 0.01 pt.
 */
export function drawFigure(model: FigureModel, widthMillimetre: FigureWidthMillimetre): string {
  const layout = layOutFigure(model, widthMillimetre);
  const columns = model.columns.map((_, index) => drawColumn(model, layout, index)).join('\n');
  const { width, height } = layout;
  const head = [
    element('title', {}, escapeXml(model.title)),
    element('desc', {}, escapeXml(model.caption)),
    element('metadata', { 'data-kind': 'provenance' }, escapeXml(JSON.stringify(model.provenance))),
    element('rect', { x: 0, y: 0, width, height, fill: INK.paper }),
  ].join('\n');
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      role: 'img',
      width: `${widthMillimetre}mm`,
      height: `${rounded(height / POINTS_PER_MILLIMETRE)}mm`,
      viewBox: `0 0 ${rounded(width)} ${rounded(height)}`,
      'font-family': FONT_FAMILY,
      'font-size': FONT_SIZE,
      fill: INK.text,
    },
    `\n${head}\n${columns}\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`;
}

function drawColumn(model: FigureModel, layout: FigureLayout, column: number): string {
  const { heading, subheading, panels } = model.columns[column]!;
  const boxes = layout.panels[column]!;
  const places = boxes.map((box, row): Place => {
    const x = scaleLinear()
      .domain(layout.x.limits)
      .range([box.left, box.left + box.width]);
    const y = scaleLinear()
      .domain(layout.rows[row]!.limits)
      .range([box.top + box.height, box.top]);
    return { box, x, y };
  });
  const first = boxes[0]!;
  const last = boxes.at(-1)!;
  const parts: string[] = [];
  const clipped = (line: string) => formulasIn(clipText(line, first.width + 4, FONT_SIZE));
  if (heading !== '') parts.push(text(clipped(heading), first.left, FONT_SIZE * 1.2, { 'font-weight': 600 }));
  if (subheading !== '')
    parts.push(text(clipped(subheading), first.left, FONT_SIZE * 1.2 + LINE_HEIGHT, { fill: INK.secondary }));
  if (layout.isOverlay) parts.push(...drawKey(model, first.left));
  panels.forEach((panel, row) => {
    parts.push(drawFrame(layout, column, row, places[row]!, panel, model));
  });
  // Guides run through all rows, under the curves.
  for (const [row, panel] of panels.entries()) {
    for (const onset of panel.onsets) {
      const at = places[row]!.x(onset.x);
      const { colour } = lineStyle(onset.channel, onset.sample, false);
      parts.push(
        rule(at, first.top, at, last.top + last.height, {
          stroke: colour,
          'stroke-width': 0.6,
          'stroke-dasharray': '1 2',
        }),
      );
    }
  }
  panels.forEach((panel, row) => {
    parts.push(drawPanel(panel, places[row]!, model.rows[row]!.id, layout, column, row));
  });
  return element('g', { class: 'column', 'data-column': String(column) }, `\n${parts.join('\n')}\n`);
}

/** Grid, axes, ticks and titles of one panel. */
function drawFrame(
  layout: FigureLayout,
  column: number,
  row: number,
  { box, x, y }: Place,
  panel: FigurePanel,
  model: FigureModel,
): string {
  const { left, top, width, height } = box;
  const right = left + width;
  const bottom = top + height;
  const axis = layout.rows[row]!;
  const isLast = row === model.rows.length - 1;
  const parts: string[] = [];
  const grid = { stroke: INK.grid, 'stroke-width': 0.5 };
  const ink = { stroke: INK.axis, 'stroke-width': 0.7 };
  for (const tick of layout.x.ticks) parts.push(rule(x(tick.value), top, x(tick.value), bottom, grid));
  for (const tick of axis.ticks)
    parts.push(rule(left, y(tick.value), right, y(tick.value), tick.value === 0 ? ink : grid));
  parts.push(rule(left, top, left, bottom, ink), rule(left, bottom, right, bottom, ink));
  for (const tick of axis.ticks) {
    parts.push(rule(left - 2.5, y(tick.value), left, y(tick.value), ink));
    if (layout.hasLeft[column])
      parts.push(text(tick.label, left - 4, y(tick.value) + FONT_SIZE * 0.35, { 'text-anchor': 'end' }));
  }
  if (layout.hasLeft[column]) parts.push(sideways(axis.title, left - layout.leftGutter + FONT_SIZE * 1.2, box));
  if (panel.rightOffset !== undefined) {
    parts.push(rule(right, top, right, bottom, ink));
    for (const tick of rightTicks(axis.limits, panel.rightOffset)) {
      parts.push(rule(right, y(tick.value), right + 2.5, y(tick.value), ink));
      if (layout.hasRight[column]) parts.push(text(tick.label, right + 4, y(tick.value) + FONT_SIZE * 0.35));
    }
    const title = model.rows[row]!.rightTitle;
    if (layout.hasRight[column] && title !== undefined)
      parts.push(sideways(title, right + layout.rightGutter - FONT_SIZE * 0.7, box));
  }
  for (const tick of layout.x.ticks) {
    parts.push(rule(x(tick.value), bottom, x(tick.value), bottom + 2.5, ink));
    if (isLast) parts.push(text(tick.label, x(tick.value), bottom + 3 + FONT_SIZE, { 'text-anchor': 'middle' }));
  }
  if (isLast)
    parts.push(
      text(layout.x.title, left + width / 2, bottom + 3 + FONT_SIZE * 2.5, {
        'text-anchor': 'middle',
        'font-weight': 500,
      }),
    );
  return element('g', { class: 'frame' }, parts.join(''));
}

/** An axis title along a panel's side, reading upwards. */
function sideways(title: string, at: number, box: Rectangle): string {
  const middle = box.top + box.height / 2;
  return text(title, at, middle, {
    'text-anchor': 'middle',
    'font-weight': 500,
    transform: `rotate(-90 ${rounded(at)} ${rounded(middle)})`,
  });
}

/** Which line is which sample, where samples share a panel. */
function drawKey({ samples }: FigureModel, left: number): string[] {
  return samples.flatMap((sample, index) => {
    const y = FONT_SIZE * 1.2 + LINE_HEIGHT * index;
    const { colour, width, dash } = lineStyle('voltage', index, true);
    const key = rule(left, y - FONT_SIZE * 0.3, left + 22, y - FONT_SIZE * 0.3, {
      stroke: colour,
      'stroke-width': width,
      'stroke-dasharray': dash.length > 0 ? dash.join(' ') : undefined,
    });
    return [key, text(formulasIn(sample), left + 27, y, { 'font-weight': 600 })];
  });
}

function drawPanel(
  panel: FigurePanel,
  place: Place,
  id: string,
  layout: FigureLayout,
  column: number,
  row: number,
): string {
  const { isOverlay } = layout;
  const notes = layout.notes[column]![row]!;
  const { exponent } = layout.rows[row]!;
  const { left, top } = place.box;
  const parts = [
    ...panel.series.map((series) => drawBand(series, place)),
    ...panel.limits.map((limit) => drawLimit(limit.value, place)),
    ...panel.series.map((series) => drawCurve(series, place, isOverlay)),
    ...panel.limits.map((limit) => limitLabel(limit, exponent, place, isOverlay, notes.length)),
    ...panel.onsets.map((onset, index) => drawOnset(onset, index, place)),
    ...(isOverlay ? drawEndLabels(panel.series, place) : []),
    ...notes.map((note, index) =>
      text(note, left + 4, top + FONT_SIZE * 1.1 + LINE_HEIGHT * index, { 'font-weight': 500 }),
    ),
  ];
  // Whoever digitises the picture finds here what its coordinates mean.
  const meaning = {
    'data-x-limits': layout.x.limits.join(' '),
    'data-y-limits': layout.rows[row]!.limits.join(' '),
    'data-box': [left, top, place.box.width, place.box.height].join(' '),
  };
  return element('g', { class: 'panel', 'data-row': id, ...meaning }, parts.filter((part) => part !== '').join(''));
}

const isDrawn = (series: FigureSeries) => (i: number) => Number.isFinite(series.x[i]) && Number.isFinite(series.y[i]);

function drawCurve(series: FigureSeries, { x, y }: Place, isOverlay: boolean): string {
  const { colour, width, dash } = lineStyle(series.channel, series.sample, isOverlay);
  const path = line<number>()
    .defined(isDrawn(series))
    .x((i) => x(series.x[i]!))
    .y((i) => y(series.y[i]!))
    .digits(DIGITS)([...series.x.keys()]);
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

function drawBand(series: FigureSeries, { x, y }: Place): string {
  const { low, high } = series;
  if (!low || !high) return '';
  const path = area<number>()
    .defined((i) => isDrawn(series)(i) && Number.isFinite(low[i]) && Number.isFinite(high[i]))
    .x((i) => x(series.x[i]!))
    .y0((i) => y(low[i]!))
    .y1((i) => y(high[i]!))
    .digits(DIGITS)([...series.x.keys()]);
  if (path === null) return '';
  const { colour } = lineStyle(series.channel, series.sample, false);
  return element('path', { class: 'band', d: path, fill: colour, 'fill-opacity': '0.2' });
}

function drawLimit(value: number, { box, y }: Place): string {
  return rule(box.left, y(value), box.left + box.width, y(value), {
    class: 'limit',
    stroke: INK.secondary,
    'stroke-width': 0.7,
    'stroke-dasharray': '4.5 3',
  });
}

/** Above its line, or below where printed results stand above; at the right where samples share a panel. */
function limitLabel(
  { value, label }: FigureLimit,
  exponent: number,
  { box, y }: Place,
  isOverlay: boolean,
  lines: number,
): string {
  const printed = `${label} ${Number((value / 10 ** exponent).toPrecision(2))}`;
  const at = y(value);
  if (isOverlay)
    return text(printed, box.left + box.width - 4, at - 2.5, { 'text-anchor': 'end', fill: INK.secondary });
  const isCrowded = at - FONT_SIZE * 1.2 < box.top + LINE_HEIGHT * lines + FONT_SIZE * 0.4;
  return text(printed, box.left + 4, isCrowded ? at + FONT_SIZE * 1.1 : at - 2.5, { fill: INK.secondary });
}

/** A triangle on the point, its words on the side with room. */
function drawOnset(onset: FigureOnset, index: number, { box, x, y }: Place): string {
  const at = x(onset.x);
  const tip = y(onset.y) - 1;
  const { colour } = lineStyle(onset.channel, onset.sample, false);
  const triangle = element('path', {
    class: 'onset',
    d: `M${rounded(at)},${rounded(tip)}L${rounded(at - 3)},${rounded(tip - 5)}L${rounded(at + 3)},${rounded(tip - 5)}Z`,
    fill: colour,
  });
  const room = at - box.left - 8;
  // Without its word where that would leave the panel; a second onset stands higher than the first.
  const words = textWidth(onset.label, FONT_SIZE) < room ? onset.label : onset.label.replace('onset ', '');
  const fits = textWidth(words, FONT_SIZE) < room;
  // The place of the limit's label at the left edge stays free.
  const isNearEdge = fits && room - textWidth(words, FONT_SIZE) < LIMIT_LABEL_WIDTH;
  const raised = index + (isNearEdge ? 1 : 0);
  const label = text(words, fits ? at - 6 : at + 6, tip - 4 - LINE_HEIGHT * raised, {
    'text-anchor': fits ? 'end' : 'start',
    'font-weight': 500,
  });
  return triangle + label;
}

/** Numbers of the samples at the ends of their curves, pushed apart; the key above says their names. */
function drawEndLabels(all: readonly FigureSeries[], { box, x, y }: Place): string[] {
  const ends = all.flatMap((series) => {
    const last = series.y.findLastIndex((_, i) => isDrawn(series)(i));
    return last < 0 ? [] : [{ label: String(series.sample + 1), at: x(series.x[last]!), height: y(series.y[last]!) }];
  });
  ends.sort((a, b) => a.height - b.height);
  let lowest = box.top + FONT_SIZE;
  return ends.map(({ label, at, height }) => {
    const place = Math.max(height + FONT_SIZE * 0.35, lowest);
    lowest = place + FONT_SIZE * 1.2;
    const fits = at + textWidth(label, FONT_SIZE) + 6 < box.left + box.width;
    return text(label, fits ? at + 4 : at - 4, place, {
      'text-anchor': fits ? 'start' : 'end',
      'font-weight': 500,
    });
  });
}

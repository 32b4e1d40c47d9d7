import { scaleLinear } from 'd3-scale';
import { drawFrame } from './draw-frame.ts';
import { drawPanel } from './draw-panel.ts';
import type { Drawing, Place } from './drawing.ts';
import { headingRoom, layOutFigure } from './figure-layout.ts';
import type { FigureColumn, FigureModel } from './figure-model.ts';
import { figureSummary } from './figure-summary.ts';
import { curveStyle, FONT_FAMILY, type FigureStyle } from './figure-style.ts';
import { escapeXml, formulasIn } from './figure-text.ts';
import { element, rounded, rule } from './svg-element.ts';
import { svgText } from './svg-text.ts';
import { BOLD, clipText } from './text-width.ts';

/**
 * Draws a figure as SVG with real text: the same picture in the window, in reports and on the command line. Every
 * coordinate keeps a hundredth of the unit.
 */
export function drawFigure(model: FigureModel, style: FigureStyle, idPrefix = 'figure'): string {
  const layout = layOutFigure(model, style);
  const drawing: Drawing = { model, style, layout, idPrefix };
  const columns = model.columns.map((column, index) => drawColumn(drawing, column, index)).join('\n');
  const { width, height } = layout;
  const { value, unit } = style.writtenWidth;
  const head = [
    element('title', {}, escapeXml(model.title)),
    element('desc', {}, escapeXml([model.caption, ...figureSummary(model)].join('\n'))),
    element('metadata', { 'data-kind': 'provenance' }, escapeXml(JSON.stringify(model.provenance))),
    element('rect', { x: 0, y: 0, width, height, fill: style.inks.paper }),
  ].join('\n');
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      role: 'img',
      width: `${rounded(value)}${unit}`,
      height: `${rounded((height * value) / width)}${unit}`,
      viewBox: `0 0 ${rounded(width)} ${rounded(height)}`,
      'font-family': FONT_FAMILY,
      'font-size': style.fontSize,
      fill: style.inks.text,
    },
    `\n${head}\n${columns}\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`;
}

function placesOf({ layout }: Drawing, column: number): Place[] {
  return layout.panels[column]!.map((panel, row): Place => {
    const { left, top, width, height } = panel.box;
    const scaleX = scaleLinear()
      .domain(panel.x.limits)
      .range([left, left + width]);
    const scaleY = scaleLinear()
      .domain(panel.y.limits)
      .range([top + height, top]);
    return { ...panel, column, row, scaleX, scaleY };
  });
}

function drawColumn(drawing: Drawing, column: FigureColumn, index: number): string {
  const places = placesOf(drawing, index);
  const parts = [
    ...(drawing.model.isOverlay ? drawKey(drawing, places[0]!) : drawHeading(drawing, column, places[0]!)),
    ...places.map((place) => drawFrame(drawing, place)),
    ...drawGuides(drawing, column, places),
    ...places.map((place) => drawPanel(drawing, column.panels[place.row]!, place)),
  ];
  return element('g', { class: 'column', 'data-column': String(index) }, `\n${parts.join('\n')}\n`);
}

/** Name of the sample, and the run: at the right end of the line where both fit, else below. Either may come out wider. */
function drawHeading({ style, layout }: Drawing, { heading, subheading }: FigureColumn, place: Place): string[] {
  const { fontSize, inks } = style;
  const { left } = place.box;
  const baseline = fontSize * 1.3;
  const room = headingRoom(place, layout.rightGutter);
  const clipped = (line: string, width: number) => formulasIn(clipText(line, width, fontSize));
  const name = clipped(heading, room / BOLD);
  const first = name === '' ? [] : [svgText(style, name, left, baseline, { 'font-weight': 600 })];
  if (subheading === '') return first;
  const secondary = { fill: inks.secondary };
  const second =
    layout.headingLines > 1
      ? svgText(style, clipped(subheading, room), left, baseline + layout.lineHeight, secondary)
      : svgText(style, formulasIn(subheading), left + room, baseline, { 'text-anchor': 'end', ...secondary });
  return [...first, second];
}

/** Which line is which sample, where samples share a panel. */
function drawKey({ model, style, layout }: Drawing, { box }: Place): string[] {
  const { fontSize } = style;
  return model.samples.flatMap((sample, index) => {
    const y = fontSize * 1.3 + layout.lineHeight * index;
    const { colour, width, dash } = curveStyle(style, 'voltage', index, true);
    const end = box.left + fontSize * 2.8;
    const key = rule(box.left, y - fontSize * 0.3, end, y - fontSize * 0.3, {
      stroke: colour,
      'stroke-width': width,
      'stroke-dasharray': dash.length > 0 ? dash.join(' ') : undefined,
    });
    const name = formulasIn(clipText(sample, box.width - fontSize * 3.4, fontSize));
    return [key, svgText(style, name, end + fontSize * 0.6, y, { 'font-weight': 600 })];
  });
}

/** Onsets run through all rows as dotted lines, under the curves. */
function drawGuides({ style }: Drawing, column: FigureColumn, places: readonly Place[]): string[] {
  const first = places[0]!.box;
  const last = places.at(-1)!.box;
  return column.panels.flatMap((panel, row) =>
    panel.onsets.flatMap((onset) => {
      const { scaleX, x } = places[row]!;
      if (onset.x < x.limits[0] || onset.x > x.limits[1]) return [];
      const at = scaleX(onset.x);
      return [
        rule(at, first.top, at, last.top + last.height, {
          class: 'guide',
          stroke: style.line(onset.channel).colour,
          'stroke-width': style.fontSize * 0.075,
          'stroke-dasharray': '1 2',
        }),
      ];
    }),
  );
}

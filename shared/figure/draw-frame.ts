import type { Drawing, Place } from './drawing.ts';
import { rightTicks } from './figure-layout.ts';
import { element, rounded, rule } from './svg-element.ts';
import { svgText } from './svg-text.ts';

/** Grid, axes, ticks and titles of one panel. */
export function drawFrame(drawing: Drawing, place: Place): string {
  const { style } = drawing;
  const { box, scaleX, scaleY } = place;
  const right = box.left + box.width;
  const bottom = box.top + box.height;
  const grid = { stroke: style.inks.grid, 'stroke-width': style.fontSize * 0.06 };
  const ink = inkOf(drawing);
  const lines = [
    ...place.x.ticks.map(({ value }) => rule(scaleX(value), box.top, scaleX(value), bottom, grid)),
    ...place.y.ticks.map(({ value }) => rule(box.left, scaleY(value), right, scaleY(value), value === 0 ? ink : grid)),
    rule(box.left, box.top, box.left, bottom, ink),
    rule(box.left, bottom, right, bottom, ink),
  ];
  const parts = [...lines, ...leftAxis(drawing, place), ...rightAxis(drawing, place), ...bottomAxis(drawing, place)];
  return element('g', { class: 'frame' }, parts.join(''));
}

const inkOf = ({ style }: Drawing) => ({ stroke: style.inks.axis, 'stroke-width': style.fontSize * 0.09 });

function leftAxis(drawing: Drawing, { box, y, scaleY, hasLeft }: Place): string[] {
  const { style, layout } = drawing;
  const { fontSize } = style;
  const tick = fontSize * 0.32;
  const parts = y.ticks.map(({ value }) =>
    rule(box.left - tick, scaleY(value), box.left, scaleY(value), inkOf(drawing)),
  );
  if (!hasLeft) return parts;
  const labels = y.ticks.map(({ value, label }) =>
    svgText(style, label, box.left - fontSize * 0.55, scaleY(value) + fontSize * 0.35, { 'text-anchor': 'end' }),
  );
  return [...parts, ...labels, sideways(drawing, y.title, box.left - layout.leftGutter + fontSize * 1.3, box)];
}

function rightAxis(drawing: Drawing, place: Place): string[] {
  const { model, style, layout } = drawing;
  const { box, y, scaleY, hasRight } = place;
  const { rightOffset } = model.columns[place.column]!.panels[place.row]!;
  if (rightOffset === undefined) return [];
  const { fontSize } = style;
  const right = box.left + box.width;
  const tick = fontSize * 0.32;
  const parts = [rule(right, box.top, right, box.top + box.height, inkOf(drawing))];
  for (const { value, label } of rightTicks(y.limits, rightOffset)) {
    parts.push(rule(right, scaleY(value), right + tick, scaleY(value), inkOf(drawing)));
    if (hasRight) parts.push(svgText(style, label, right + fontSize * 0.55, scaleY(value) + fontSize * 0.35));
  }
  const title = model.rows[place.row]!.rightTitle;
  if (hasRight && title !== undefined)
    parts.push(sideways(drawing, title, right + layout.rightGutter - fontSize * 0.6, box));
  return parts;
}

function bottomAxis(drawing: Drawing, { box, x, scaleX, isLast }: Place): string[] {
  const { style } = drawing;
  const { fontSize } = style;
  const bottom = box.top + box.height;
  const parts = x.ticks.map(({ value }) =>
    rule(scaleX(value), bottom, scaleX(value), bottom + fontSize * 0.32, inkOf(drawing)),
  );
  if (!isLast) return parts;
  const labels = x.ticks.map(({ value, label }) =>
    svgText(style, label, scaleX(value), bottom + fontSize * 1.4, { 'text-anchor': 'middle' }),
  );
  const title = svgText(style, x.title, box.left + box.width / 2, bottom + fontSize * 2.9, {
    'text-anchor': 'middle',
    'font-weight': 500,
  });
  return [...parts, ...labels, title];
}

/** An axis title along a panel's side, reading upwards. */
function sideways({ style }: Drawing, title: string, at: number, box: Place['box']): string {
  const middle = box.top + box.height / 2;
  return svgText(style, title, at, middle, {
    'text-anchor': 'middle',
    'font-weight': 500,
    transform: `rotate(-90 ${rounded(at)} ${rounded(middle)})`,
  });
}

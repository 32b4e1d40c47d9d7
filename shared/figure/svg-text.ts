import type { FigureStyle } from './figure-style.ts';
import { element, raisedRuns, type Attributes } from './svg-element.ts';

/** A line of text; an edge in the paper's colour keeps it readable where it stands on a line. */
export function svgText(
  { inks, fontSize }: FigureStyle,
  content: string,
  x: number,
  y: number,
  more: Attributes = {},
): string {
  const edge = {
    stroke: inks.paper,
    'stroke-width': fontSize * 0.25,
    'stroke-linejoin': 'round',
    'paint-order': 'stroke',
  };
  return element('text', { x, y, ...edge, ...more }, raisedRuns(content, fontSize));
}

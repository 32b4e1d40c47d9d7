import { escapeXml } from './figure-text.ts';
import { splitRuns } from './split-runs.ts';
import { RAISED_SIZE } from './text-width.ts';

/** Digits behind the point of a coordinate: 0.01 pt is 3.5 um on paper. */
export const COORDINATE_DIGITS = 2;

export type Attributes = Record<string, string | number | undefined>;

export const rounded = (value: number): string => String(Number(value.toFixed(COORDINATE_DIGITS)));

/** An element of SVG; `content` is markup already. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : escapeXml(value!)}"`)
    .join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

export const rule = (x1: number, y1: number, x2: number, y2: number, more: Attributes): string =>
  element('line', { x1, y1, x2, y2, ...more });

/**
 * Superscripts and subscripts as shifted ordinary characters: few typefaces have a superscript minus or a subscript n.
 */
export function raisedRuns(content: string, fontSize: number): string {
  let shift = 0;
  return splitRuns(content)
    .map(({ text, position }) => {
      const target = position * fontSize * (position > 0 ? 0.18 : 0.36);
      const dy = target - shift;
      shift = target;
      if (dy === 0 && position === 0) return escapeXml(text);
      const size = position === 0 ? undefined : fontSize * RAISED_SIZE;
      return element('tspan', { dy, 'font-size': size }, escapeXml(text));
    })
    .join('');
}

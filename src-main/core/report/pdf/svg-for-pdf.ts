import type { Font, GlyphRun } from 'fontkit';
import { openFont, SANS_MEDIUM } from '../report-fonts.ts';

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescapeXml = (text: string): string => text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name) => ENTITIES[name]!);

const TEXT = /<text([^>]*)>([\s\S]*?)<\/text>/g;
const RUN = /<tspan([^>]*)>([\s\S]*?)<\/tspan>|([^<]+)/g;

type Attributes = Record<string, string>;

const attributesOf = (written: string): Attributes =>
  Object.fromEntries([...written.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));

const written = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');

const rounded = (value: number): string => String(Number(value.toFixed(3)));

/** The font a drawing's weight asks for. */
const fontOf = (weight: string | undefined): Font =>
  openFont(weight === '500' ? 'medium' : Number(weight) >= 600 ? 'bold' : 'normal');

/** Characters of one height, laid out, with where they stand. */
interface PlacedRun {
  content: string;
  x: number;
  y: number;
  size: number;
  laid: GlyphRun;
}

function placeRuns(attributes: Attributes, content: string, drawingSize: number, font: Font): PlacedRun[] {
  const size = Number(attributes['font-size'] ?? drawingSize);
  let x = Number(attributes.x);
  let y = Number(attributes.y);
  const runs = [...content.matchAll(RUN)].map(([, own = '', inside, plain = '']): PlacedRun => {
    const tspan = attributesOf(own);
    const runSize = Number(tspan['font-size'] ?? size);
    const whole = inside ?? plain;
    const widthOf = (laid: GlyphRun) => (laid.advanceWidth * runSize) / font.unitsPerEm;
    y += Number(tspan.dy ?? 0);
    // The writer drops a space at the start: it is stepped over instead.
    x += widthOf(font.layout(/^ */.exec(whole)![0]));
    const run = { content: whole.trimStart(), x, y, size: runSize, laid: font.layout(unescapeXml(whole.trimStart())) };
    x += widthOf(run.laid);
    return run;
  });
  const width = x - Number(attributes.x);
  const anchor = attributes['text-anchor'];
  const shift = anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0;
  return runs.map((run) => ({ ...run, x: run.x - shift }));
}

/** Outlines of the letters of a run as the data of an SVG path. */
function outlineOf({ laid, size, x, y }: PlacedRun, font: Font): string {
  const scale = size / font.unitsPerEm;
  let at = x;
  return laid.glyphs
    .map((glyph, i) => {
      const place = laid.positions[i]!;
      const path = glyph.path.scale(scale, -scale).translate(at + place.xOffset * scale, y - place.yOffset * scale);
      at += place.xAdvance * scale;
      return path.toSVG();
    })
    .join('');
}

/**
 * A drawing as the PDF writer understands it, looking the same:
 * - text with an edge (`paint-order="stroke"`), which it would paint over its own letters, becomes the outline of the
 *   letters and, over it, text without an edge; the text is there once and can be searched;
 * - raised and lowered runs become texts of their own, because it would put a space between them;
 * - weight 500, which it does not know, becomes the family of that weight.
 */
export function svgForPdf(svg: string): string {
  const drawingSize = Number(/<svg[^>]*\sfont-size="([\d.]+)/.exec(svg)?.[1] ?? 16);
  return svg.replace(TEXT, (_, own: string, content: string) => {
    const {
      x: _x,
      y: _y,
      stroke,
      transform,
      'text-anchor': _anchor,
      'stroke-width': strokeWidth,
      'stroke-linejoin': strokeLinejoin,
      'paint-order': paintOrder,
      'font-size': _size,
      ...kept
    } = attributesOf(own);
    const font = fontOf(kept['font-weight']);
    const runs = placeRuns(attributesOf(own), content, drawingSize, font);
    const style: Attributes = { ...kept };
    if (kept['font-weight'] === '500') {
      delete style['font-weight'];
      style['font-family'] = SANS_MEDIUM;
    }
    const hasHalo = paintOrder === 'stroke' && stroke !== undefined;
    const halo = hasHalo
      ? `<path fill="none"${written({ d: runs.map((run) => outlineOf(run, font)).join(''), stroke, 'stroke-width': strokeWidth ?? '1', 'stroke-linejoin': strokeLinejoin ?? 'miter' })}/>`
      : '';
    const texts = runs.map(
      ({ x, y, size, content: run }) =>
        `<text${written({ x: rounded(x), y: rounded(y), 'font-size': rounded(size), ...style })} xml:space="preserve">${run}</text>`,
    );
    return `<g${transform === undefined ? '' : ` transform="${transform}"`}>${halo}${texts.join('')}</g>`;
  });
}

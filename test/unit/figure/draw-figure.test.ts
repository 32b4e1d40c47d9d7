import { describe, expect, it } from 'vitest';
import { drawFigure } from '../../../shared/figure/draw-figure.ts';
import { layOutFigure } from '../../../shared/figure/figure-layout.ts';
import {
  figurePaperSchema,
  JOURNAL_WIDTHS_MILLIMETRE,
  paperStyle,
  type FigurePaper,
} from '../../../shared/figure/figure-style.ts';
import { exampleFigure } from './example-figure.ts';
import { readXml, type XmlElement } from './read-xml.ts';

const model = exampleFigure();
const style = (widthMillimetre: number, lines?: FigurePaper['lines']) =>
  paperStyle(figurePaperSchema.parse({ widthMillimetre, lines }));

const all = (node: XmlElement, name: string): XmlElement[] => [
  ...(node.name === name ? [node] : []),
  ...node.children.flatMap((child) => all(child, name)),
];
const curves = (root: XmlElement) => all(root, 'path').filter((path) => path.attributes.class === 'curve');

/** `M1,2L3,4M5,6` as runs of points. */
const runsOf = (path: string): [number, number][][] =>
  path
    .split('M')
    .slice(1)
    .map((run) => run.split('L').map((point) => point.split(',').map(Number) as [number, number]));

describe.each(JOURNAL_WIDTHS_MILLIMETRE)('a figure %i mm wide', (width) => {
  const svg = drawFigure(model, style(width));
  const root = readXml(svg);
  const layout = layOutFigure(model, style(width));

  it('is valid XML of that width, with real text of at least 8 pt', () => {
    expect(root.name).toBe('svg');
    expect(root.attributes.width).toBe(`${width}mm`);
    // One unit of the view box is one point: 72 in 25.4 mm.
    const [, , units] = root.attributes.viewBox.split(' ').map(Number);
    expect(Math.abs(units - (width * 72) / 25.4)).toBeLessThan(0.01);
    expect(Number(root.attributes['font-size'])).toBeGreaterThanOrEqual(8);
    const texts = all(root, 'text');
    for (const text of texts) expect(text.attributes['font-size']).toBeUndefined();
    // One column of two samples is too narrow for the name: it is cut, never run into the next.
    const name = width === 85 ? '1 ZrO2 <"5 %…' : '1 ZrO2 <"5 % & more">';
    expect(texts.some(({ text }) => text.startsWith(name))).toBe(true);
    expect(texts.some((text) => text.text === 'onset 68.5 %')).toBe(true);
    expect(texts.some((text) => text.text === 'LOD 0.12')).toBe(true);
  });

  it('keeps everything inside its edges', () => {
    for (const column of layout.panels)
      for (const { box } of column) {
        expect(box.left).toBeGreaterThan(0);
        expect(box.width).toBeGreaterThan(40);
        expect(box.left + box.width).toBeLessThanOrEqual(layout.width);
        expect(box.top + box.height).toBeLessThan(layout.height);
      }
  });

  it('draws the numbers it was given, to print precision, and breaks at the hole', () => {
    const drawn = curves(root);
    expect(drawn).toHaveLength(6);
    let index = 0;
    model.columns.forEach((column, c) =>
      column.panels.forEach((panel, r) => {
        const [series] = panel.series;
        const { box, y: axis } = layout.panels[c]![r]!;
        const runs = runsOf(drawn[index++]!.attributes.d!);
        expect(runs).toHaveLength(series!.y.some(Number.isNaN) ? 2 : 1);
        const points = runs.flat();
        const kept = [...series!.x].map((x, i) => [x, series!.y[i]!] as const).filter(([, y]) => !Number.isNaN(y));
        expect(points).toHaveLength(kept.length);
        const [bottom, top] = axis.limits;
        kept.forEach(([x, y], i) => {
          // The scales written out: linear between the edges of the panel.
          expect(Math.abs(points[i]![0] - (box.left + (box.width * x) / 100))).toBeLessThan(0.006);
          const height = box.top + (box.height * (top - y)) / (top - bottom);
          expect(Math.abs(points[i]![1] - height)).toBeLessThan(0.006);
        });
      }),
    );
  });
});

describe('limits and ticks', () => {
  const layout = layOutFigure(model, style(175));

  it('are one for a row, whatever its columns hold', () => {
    // Sample 1 has no oxygen, sample 2 has 0.31: a panel at full height means the shared limits cover both.
    const [bottom, top] = layout.panels[0]![1]!.y.limits;
    expect(bottom).toBeLessThan(-0.05);
    expect(top).toBeGreaterThan(0.36);
    const svg = readXml(drawFigure(model, style(175)));
    const columns = all(svg, 'g').filter((group) => group.attributes.class === 'column');
    const texts = columns.map((column) => all(column, 'text').map((text) => text.text));
    const ticks = layout.panels[0]!.flatMap(({ y }) => y.ticks.map((tick) => tick.label));
    for (const column of texts) for (const tick of ticks) expect(column).toContain(tick);
  });

  it('are at most five, round, with equal decimals and a real minus', () => {
    for (const { y: row } of layout.panels[0]!) {
      expect(row.ticks.length).toBeGreaterThanOrEqual(3);
      expect(row.ticks.length).toBeLessThanOrEqual(5);
      expect(new Set(row.ticks.map((tick) => tick.label.split('.')[1]?.length ?? 0)).size).toBe(1);
      for (const tick of row.ticks) {
        expect(tick.value).toBeGreaterThanOrEqual(row.limits[0]);
        expect(tick.value).toBeLessThanOrEqual(row.limits[1]);
        expect(tick.label).not.toContain('-');
      }
    }
  });

  it('take a power of ten out of small numbers and say so in the title', () => {
    expect(layout.panels[0]![2]!.y.title).toBe('SO₂ norm. / 10⁻⁵ g⁻¹');
    expect(layout.panels[0]![2]!.y.ticks.map((tick) => tick.label)).toEqual(['0', '1', '2', '3']);
    expect(layout.panels[0]![1]!.y.title).toBe('Cumulative O₂ / µmol g⁻¹');
  });

  it('write axes at the outer columns only where there is no room for more', () => {
    expect(layOutFigure(model, style(85)).panels.map(([panel]) => panel!.hasLeft)).toEqual([true, false]);
    expect(layOutFigure(model, style(85)).panels.map(([panel]) => panel!.hasRight)).toEqual([false, true]);
    expect(layout.panels.map(([panel]) => panel!.hasLeft)).toEqual([true, true]);
  });
});

describe('what the picture carries', () => {
  const root = readXml(drawFigure(model, style(175)));

  it('has its provenance to the last digit, and the caption for screen readers', () => {
    expect(JSON.parse(all(root, 'metadata')[0]!.text)).toEqual({ exact: 0.30000000000000004, text: '<&>"' });
    expect(all(root, 'desc')[0]!.text.startsWith(model.caption)).toBe(true);
  });

  it('marks bands at 20 %, dashes gases where that is asked for, guides onsets through all rows', () => {
    const bands = all(root, 'path').filter((path) => path.attributes.class === 'band');
    expect(bands).toHaveLength(2);
    for (const band of bands) expect(band.attributes['fill-opacity']).toBe('0.2');
    const dashesOf = (drawn: XmlElement) => curves(drawn).map((path) => path.attributes['stroke-dasharray']);
    expect(new Set(dashesOf(root))).toEqual(new Set([undefined]));
    const dashes = dashesOf(readXml(drawFigure(model, style(175, 'distinct'))));
    expect(dashes.slice(0, 2)).toEqual([undefined, undefined]);
    expect(dashes[2]).toMatch(/^\d/);
    const layout = layOutFigure(model, style(175));
    const guide = all(root, 'line').find((line) => line.attributes['stroke-dasharray'] === '1 2')!;
    expect(Number(guide.attributes.y1)).toBeCloseTo(layout.panels[0]![0]!.box.top, 1);
    expect(Number(guide.attributes.y2)).toBeCloseTo(
      layout.panels[0]![2]!.box.top + layout.panels[0]![2]!.box.height,
      1,
    );
  });

  it('tells samples apart by their lines where they share a panel', () => {
    const overlay = exampleFigure({ layout: 'overlay' });
    expect(overlay.columns).toHaveLength(1);
    const dashes = curves(readXml(drawFigure(overlay, style(85)))).map((path) => path.attributes['stroke-dasharray']);
    expect(dashes[0]).not.toBe(dashes[1]);
    expect(dashes[2]).not.toBe(dashes[3]);
  });
});

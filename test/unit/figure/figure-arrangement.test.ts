import { describe, expect, it } from 'vitest';
import { drawFigure } from '../../../shared/figure/draw-figure.ts';
import { layOutFigure } from '../../../shared/figure/figure-layout.ts';
import { figurePaperSchema, paperStyle, screenStyle, type FigurePaper } from '../../../shared/figure/figure-style.ts';
import { figureSummary } from '../../../shared/figure/figure-summary.ts';
import { LabelPlaces } from '../../../shared/figure/label-places.ts';
import { textWidth } from '../../../shared/figure/text-width.ts';
import { exampleFigure } from './example-figure.ts';

const paper = (change: Partial<FigurePaper> = {}) => paperStyle(figurePaperSchema.parse(change));

describe('an arrangement', () => {
  it('gives each sample its own scale only when asked', () => {
    const [shared, free] = [true, false].map((sharesLimits) =>
      layOutFigure(exampleFigure({ sharesLimits }), paper()).panels.map((column) => column[1]!.y.limits),
    );
    expect(shared![0]).toEqual(shared![1]);
    // Sample 1 has 0 +- 0.05 and an LOD of 0.12, sample 2 reaches 0.36: its scale must be at least twice as long.
    const [small, large] = free!.map(([low, high]) => high - low);
    expect(large! / small!).toBeGreaterThan(2);
  });

  it('keeps limits that a person chose to the last digit, and cuts what is beyond them', () => {
    const model = exampleFigure({ xLimits: [10.5, 60], rowLimits: { 'cumulative-O2': [0, 0.1] } });
    const layout = layOutFigure(model, paper());
    for (const column of layout.panels) {
      expect(column[1]!.y.limits).toEqual([0, 0.1]);
      for (const panel of column) expect(panel.x.limits).toEqual([10.5, 60]);
    }
    const svg = drawFigure(model, paper());
    expect(svg).toContain('data-y-limits="0 0.1"');
    expect(svg).toContain('clip-path="url(#figure-clip-1-1)"');
    // Onsets at 68.5 % are off the axis: neither marked nor guided.
    expect(svg).not.toContain('class="onset"');
    expect(svg).not.toContain('class="guide"');
  });

  it('leaves marks out, and their sentences with them', () => {
    const model = exampleFigure({ marks: ['limits'] });
    expect(model.caption).toBe('Voltage and gases.');
    const svg = drawFigure(model, paper());
    expect(svg).not.toMatch(/class="(band|onset)"|206 mAh/);
    expect(svg).toContain('LOD 0.12');
  });

  it('says of whom a mark is where samples share a panel', () => {
    const svg = drawFigure(exampleFigure({ layout: 'overlay' }), paper());
    for (const text of ['LOD 1: 0.12', 'LOD 2: 0.12', '1: onset 68.5 %', '2: onset 68.5 %', '2: 206 mAh g'])
      expect(svg).toContain(text);
  });
});

describe('paper and screen', () => {
  it('take width, height and text size as given', () => {
    const style = paper({ widthMillimetre: 100, heightMillimetre: 150, fontSizePoint: 10 });
    const svg = drawFigure(exampleFigure(), style);
    expect(svg).toMatch(/width="100mm" height="150mm" viewBox="0 0 283.46 425.2"/);
    expect(svg).toContain('font-size="10"');
    expect(layOutFigure(exampleFigure(), screenStyle('dark', 900, 700)).height).toBeCloseTo(700, 6);
  });

  it('never squeeze panels into nothing: a figure too low grows', () => {
    const layout = layOutFigure(exampleFigure(), paper({ heightMillimetre: 40 }));
    for (const { box } of layout.panels[0]!) expect(box.height).toBeGreaterThan(40);
    expect(layout.height).toBeGreaterThan((40 * 72) / 25.4);
  });

  it('print without any colour where black is asked for, gases still apart', () => {
    const svg = drawFigure(exampleFigure(), paper({ palette: 'grey', lines: 'solid' }));
    const colours = [...svg.matchAll(/"#([0-9A-F]{6})"/g)].map(([, hex]) => hex!);
    for (const hex of colours.filter((one) => !['15191C', '47515A'].includes(one)))
      expect(hex.slice(0, 2) === hex.slice(2, 4) && hex.slice(2, 4) === hex.slice(4)).toBe(true);
    expect(svg).toMatch(/class="curve"[^>]*stroke-dasharray/);
  });

  it.each(['7', '0', '25'])('refuse text of %s pt', (size) => {
    expect(figurePaperSchema.safeParse({ fontSizePoint: Number(size) }).success).toBe(false);
  });
});

describe('labels', () => {
  const panel = { left: 0, top: 0, width: 100, height: 100 };

  it('stand where no other label and no curve is', () => {
    const places = new LabelPlaces(panel, 10, [{ x: 20, y: 46 }]);
    const at = (y: number) => ({ x: 10, y, anchor: 'start' as const });
    expect(places.place(30, [at(50), at(70), at(90)])).toEqual(at(70));
    expect(places.place(30, [at(70), at(90)])).toEqual(at(90));
    // Outside the panel is worse than on a curve.
    expect(places.place(30, [at(3), at(50)])).toEqual(at(50));
  });

  it('are as wide as the typeface makes them', () => {
    // IBM Plex Sans Medium at 1000 units: digits 600, l 285; raised runs at 72 %.
    expect(textWidth('00', 10)).toBeCloseTo(12, 9);
    expect(textWidth('l', 1000)).toBeCloseTo(285, 9);
    expect(textWidth('10⁻⁵', 1000)).toBeCloseTo(1200 + 0.72 * 1200, 6);
  });
});

it('is told in words: begin, end, highest value and onset of every curve', () => {
  const words = figureSummary(exampleFigure());
  expect(words).toHaveLength(6);
  // 0.31 (80/80)^2 at the end, by arithmetic.
  expect(words[4]).toBe(
    'Cumulative O₂, 2 coated: from 0 at 0 % to 0.31 µmol g⁻¹ at 80 %, highest 0.31 at 80 %, onset 68.5 %.',
  );
  expect(words[2]).toContain('highest 3.4');
  expect(words[2]).toContain('10⁻⁵ g⁻¹');
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figurePdf } from '../../../src-main/core/report/pdf/figure-pdf.ts';
import { svgForPdf } from '../../../src-main/core/report/pdf/svg-for-pdf.ts';
import { drawFigure } from '../../../shared/figure/draw-figure.ts';
import type { FigureModel } from '../../../shared/figure/figure-model.ts';
import { figurePaperSchema, paperStyle } from '../../../shared/figure/figure-style.ts';
import { detachFile, pdfAttachments, pdfFonts, pdfInfo, pdfPages, skipWithoutPoppler } from '../../support/poppler.ts';
import { readXml } from '../figure/read-xml.ts';

const MODEL: FigureModel = {
  title: 'Charge 1',
  caption: 'A caption & more.',
  samples: ['1 ZrO2-coated <NCM85>'],
  xAxis: { quantity: 'SOC', unit: '%', limits: [0, 100] },
  rows: [{ id: 'o2', quantity: 'Cumulative O₂', unit: 'µmol g⁻¹', includeZero: true, relativeHeight: 1 }],
  columns: [
    {
      heading: '1 ZrO2-coated <NCM85>',
      subheading: '',
      panels: [
        {
          series: [
            {
              label: 'O2',
              channel: 'O2',
              sample: 0,
              x: Float64Array.of(0, 50, 80),
              y: Float64Array.of(0, 1, 2),
              low: Float64Array.of(0, 0.5, 1),
              high: Float64Array.of(0, 1.5, 3),
            },
          ],
          limits: [{ value: 0.5, label: 'LOD', sample: 0 }],
          onsets: [],
          notes: ['1.55 ± 0.11'],
        },
      ],
    },
  ],
  sharesLimits: true,
  isOverlay: false,
  provenance: {},
};

const PAPER = paperStyle(figurePaperSchema.parse({ widthMillimetre: 85 }));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'opendems-test-figure-pdf-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('figure as PDF', () => {
  it.skipIf(skipWithoutPoppler())('is one page of the figure’s size, real text in embedded fonts', async () => {
    const svg = drawFigure(MODEL, PAPER);
    const path = join(folder, 'figure.pdf');
    const paper = {
      title: 'Charge 1',
      author: 'Laboratory',
      subject: 'Figure',
      madeAt: new Date(Date.UTC(2026, 10, 11)),
      attachments: [
        { name: 'provenance.json', mediaType: 'application/json', description: 'Origin', content: '{"µ":1}' },
      ],
    };
    writeFileSync(path, await figurePdf(svg, paper));
    const info = pdfInfo(path);
    expect(info.Pages).toBe('1');
    // 85 mm are 240.945 points.
    expect(Number.parseFloat(info['Page size']!)).toBeCloseTo((85 * 72) / 25.4, 2);
    expect(info.Title).toBe('Charge 1');
    const text = pdfPages(path).join('');
    for (const word of ['ZrO2-coated <NCM85>', 'Cumulative O2 / µmol g−1', 'SOC / %', '1.55 ± 0.11', 'LOD 0.5'])
      expect(text).toContain(word);
    // The white edge of letters is drawn, not written a second time.
    expect(text.match(/1\.55/g)).toHaveLength(1);
    const fonts = pdfFonts(path);
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts)
      expect(font).toMatchObject({ name: expect.stringContaining('IBMPlex'), isEmbedded: true });
    expect(pdfAttachments(path)).toEqual(['provenance.json']);
    detachFile(path, 'provenance.json', join(folder, 'provenance.json'));
    expect(readFileSync(join(folder, 'provenance.json'), 'utf8')).toBe('{"µ":1}');
    expect(await figurePdf(svg, paper)).toEqual(await figurePdf(svg, paper));
  });

  it('keeps every letter of a drawing, once', () => {
    const lettersOf = (svg: string) => {
      const all = (node: ReturnType<typeof readXml>): string[] => [
        ...(node.name === 'text' ? [node.text] : []),
        ...node.children.flatMap(all),
      ];
      return all(readXml(svg)).join('').replaceAll(/\s/g, '').split('').sort().join('');
    };
    const svg = drawFigure(MODEL, PAPER);
    expect(lettersOf(svgForPdf(svg))).toBe(lettersOf(svg));
  });
});

import { expect, it } from 'vitest';
import { figurePng } from '../../../src-main/core/report/figure-png.ts';
import { spreadOf } from '../../../src-main/core/report/replicates.ts';
import { drawFigure } from '../../../shared/figure/draw-figure.ts';
import { figurePaperSchema, paperStyle } from '../../../shared/figure/figure-style.ts';
import { exampleFigure } from '../figure/example-figure.ts';

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

it('is a picture of the printed size at the chosen resolution, and says so', async () => {
  const svg = drawFigure(exampleFigure(), paperStyle(figurePaperSchema.parse({ widthMillimetre: 85 })));
  const png = Buffer.from(await figurePng(svg, 150));
  expect([...png.subarray(0, 8)]).toEqual(SIGNATURE);
  // 85 mm / 25.4 mm x 150 = 501.97 pixels.
  expect(png.readUInt32BE(16)).toBe(502);
  const at = png.indexOf('pHYs');
  // 150 / 0.0254 m = 5905.5 pixels per metre.
  expect(png.readUInt32BE(at + 4)).toBe(5906);
  expect(png.readUInt32BE(at + 8)).toBe(5906);
  expect(png[at + 12]).toBe(1);
  // Text is painted: without a font the picture would be a tenth smaller. Sizes of the same figure with and without words.
  const bare = Buffer.from(await figurePng(svg.replaceAll(/<text[\s\S]*?<\/text>/g, ''), 150));
  expect(png.length).toBeGreaterThan(bare.length * 1.3);
});

it('knows mean and scatter from three cells on', () => {
  expect(spreadOf([1, 3])).toBeUndefined();
  // 2, 4, 9: mean 5, deviations -3, -1, 4, s = sqrt(26 / 2).
  const { n, mean, s } = spreadOf([2, 4, 9])!;
  expect([n, mean]).toEqual([3, 5]);
  expect(s).toBeCloseTo(Math.sqrt(13), 12);
});

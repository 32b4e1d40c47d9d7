import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { fontFiles, SANS, SANS_MEDIUM } from './report-fonts.ts';
import { sizeOf } from './pdf/figure-pdf.ts';
import { withResolution } from './png-resolution.ts';

const MILLIMETRE_PER_INCH = 25.4;

let ready: Promise<void> | undefined;

/** The renderer is one file for all systems; the build lays it beside the bundles, run from source it lies in its package. */
function start(): Promise<void> {
  const beside = fileURLToPath(new URL('../resvg/resvg.wasm', import.meta.url));
  const path = existsSync(beside) ? beside : createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm');
  ready ??= initWasm(readFileSync(path));
  return ready;
}

/**
 * A drawing as PNG at its size in print; the file says its resolution, so that it is placed at that size.
 * @param svg as `drawFigure` gives it; width and height of its root are millimetres
 */
export async function figurePng(svg: string, dotsPerInch: number): Promise<Uint8Array> {
  await start();
  const fonts = fontFiles();
  const files = [fonts[SANS]!.normal!, fonts[SANS]!.bold!, fonts[SANS_MEDIUM]!.normal!];
  const width = Math.round((sizeOf(svg).widthMillimetre / MILLIMETRE_PER_INCH) * dotsPerInch);
  const renderer = new Resvg(svg, {
    fitTo: { mode: 'width', value: width },
    font: { fontBuffers: files.map((file) => readFileSync(file)), defaultFontFamily: SANS, sansSerifFamily: SANS },
  });
  const picture = renderer.render();
  try {
    return withResolution(picture.asPng(), dotsPerInch);
  } finally {
    picture.free();
    renderer.free();
  }
}

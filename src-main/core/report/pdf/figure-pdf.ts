import { svgForPdf } from './svg-for-pdf.ts';
import { renderPdf, type PdfPaper } from './render-pdf.ts';

export const POINTS_PER_MILLIMETRE = 72 / 25.4;

/**
 * One drawing as a PDF of one page, exactly as large as the drawing says: vectors, real text in embedded fonts.
 * @param svg as `drawFigure` gives it; width and height of its root are millimetres
 */
export async function figurePdf(svg: string, paper: PdfPaper): Promise<Uint8Array> {
  const { widthMillimetre, heightMillimetre } = sizeOf(svg);
  const width = widthMillimetre * POINTS_PER_MILLIMETRE;
  const height = heightMillimetre * POINTS_PER_MILLIMETRE;
  return renderPdf(paper, {
    pageSize: { width, height },
    pageMargins: [0, 0, 0, 0],
    content: { svg: svgForPdf(svg), width, height },
  });
}

/** Size a drawing's root gives in millimetres. @throws Error where it gives none */
export function sizeOf(svg: string): { widthMillimetre: number; heightMillimetre: number } {
  const found = /<svg[^>]*\swidth="([\d.]+)mm"[^>]*\sheight="([\d.]+)mm"/.exec(svg);
  if (!found) throw new Error('the drawing gives no size in millimetres');
  return { widthMillimetre: Number(found[1]), heightMillimetre: Number(found[2]) };
}

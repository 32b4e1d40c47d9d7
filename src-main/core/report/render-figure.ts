import { drawFigure } from '../../../shared/figure/draw-figure.ts';
import { figureCsv } from '../../../shared/figure/figure-csv.ts';
import type { FigureModel } from '../../../shared/figure/figure-model.ts';
import type { FigureFormat, FigurePrint } from '../../../shared/figure/figure-print.ts';
import { paperStyle } from '../../../shared/figure/figure-style.ts';

/** What stands in a file beside the figure. */
export interface FigureOrigin {
  author: string;
  madeAt: Date;
}

/** A figure as the bytes of a file. The writers of PDF and PNG are loaded when they are needed: they are large. */
export async function renderFigure(
  model: FigureModel,
  format: FigureFormat,
  print: FigurePrint,
  { author, madeAt }: FigureOrigin,
): Promise<Uint8Array> {
  const svg = () => drawFigure(model, paperStyle(print.paper));
  switch (format) {
    case 'csv':
      return new TextEncoder().encode(figureCsv(model));
    case 'svg':
      return new TextEncoder().encode(svg());
    case 'png':
      return (await import('./figure-png.ts')).figurePng(svg(), print.dotsPerInch);
    case 'pdf': {
      const numbers = {
        name: 'numbers.csv',
        mediaType: 'text/csv',
        description: 'Every number of this figure',
        content: figureCsv(model),
      };
      const paper = { title: model.title, author, subject: model.caption, madeAt, attachments: [numbers] };
      return (await import('./pdf/figure-pdf.ts')).figurePdf(svg(), paper);
    }
  }
}

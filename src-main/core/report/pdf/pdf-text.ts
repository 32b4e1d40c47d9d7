import type { PdfNode, PdfStyle } from 'pdfmake';
import { textRuns } from '../report-model/report-text.ts';
import { measureText } from '../report-fonts.ts';

/** Size of raised and lowered characters, relative to their line. */
const SMALL = 0.72;

/** Text whose sub- and superscripts are lowered and raised ordinary characters, which every viewer shows. */
export function richText(content: string, style: PdfStyle & { fontSize: number }): PdfNode {
  const runs = textRuns(content);
  if (runs.every((run) => run.position === 0)) return { ...style, text: content };
  const fontSize = style.fontSize * SMALL;
  return {
    ...style,
    text: runs.map(({ text, position }) => {
      if (position === 0) return { text };
      return position < 0 ? { text, sup: { offset: '38%', fontSize } } : { text, sub: { offset: '18%', fontSize } };
    }),
  };
}

/** Width of such a text on one line, points. */
export function richWidth(content: string, fontSize: number, bold = false): number {
  return textRuns(content).reduce(
    (sum, run) => sum + measureText(run.text, run.position === 0 ? fontSize : fontSize * SMALL, bold),
    0,
  );
}

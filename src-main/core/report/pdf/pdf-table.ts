import type { PdfNode, PdfTableLayout } from 'pdfmake';
import { channelOfSpecies, INK, printLine } from '../../../../shared/figure/figure-style.ts';
import type { ReportCell, ReportTable } from '../report-model/report-document.ts';
import { richText, richWidth } from './pdf-text.ts';

/** Sizes tried, largest first, until a table fits its width. */
const SIZES = [8, 7.6, 7.2, 6.8] as const;
export const NOTE_SIZE = 7;
const GAP = 9;
/** Least width of a column of sentences. */
const LEAST_SENTENCE = 70;
const KEY_LENGTH = 12;
const KEY_ROOM = KEY_LENGTH + 5;

/** Widths without padding, and the size of type they hold at. */
interface Plan {
  size: number;
  widths: number[];
}

function naturalWidths({ columns, rows }: ReportTable, size: number): number[] {
  return columns.map((column, index) => {
    const head = Math.max(richWidth(column.title, size - 0.5, true), richWidth(column.unit, size - 0.5));
    const body = column.grows
      ? 0
      : Math.max(
          0,
          ...rows.map(({ cells }) => {
            const cell = cells[index]!;
            return richWidth(cell.text, size, cell.strong) + (cell.key ? KEY_ROOM : 0);
          }),
        );
    return Math.ceil(10 * Math.max(head, body, column.grows ? LEAST_SENTENCE : 0) + 3) / 10;
  });
}

/** The largest size at which every number stands on one line; what is left over goes to sentences, else to all gaps. */
function planOf(table: ReportTable, room: number): Plan {
  let plan: Plan = { size: SIZES[0], widths: [] };
  for (const size of SIZES) {
    const widths = naturalWidths(table, size);
    plan = { size, widths };
    const free = room - widths.reduce((sum, width) => sum + width, 0) - GAP * (widths.length - 1);
    if (free < 0) continue;
    const growing = table.columns.filter((column) => column.grows).length;
    const most = growing > 0 ? free / growing : free / widths.length;
    return { size, widths: widths.map((width, i) => width + (growing === 0 || table.columns[i]!.grows ? most : 0)) };
  }
  return plan;
}

/** The line a gas has in the figures, before its name. */
function keyLine(species: string, size: number): PdfNode {
  const { colour, width, dash } = printLine(channelOfSpecies(species));
  const [length, space] = dash;
  return {
    width: KEY_ROOM,
    canvas: [
      {
        type: 'line',
        x1: 0,
        y1: size * 0.72,
        x2: KEY_LENGTH,
        y2: size * 0.72,
        lineWidth: width * 1.4,
        lineColor: colour,
        ...(length === undefined ? {} : { dash: { length: length * 0.6, space: (space ?? length) * 0.6 } }),
      },
    ],
  };
}

function cellNode(cell: ReportCell, align: 'left' | 'right', size: number, grows: boolean): PdfNode {
  const text = richText(cell.text, { fontSize: size, bold: cell.strong ?? false, alignment: align });
  const whole = { ...(text as object), noWrap: !grows, preserveTrailingSpaces: true };
  return cell.key ? { columns: [keyLine(cell.key, size), whole], columnGap: 0 } : whole;
}

/**
 * Header rows repeat on every page, rows and notes are not torn, numbers stand at their points.
 * @param isKept the table stands in what is kept together anyhow; the writer loses what it moves twice
 */
export function tableNode(table: ReportTable, room: number, isKept: boolean): PdfNode {
  const { size, widths } = planOf(table, room);
  const headSize = size - 0.5;
  const hasUnits = table.columns.some((column) => column.unit !== '');
  const head = table.columns.map((column) =>
    richText(column.title, { fontSize: headSize, bold: true, alignment: column.align }),
  );
  const units = table.columns.map((column) =>
    richText(column.unit, { fontSize: headSize, color: INK.secondary, alignment: column.align }),
  );
  const headerRows = hasUnits ? 2 : 1;
  const body = table.rows.map((row) =>
    row.cells.map((cell, i) => cellNode(cell, table.columns[i]!.align, size, table.columns[i]!.grows ?? false)),
  );
  const begins = new Set(table.rows.flatMap((row, i) => (row.begins ? [i + headerRows] : [])));
  const last = headerRows + body.length;
  const layout: PdfTableLayout = {
    hLineWidth: (row) =>
      row === 0 || row === last
        ? 0.6
        : row === headerRows
          ? 0.6
          : hasUnits && row === 1
            ? 0
            : begins.has(row)
              ? 0.5
              : 0.25,
    vLineWidth: () => 0,
    hLineColor: (row) => (row === 0 || row === headerRows || row === last || begins.has(row) ? INK.axis : '#DDE2E5'),
    paddingLeft: (column) => (column === 0 ? 0 : GAP / 2),
    paddingRight: (column) => (column === widths.length - 1 ? 0 : GAP / 2),
    paddingTop: (row) => (hasUnits && row === 1 ? 0 : 1.2),
    paddingBottom: (row) => (hasUnits && row === 0 ? 0.3 : 1.2),
  };
  const notes = table.notes.map((note) =>
    richText(note, { fontSize: NOTE_SIZE, color: INK.secondary, margin: [0, 3, 0, 0] }),
  );
  return {
    stack: [
      {
        table: {
          headerRows,
          keepWithHeaderRows: 2,
          dontBreakRows: true,
          widths,
          body: [head, ...(hasUnits ? [units] : []), ...body],
        },
        layout,
      },
      ...(isKept ? notes : notes.map((note) => ({ unbreakable: true, stack: [note] }))),
    ],
    margin: [0, 0, 0, 6],
  };
}

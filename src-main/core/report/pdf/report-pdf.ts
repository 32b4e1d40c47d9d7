import type { PdfDefinition, PdfNode } from 'pdfmake';
import { INK } from '../../../../shared/figure/figure-style.ts';
import type {
  NumberedSection,
  Report,
  ReportChapter,
  ReportFact,
  ReportLeaf,
} from '../report-model/report-document.ts';
import { POINTS_PER_MILLIMETRE, sizeOf } from './figure-pdf.ts';
import { MONO } from '../report-fonts.ts';
import { richText, richWidth } from './pdf-text.ts';
import { NOTE_SIZE, tableNode } from './pdf-table.ts';
import { renderPdf, type PdfAttachment } from './render-pdf.ts';
import { svgForPdf } from './svg-for-pdf.ts';

/** Points; figures are smaller on the lower paper, so that its first page holds what that of the other holds. */
const PAPERS = {
  a4: { width: 595.28, height: 841.89, top: 30, bottom: 40, figureScale: 1 },
  letter: { width: 612, height: 792, top: 22, bottom: 40, figureScale: 0.9 },
} as const;
/** Width of the text: that of a figure over two columns of a journal. */
const TEXT_WIDTH = 175 * POINTS_PER_MILLIMETRE;
const BODY = 8;
const CODE = 5.8;
const PAIR_GAP = 20;
/** Lines of code in one column of a whole page. */
const CODE_LINES = { a4: 94, letter: 87 } as const;
/** A section of more rows may break over pages. */
const MOST_ROWS_TOGETHER = 18;

/** Sets a report as PDF, with the files it is checked by inside. */
export function reportPdf(report: Report, attachments: readonly PdfAttachment[], madeAt: Date): Promise<Uint8Array> {
  const { width, height, top, bottom } = PAPERS[report.paper];
  const side = (width - TEXT_WIDTH) / 2;
  const definition: PdfDefinition = {
    pageSize: { width, height },
    pageMargins: [side, top, side, bottom],
    content: report.chapters.flatMap((chapter, index) => chapterNodes(report, chapter, index)),
    footer: (page, pages) => footerNode(report, page, pages, side),
    // A heading at the foot of a page goes with what it heads.
    pageBreakBefore: (node) => node.headlineLevel === 1 && node.startPosition.verticalRatio > 0.88,
  };
  const title = [report.title, report.chapters[0]!.subtitle].filter((part) => part !== '').join(': ');
  const author = [report.operator, report.laboratory].filter((part) => part !== '').join(', ');
  return renderPdf({ title, author, subject: 'Calibrated gas report', madeAt, attachments }, definition);
}

function chapterNodes(report: Report, chapter: ReportChapter, index: number): PdfNode[] {
  const isFirst = index === 0;
  const names: PdfNode = {
    stack: [
      { text: chapter.title, fontSize: isFirst ? 16 : 13, bold: true },
      richText(chapter.subtitle, { fontSize: 9, color: INK.secondary, margin: [0, 1, 0, 0] }),
    ],
  };
  return [
    {
      ...(isFirst ? {} : { pageBreak: 'before' as const }),
      columns: [names, ...(isFirst ? [laboratoryNode(report)] : [])],
      columnGap: 12,
    },
    ruleNode(1.1, INK.text, 4, 3),
    factsNode(chapter.facts, 2, TEXT_WIDTH),
    ruleNode(0.6, INK.axis, 3, 5),
    ...chapter.rows.flatMap((row) => rowNodes(row, report)),
  ];
}

const SVG_DATA = 'data:image/svg+xml;base64,';

/** Name and logo of the laboratory at the right of the first page's head. */
function laboratoryNode({ laboratory, logo }: Report): PdfNode {
  const picture: PdfNode[] =
    logo === null
      ? []
      : logo.startsWith(SVG_DATA)
        ? [
            {
              svg: Buffer.from(logo.slice(SVG_DATA.length), 'base64').toString('utf8'),
              fit: [110, 30],
              alignment: 'right',
            },
          ]
        : [{ image: logo, fit: [110, 30], alignment: 'right' }];
  return {
    width: 170,
    stack: [
      ...picture,
      {
        text: laboratory,
        fontSize: BODY,
        alignment: 'right',
        color: INK.secondary,
        margin: [0, logo === null ? 5 : 3, 0, 0],
      },
    ],
  };
}

function ruleNode(lineWidth: number, lineColor: string, above: number, below: number): PdfNode {
  return {
    canvas: [{ type: 'line', x1: 0, y1: 0, x2: TEXT_WIDTH, y2: 0, lineWidth, lineColor }],
    margin: [0, above, 0, below],
  };
}

function rowNodes(row: readonly NumberedSection[], report: Report): PdfNode[] {
  if (row.length === 1) return sectionNodes(row[0]!, TEXT_WIDTH, report);
  const room = (TEXT_WIDTH - PAIR_GAP) / 2;
  return [
    {
      unbreakable: true,
      columns: row.map((section): PdfNode => ({ width: room, stack: sectionNodes(section, room, report, true) })),
      columnGap: PAIR_GAP,
    },
  ];
}

function sectionNodes(
  { number, title, blocks }: NumberedSection,
  room: number,
  report: Report,
  isPaired = false,
): PdfNode[] {
  const isCode = blocks[0]?.kind === 'code' && blocks[0].columns === 2;
  const isSmall = !isCode && !isPaired && rowsOf(blocks[0]) <= MOST_ROWS_TOGETHER;
  const heading = {
    ...(richText(`${number === '' ? '' : `${number} `}${title}`, {
      fontSize: 10,
      bold: true,
      margin: [0, 3, 0, 2],
    }) as object),
    // A heading inside a block that is kept together stays where the block goes.
    ...(isSmall || isPaired ? {} : { headlineLevel: 1 }),
    ...(isCode ? { pageBreak: 'before' as const } : {}),
  };
  // What is kept together holds nothing that is kept together: the writer loses what it moves twice.
  const [first, ...rest] = blocks.map((block, i) =>
    block.kind === 'figure'
      ? [figureNode(block, room, report.paper, i > 0 && !isPaired, blocks[i - 1]?.kind === 'table')]
      : blockNodes(block, room, report, { isFirst: i === 0, isSmall, isPaired }),
  );
  const opening = [heading, ...(first ?? [])];
  return [...(isSmall ? [{ unbreakable: true, stack: opening }] : opening), ...rest.flat()];
}

const rowsOf = (block: ReportLeaf | undefined): number =>
  block?.kind === 'table' ? block.rows.length : block?.kind === 'findings' ? block.findings.length : 0;

function blockNodes(
  block: Exclude<ReportLeaf, { kind: 'figure' }>,
  room: number,
  report: Report,
  { isFirst, isSmall, isPaired }: { isFirst: boolean; isSmall: boolean; isPaired: boolean },
): PdfNode[] {
  const isInside = isPaired || (isFirst && isSmall);
  switch (block.kind) {
    case 'table': {
      const isKept = !isInside && !isFirst && block.rows.length <= MOST_ROWS_TOGETHER;
      const node = tableNode(block, room, isInside || isKept);
      return [isKept ? { unbreakable: true, stack: [node] } : node];
    }
    case 'facts':
      return [{ stack: [factsNode(block.facts, block.columns, room)], margin: [0, 0, 0, 6] }];
    case 'paragraphs':
      return block.paragraphs.map((text) => {
        const node = paragraphNode(text, isPaired);
        // A last line alone on the next page reads as if something were missing before it.
        return isInside ? node : { unbreakable: true, stack: [node] };
      });
    case 'findings':
      return [{ stack: block.findings.map((finding) => findingNode(finding, room)), margin: [0, 0, 0, 5] }];
    case 'code':
      return block.columns === 1 ? [codeNode(block.lines, BODY - 1, room)] : codeColumns(block.lines, report, room);
  }
}

/** The first words up to a full stop stand out where they name what follows. */
function paragraphNode(content: string, isPaired: boolean): PdfNode {
  // Beside another section, on the first page, room is scarce.
  const margin: [number, number, number, number] = [0, 0, 0, isPaired ? 1.5 : 3];
  const named = /^([A-Z][\w ,]{2,28})\. (?=\S)/.exec(content);
  const style = { fontSize: BODY, lineHeight: 1.12 };
  if (!named) return richText(content, { ...style, margin });
  return {
    text: [{ text: `${named[1]}. `, bold: true }, richText(content.slice(named[0].length), style)],
    ...style,
    margin,
  };
}

/** State by shape, legible in grey: triangle, square, ring, disc. */
function findingNode(finding: Extract<ReportLeaf, { kind: 'findings' }>['findings'][number], room: number): PdfNode {
  const { severity, sentence, next } = finding;
  const mark = {
    warning: {
      type: 'polyline',
      closePath: true,
      points: [
        { x: 0, y: 7.5 },
        { x: 6, y: 7.5 },
        { x: 3, y: 2.2 },
      ],
      color: '#C27A00',
    },
    refusal: { type: 'rect', x: 0.4, y: 2.6, w: 5, h: 5, color: '#BF1736' },
    info: { type: 'ellipse', x: 3, y: 5.1, r1: 2.2, r2: 2.2, lineWidth: 0.8, lineColor: INK.secondary },
    passed: { type: 'ellipse', x: 3, y: 5.1, r1: 2.5, r2: 2.5, color: '#1B7A43' },
  }[severity];
  return {
    columns: [
      { width: 11, canvas: [mark] },
      {
        width: room - 11,
        text: [
          richText(sentence, { fontSize: BODY }),
          ...(next === '' ? [] : [richText(` ${next}`, { fontSize: BODY, color: INK.secondary })]),
        ],
        lineHeight: 1.08,
      },
    ],
    columnGap: 0,
    margin: [0, 0, 0, 1.5],
  };
}

function figureNode(
  { svg, caption }: Extract<ReportLeaf, { kind: 'figure' }>,
  room: number,
  paper: Report['paper'],
  isKept: boolean,
  followsTable: boolean,
): PdfNode {
  const { widthMillimetre, heightMillimetre } = sizeOf(svg);
  const width = PAPERS[paper].figureScale * Math.min(room, widthMillimetre * POINTS_PER_MILLIMETRE);
  const height = (width * heightMillimetre) / widthMillimetre;
  return {
    unbreakable: isKept,
    stack: [
      // A drawing has room of its own above its first panel and below its axis, and a table below its last row.
      { svg: svgForPdf(svg), width, height, margin: [(room - width) / 2, followsTable ? -5 : 0, 0, 0] },
      richText(caption, { fontSize: NOTE_SIZE, color: INK.secondary, margin: [0, -6, 0, 4] }),
    ],
  };
}

function factsNode(facts: readonly ReportFact[], columns: 1 | 2, room: number): PdfNode {
  const half = columns === 1 ? room : (room - PAIR_GAP) / 2;
  const label = Math.min(half / 2, Math.max(...facts.map((fact) => richWidth(fact.label, BODY))) + 14);
  const body: PdfNode[][] = [];
  for (let i = 0; i < facts.length; i += columns) {
    const cells = facts
      .slice(i, i + columns)
      .flatMap((fact): PdfNode[] => [
        richText(fact.label, { fontSize: BODY, color: INK.secondary }),
        richText(fact.value, { fontSize: BODY, ...(/^[0-9a-f]{64}$/.test(fact.value) ? { font: MONO } : {}) }),
      ]);
    while (cells.length < 2 * columns) cells.push('');
    body.push(cells);
  }
  const widths = columns === 1 ? [label, half - label] : [label, half - label, PAIR_GAP + label, half - label];
  const layout = {
    hLineWidth: () => 0,
    vLineWidth: () => 0,
    paddingLeft: (column: number) => (column === 2 ? PAIR_GAP : 0),
    paddingRight: () => 0,
    paddingTop: () => 1.1,
    paddingBottom: () => 1.1,
  };
  if (columns === 2) widths[2] = label;
  return { table: { widths, body, dontBreakRows: true }, layout };
}

function codeNode(lines: readonly string[], fontSize: number, width: number): PdfNode {
  return {
    width,
    stack: lines.map((line): PdfNode => ({
      text: line,
      font: MONO,
      fontSize,
      preserveLeadingSpaces: true,
      noWrap: false,
    })),
    margin: [0, 0, 0, 5],
  };
}

/** Two columns to a page, read down the left one first. */
function codeColumns(lines: readonly string[], report: Report, room: number): PdfNode[] {
  const perColumn = CODE_LINES[report.paper];
  const width = (room - PAIR_GAP) / 2;
  const pages: PdfNode[] = [];
  for (let i = 0; i < lines.length; i += 2 * perColumn) {
    const here = lines.slice(i, i + 2 * perColumn);
    const split = Math.min(perColumn, Math.ceil(here.length / 2));
    pages.push({
      ...(i === 0 ? {} : { pageBreak: 'before' as const }),
      columns: [codeNode(here.slice(0, split), CODE, width), codeNode(here.slice(split), CODE, width)],
      columnGap: PAIR_GAP,
    });
  }
  return pages;
}

function footerNode(report: Report, page: number, pages: number, side: number): PdfNode {
  const style = { fontSize: 6.8, color: INK.secondary };
  const made = [`OpenDEMS ${report.softwareVersion}`, report.operator].filter((part) => part !== '').join(' · ');
  const [first, second] = report.footer;
  return {
    margin: [side, 5, side, 0],
    stack: [
      { canvas: [{ type: 'line', x1: 0, y1: 0, x2: TEXT_WIDTH, y2: 0, lineWidth: 0.6, lineColor: INK.axis }] },
      {
        margin: [0, 4, 0, 0],
        columns: [
          {
            width: '*',
            stack: [
              { text: first!, ...style },
              { text: second!, ...style },
            ],
          },
          {
            width: 'auto',
            stack: [
              { text: made, ...style, alignment: 'right' },
              { text: `${report.madeTime} · ${page} / ${pages}`, ...style, alignment: 'right' },
            ],
          },
        ],
        columnGap: 12,
      },
    ],
  };
}

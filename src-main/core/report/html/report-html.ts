import { readFileSync } from 'node:fs';
import { channelOfSpecies, INK, printLine } from '../../../../shared/figure/figure-style.ts';
import { escapeXml } from '../../../../shared/figure/figure-text.ts';
import type { PdfAttachment } from '../pdf/render-pdf.ts';
import { webFonts } from '../report-fonts.ts';
import type {
  NumberedSection,
  Report,
  ReportChapter,
  ReportFact,
  ReportLeaf,
  ReportTable,
} from '../report-model/report-document.ts';
import { textRuns } from '../report-model/report-text.ts';
import { REPORT_CSS } from './report-css.ts';

/** A report as one page that needs nothing else: drawings, fonts, and the documents it is checked by are inside. */
export function reportHtml(report: Report, attachments: readonly PdfAttachment[]): string {
  const faces = webFonts().map(
    ({ family, weight, path }) =>
      `@font-face{font-family:'${family}';font-weight:${weight};src:url(data:font/woff2;base64,${readFileSync(path).toString('base64')}) format('woff2')}`,
  );
  const page = `@page{size:${report.paper === 'a4' ? 'A4' : 'letter'};margin:14mm 0 14mm}`;
  // A page that holds data runs nothing and fetches nothing, whatever was put into it.
  const policy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width">',
    `<meta name="generator" content="OpenDEMS ${escapeXml(report.softwareVersion)}">`,
    `<title>${escapeXml([report.title, report.chapters[0]!.subtitle].filter((part) => part !== '').join(': '))}</title>`,
    `<style>${faces.join('\n')}\n${page}\n${REPORT_CSS}</style>`,
    '</head>',
    '<body>',
    reportBody(report),
    ...attachments.map(embedded),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** Inside a page a document must not end the element it stands in. */
function embedded({ name, mediaType, content }: PdfAttachment): string {
  const text = typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
  return `<script type="${mediaType}" data-file="${escapeXml(name)}">${text.replaceAll('<', '\\u003c')}</script>`;
}

/** The visible part alone, for a page that brings its own style. */
export function reportBody(report: Report): string {
  const made = [`OpenDEMS ${report.softwareVersion}`, report.operator].filter((part) => part !== '').join(' · ');
  return [
    '<main>',
    ...report.chapters.map((chapter, index) => chapterHtml(report, chapter, index)),
    `<footer><div>${report.footer.map((line) => `<p>${rich(line)}</p>`).join('')}</div><div><p>${escapeXml(made)}</p><p>${escapeXml(report.madeTime)}</p></div></footer>`,
    '</main>',
  ].join('\n');
}

const rich = (content: string): string =>
  textRuns(content)
    .map(({ text, position }) => {
      const safe = escapeXml(text);
      return position === 0 ? safe : position < 0 ? `<sup>${safe}</sup>` : `<sub>${safe}</sub>`;
    })
    .join('');

function chapterHtml(report: Report, chapter: ReportChapter, index: number): string {
  const laboratory =
    index > 0
      ? ''
      : `<div class="laboratory">${report.logo === null ? '' : `<img alt="" src="${escapeXml(report.logo)}">`}${escapeXml(report.laboratory)}</div>`;
  return [
    '<div class="chapter">',
    `<header><div><h1>${escapeXml(chapter.title)}</h1><p class="subtitle">${rich(chapter.subtitle)}</p></div>${laboratory}</header>`,
    `<div class="head">${factsHtml(chapter.facts, 2)}</div>`,
    ...chapter.rows.map((row) =>
      row.length === 1
        ? sectionHtml(row[0]!)
        : `<div class="pair">${row.map((section) => sectionHtml(section)).join('\n')}</div>`,
    ),
    '</div>',
  ].join('\n');
}

function sectionHtml({ number, title, blocks }: NumberedSection): string {
  return `<section>\n<h2>${number === '' ? '' : `${number} `}${rich(title)}</h2>\n${blocks.map(blockHtml).join('\n')}\n</section>`;
}

function blockHtml(block: ReportLeaf): string {
  switch (block.kind) {
    case 'table':
      return tableHtml(block);
    case 'facts':
      return factsHtml(block.facts, block.columns);
    case 'figure':
      return `<figure>${block.svg.replace(/^<\?xml[^>]*\?>\n/, '')}<figcaption>${rich(block.caption)}</figcaption></figure>`;
    case 'paragraphs':
      return block.paragraphs.map((text) => `<p>${rich(text)}</p>`).join('\n');
    case 'findings':
      return `<ul>${block.findings.map(findingHtml).join('')}</ul>`;
    case 'code':
      return `<pre${block.columns === 2 ? ' class="two"' : ''}>${escapeXml(block.lines.join('\n'))}</pre>`;
  }
}

function factsHtml(facts: readonly ReportFact[], columns: 1 | 2): string {
  const list = facts.map(({ label, value }) => {
    const text = /^[0-9a-f]{64}$/.test(value) ? `<code>${value}</code>` : rich(value);
    return `<dt>${rich(label)}</dt><dd>${text}</dd>`;
  });
  return `<dl${columns === 2 ? ' class="two"' : ''}>${list.join('')}</dl>`;
}

function tableHtml({ columns, rows, notes }: ReportTable): string {
  const classOf = (i: number, ...more: string[]) => {
    const names = [columns[i]!.align === 'right' ? 'right' : '', columns[i]!.grows ? 'grows' : '', ...more];
    const written = names.filter((name) => name !== '').join(' ');
    return written === '' ? '' : ` class="${written}"`;
  };
  const hasUnits = columns.some((column) => column.unit !== '');
  const head = columns.map(({ title, unit }, i) => {
    const line = hasUnits ? `<span class="unit">${unit === '' ? '&#160;' : rich(unit)}</span>` : '';
    return `<th scope="col"${classOf(i)}>${rich(title)}${line}</th>`;
  });
  const body = rows.map((row) => {
    const cells = row.cells.map((cell, i) => {
      const key = cell.key === undefined ? '' : keyHtml(cell.key);
      return `<td${classOf(i, cell.strong ? 'strong' : '')}>${key}${rich(cell.text)}</td>`;
    });
    return `<tr${row.begins ? ' class="begins"' : ''}>${cells.join('')}</tr>`;
  });
  return [
    `<table><thead><tr>${head.join('')}</tr></thead>`,
    `<tbody>${body.join('\n')}</tbody></table>`,
    ...notes.map((note) => `<p class="note">${rich(note)}</p>`),
  ].join('\n');
}

function keyHtml(species: string): string {
  const { colour, width, dash } = printLine(channelOfSpecies(species));
  const dashes = dash.length === 0 ? '' : ` stroke-dasharray="${dash.map((one) => one * 0.6).join(' ')}"`;
  return `<svg viewBox="0 0 12 6" aria-hidden="true"><line x1="0" y1="4" x2="12" y2="4" stroke="${colour}" stroke-width="${width * 1.4}"${dashes}/></svg>`;
}

const MARKS = {
  warning: '<path d="M0 7.5H6L3 2.2Z" fill="#C27A00"/>',
  refusal: '<rect x="0.4" y="2.6" width="5" height="5" fill="#BF1736"/>',
  info: `<circle cx="3" cy="5.1" r="2.2" fill="none" stroke="${INK.secondary}" stroke-width="0.8"/>`,
  passed: '<circle cx="3" cy="5.1" r="2.5" fill="#1B7A43"/>',
} as const;
const MARK_NAMES = { warning: 'Warning', refusal: 'Refused', info: 'Note', passed: 'Holds' } as const;

function findingHtml(finding: Extract<ReportLeaf, { kind: 'findings' }>['findings'][number]): string {
  const { severity, sentence, next } = finding;
  const advice = next === '' ? '' : ` <span class="next">${rich(next)}</span>`;
  return `<li><svg viewBox="0 0 6 8" role="img" aria-label="${MARK_NAMES[severity]}">${MARKS[severity]}</svg><span>${rich(sentence)}${advice}</span></li>`;
}

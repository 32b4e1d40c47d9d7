import type { Results } from '../../../../shared/domain/results.ts';
import { formulasIn } from '../../../../shared/figure/figure-text.ts';
import type { ReportLeaf } from './report-document.ts';
import { neutral } from './report-numbers.ts';

/** A sentence of the program as a report prints it. */
export const printedSentence = (sentence: string): string => neutral(formulasIn(sentence).replaceAll('+-', '±'));

/** Checks against chemistry and physics, then the findings of every step. */
export function checksBlocks(results: Results): ReportLeaf[] {
  const checks = results.sanity.map((check) => ({
    severity:
      check.passed === true ? ('passed' as const) : check.passed === null ? ('info' as const) : ('warning' as const),
    sentence: printedSentence(check.sentence),
    next: '',
  }));
  const findings = results.findings.map((finding) => ({
    severity: finding.severity,
    sentence: printedSentence(finding.sentence),
    next: finding.next === 'Nothing to do.' ? '' : printedSentence(finding.next),
  }));
  const order = ['refusal', 'warning', 'info', 'passed'];
  const all = [...findings, ...checks].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return all.length === 0
    ? [{ kind: 'paragraphs', paragraphs: ['Nothing was found.'] }]
    : [{ kind: 'findings', findings: all }];
}

/** Room of the first page, lines, and characters of one of them. */
const SHORT_LINES = 3;
const SHORT_LINE_LENGTH = 66;

/** First page: what stands out most, as far as there is room. */
export function shortChecks(results: Results): ReportLeaf[] {
  const [block] = checksBlocks(results);
  if (block?.kind !== 'findings') return block ? [block] : [];
  let lines = 0;
  const kept = block.findings
    .map((finding) => ({ ...finding, next: '' }))
    .filter(({ sentence }, i) => {
      lines += Math.ceil(sentence.length / SHORT_LINE_LENGTH);
      return i === 0 || lines <= SHORT_LINES;
    });
  const more = block.findings.length - kept.length;
  return [
    { kind: 'findings', findings: kept },
    ...(more > 0 ? [{ kind: 'paragraphs' as const, paragraphs: [`${more} more in “Checks and findings”.`] }] : []),
  ];
}

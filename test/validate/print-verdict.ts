import type { ClassVerdict } from './judge.ts';

/** Behind what is missed, and what is open. */
const MARKS = { met: ' ', missed: '!', open: '?' } as const;

const percent = (share: number) => (100 * share).toFixed(1);

/** The verdict on one class for a terminal. */
export function printVerdict(verdict: ClassVerdict): string {
  const lines = [`\n${verdict.className}: ${verdict.runs} runs, seeds ${verdict.firstSeed} to ${verdict.lastSeed}`];
  for (const { species, bin, coverage, z, medianExpanded, coverageStanding, zStanding } of verdict.coverage) {
    lines.push(
      `  ${species.padEnd(4)} ${bin.padEnd(10)} coverage ${percent(coverage.share)} [${percent(coverage.low)}, ${percent(coverage.high)}] ` +
        `of ${String(coverage.count).padEnd(5)} ${MARKS[coverageStanding]}  z ${z.mean.toFixed(2).padStart(5)} +- ${z.deviation.toFixed(2)} ` +
        `${MARKS[zStanding]} median U ${medianExpanded.toPrecision(2)}`,
    );
  }
  for (const { species, label, events, trials, upper, standing } of verdict.falseDetections) {
    lines.push(
      `  ${species.padEnd(4)} ${label.padEnd(12)} false detections ${events}/${trials}, <= ${percent(upper)} % ${MARKS[standing]}`,
    );
  }
  for (const { species, method, coverage, medianHalfWidthMinutes, falseAlarms, phases, standing } of verdict.onsets) {
    lines.push(
      `  ${species.padEnd(4)} onset ${method}: covers ${percent(coverage.share)} of ${coverage.count} (+- ${medianHalfWidthMinutes.toFixed(0)} min), false alarms ${falseAlarms}/${phases} ${MARKS[standing]}`,
    );
  }
  lines.push(`  findings: ${verdict.findings.map(({ code, share }) => `${code} ${percent(share)} %`).join(', ')}`);
  return lines.join('\n');
}

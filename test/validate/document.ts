import { AMOUNT_BINS, CRITERIA, type ClassVerdict } from './judge.ts';
import { worstOf, type Standing } from './standing.ts';
import { VALIDATION_CLASSES, type SeedSet, type ValidationClass } from './validation-classes.ts';

/** What the document says of itself. */
export interface DocumentHead {
  date: string;
  seeds: SeedSet;
  version: string;
  /** First digits of the hash of the program that made the runs. */
  code: string;
  command: string;
}

const percent = (share: number) => (Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '-');
const range = ({ low, high }: { low: number; high: number }) =>
  `${(100 * low).toFixed(0)} to ${(100 * high).toFixed(0)} %`;
const signed = (value: number) => (value < 0 ? value.toFixed(2) : `+${value.toFixed(2)}`);
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const STANDINGS: Record<Standing, string> = { met: 'met', missed: '**missed**', open: 'not met, may be chance' };

/** docs/validation.md as text. A function of the verdicts and the head alone. */
export function validationDocument(verdicts: readonly ClassVerdict[], head: DocumentHead): string {
  const of = (kind: ValidationClass['kind']) =>
    verdicts.filter((verdict) => classOf(verdict).kind === kind).map(describeClass);
  return [
    '# Validation',
    '',
    `Written by \`${head.command}\` on ${head.date} with version ${head.version} (program ${head.code}), ` +
      `${runCount(verdicts)} simulated runs, ${head.seeds} seeds. Do not edit: run the command again.`,
    '',
    'How true are the uncertainties OpenDEMS prints? Runs are simulated whose truth is known, evaluated with the recipe the',
    'program proposes, and compared. The simulator (docs/simulated-lab.md) shares no code and no constants with the analysis.',
    '',
    '## Conclusions',
    '',
    ...fewRuns(verdicts),
    ...verdicts.map(conclusion),
    '',
    method(head),
    '## Matched simulation',
    '',
    ...of('matched'),
    '## Misfit simulation',
    '',
    ...of('misfit'),
  ].join('\n');
}

function classOf(verdict: ClassVerdict): ValidationClass {
  return VALIDATION_CLASSES.find((one) => one.name === verdict.className)!;
}

const runCount = (verdicts: readonly ClassVerdict[]) => verdicts.reduce((sum, verdict) => sum + verdict.runs, 0);

/** A criterion that a class does not meet. */
interface Unmet {
  kind: 'coverage' | 'z' | 'false detections' | 'onsets';
  words: string;
  standing: Standing;
}

/** What a class does not meet, in words. */
function unmetOf(verdict: ClassVerdict): Unmet[] {
  const blanks = classOf(verdict).isBlank;
  const coverage = verdict.coverage
    .filter((row) => row.bin === 'all')
    .map(({ species, coverageStanding, coverage: { share, low, high } }): Unmet => {
      const words = `U of ${species} covers ${percent(share)} (${percent(low)} to ${percent(high)})`;
      return { kind: 'coverage', words, standing: coverageStanding };
    });
  const z = verdict.coverage
    .filter((row) => row.bin !== 'total' && !(blanks && row.bin === '0'))
    .map(({ species, bin, zStanding, z: { mean, deviation } }): Unmet => {
      const amount = bin === 'all' ? 'all amounts' : bin === '0' ? 'zero' : `${bin} umol/g`;
      const words = `z of ${species}, ${amount}: ${signed(mean)} +- ${deviation.toFixed(2)}`;
      return { kind: 'z', words, standing: zStanding };
    });
  const detections = verdict.falseDetections.map(({ species, label, events, trials, upper, standing }): Unmet => {
    const words = `${species} in ${label}: ${events} false detections in ${trials} runs (at most ${percent(upper)})`;
    return { kind: 'false detections', words, standing };
  });
  const onsets = verdict.onsets.map(({ species, standing, coverage: { share, low, high } }): Unmet => ({
    kind: 'onsets',
    words: `intervals of ${species} cover ${percent(share)} (${percent(low)} to ${percent(high)})`,
    standing,
  }));
  return [...coverage, ...z, ...detections, ...onsets].filter(({ standing }) => standing !== 'met');
}

/** Everything a class misses, in words; empty where it meets all, or where what it does not meet may be chance. */
export function missesOf(verdict: ClassVerdict): string[] {
  return unmetOf(verdict).flatMap(({ standing, words }) => (standing === 'missed' ? [words] : []));
}

/** Runs per class that the criteria are meant for. */
const ENOUGH_RUNS = 1000;

function fewRuns(verdicts: readonly ClassVerdict[]): string[] {
  const least = Math.min(...verdicts.map((verdict) => verdict.runs));
  if (least >= ENOUGH_RUNS) return [];
  return [
    `**Preliminary: ${least} runs per class instead of ${ENOUGH_RUNS}.** Much cannot be told yet; run the command again with more runs.`,
    '',
  ];
}

/** One class: a line of how it stands, then a short line for each kind of criterion that is not met. */
function conclusion(verdict: ClassVerdict): string {
  const unmet = unmetOf(verdict);
  if (unmet.length === 0) return `- **${verdict.className}**: meets every criterion.`;
  const missed = unmet.filter(({ standing }) => standing === 'missed');
  const open = unmet.filter(({ standing }) => standing === 'open');
  const head = [
    `does not meet ${criteria(unmet.length)}`,
    ...(open.length === unmet.length ? ['by what may be chance'] : []),
    ...(open.length > 0 && missed.length > 0 ? [`${open.length} of them by what may be chance`] : []),
  ].join(', ');
  return [
    `- **${verdict.className}**: ${head}.`,
    `  - ${saidByTheProgram(verdict)}`,
    ...linesOf(missed, 'missed'),
    ...linesOf(open, 'not met, may be chance'),
  ].join('\n');
}

const criteria = (count: number) => (count === 1 ? 'one criterion' : `${count} criteria`);

function saidByTheProgram(verdict: ClassVerdict): string {
  const warnings = classOf(verdict).warnings.filter((code) =>
    verdict.findings.some((finding) => finding.code === code),
  );
  const shares = warnings.map((code) => `\`${code}\` in ${percent(shareOf(verdict, code))}`);
  return shares.length > 0
    ? `The program says so of such runs: ${shares.join(', ')} of them.`
    : 'The program has no finding that tells such runs from others.';
}

function linesOf(unmet: readonly Unmet[], standing: string): string[] {
  const kinds = [...new Set(unmet.map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const words = unmet.filter((one) => one.kind === kind).map((one) => one.words);
    return `  - ${kind}, ${standing}: ${words.join('; ')}.`;
  });
}

function shareOf(verdict: ClassVerdict, code: string): number {
  return verdict.findings.find((finding) => finding.code === code)?.share ?? 0;
}

function method(head: DocumentHead): string {
  const { coverage, zMean, zDeviation, falseDetections, onsetCoverage } = CRITERIA;
  return [
    '## Method',
    '',
    '**Runs.** Each seed draws its own laboratory (science.md 7): form, decay and drift of the background of every m/z and the share',
    'of it that comes with the carrier; certificate, flow, mass and active content within their stated uncertainties; headspace, line',
    'and delays; sensitivities and their drift between the calibrations. *Matched* runs keep to what the program has a model of. *Misfit* runs draw',
    'what science.md 7 lists besides: backgrounds that swing (sine) or walk, one in six each; ionisation patterns x (1 +- 0.2); washout as one tank,',
    'two tanks or sorption; a bent k(t) that leaves the straight line by up to 1.5 %; CO beside CO2. The amounts of H2, O2, CO2 (and SO2 up to 10 umol/g) of both charges',
    'are drawn each for itself: zero in a quarter of all, else evenly in the logarithm from 0.05 to 100 umol/g. Everything else is the experiment of',
    'docs/simulated-lab.md: 10 h OCV, two cycles at 0.05 C, 2 h rest, calibration before and after, 88 h.',
    '',
    '**Representation.** To make a campaign affordable the mass spectrometer dwells 2 s per mass (26.65 s a scan) instead of 0.5 s, and cycler and flow',
    "controller report every 30 s. Fewer readings scatter less: the noise of block means stays the same. The cycler's and flow controller's clocks are",
    'right, because fitting clocks has tests of its own. The runs are made in memory; no file and no network lies between.',
    '',
    '**Evaluation.** The proposed recipe as it is, but for the classes whose description says otherwise.',
    '',
    '**Comparison.** Each gas in each phase (two charges, two discharges, rest): N with U (95.45 %) against what the simulator released in that phase',
    'per gram of true active mass. SO2 has no calibration gas: its normalised ion current is compared with k/F_c times what was released.',
    'z = (N - truth)/u. The program presumes that one background in four walks, because nobody can see in an OCV period whether it will: where none',
    'does (matched) its intervals are a little too wide, where more do (misfit) a little too narrow; `background-walk-presumed` says so. Phases of one run share background and calibration, so intervals of shares are made from the variance *between runs*',
    '(ratio estimator, Wilson with the effective number of counts). Totals are shown, not gated. An onset counts as covered if its printed 95 %',
    'interval holds the time at which the true rate first exceeds the printed level R*; as false alarm if the true rate never does.',
    '',
    '**Criteria.**',
    `- coverage of U per gas over all amounts, zero included: its 95 % interval lies within ${range(coverage)};`,
    `- z per gas and bin of true amount: |mean| below ${zMean}, standard deviation ${zDeviation.low} to ${zDeviation.high};`,
    `- false detections in blanks per gas and phase: upper 95 % limit at most ${percent(falseDetections)} (Clopper and Pearson);`,
    `- onset intervals cover ${range(onsetCoverage)}.`,
    '',
    'Of what is not met, *missed* is where the runs say so: an interval of coverage that does not touch the range, a mean or deviation of z off by',
    'two of its standard errors, more false detections than are allowed. The rest is not met all the same, but may be by chance: the true value may lie',
    'within, and more runs would tell.',
    '',
    `**Seeds.** The engine was tuned on the set \`tune\` (from 1000000); this document is of the set \`${head.seeds}\`.`,
    '',
    '',
  ].join('\n');
}

function describeClass(verdict: ClassVerdict): string {
  const own = classOf(verdict);
  const parts = [
    `### ${verdict.className}`,
    '',
    `${own.description} ${verdict.runs} runs, seeds ${verdict.firstSeed} to ${verdict.lastSeed}.`,
    '',
    coverageTable(verdict),
    '',
  ];
  if (own.isBlank) parts.push(falseDetectionTable(verdict), '');
  parts.push(onsetTable(verdict, own.isBlank), '', findingsLine(verdict), '');
  return parts.join('\n');
}

function coverageTable(verdict: ClassVerdict): string {
  const bins = new Set<string>(['all', 'total', ...AMOUNT_BINS.map((bin) => bin.name)]);
  const rows = verdict.coverage
    // In blanks all is zero: one row says it.
    .filter((row) => bins.has(row.bin) && !(classOf(verdict).isBlank && row.bin === '0'))
    .map(({ species, bin, coverage, z, medianExpanded, coverageStanding, zStanding }) => [
      species,
      bin === 'all' || bin === 'total' ? `**${bin}**` : bin,
      percent(coverage.share),
      `${percent(coverage.low)} to ${percent(coverage.high)}`,
      String(coverage.count),
      `${signed(z.mean)} +- ${z.deviation.toFixed(2)}`,
      medianExpanded.toPrecision(2),
      bin === 'total' ? '' : STANDINGS[bin === 'all' ? worstOf(coverageStanding, zStanding) : zStanding],
    ]);
  return table(
    ['gas', 'true amount, umol/g', 'U covers', '95 % interval', 'count', 'z', 'median U, umol/g (SO2: s/g)', ''],
    rows,
  );
}

function falseDetectionTable(verdict: ClassVerdict): string {
  const rows = verdict.falseDetections.map(({ species, label, events, trials, upper, standing }) => [
    species,
    label,
    `${events} of ${trials}`,
    percent(upper),
    STANDINGS[standing],
  ]);
  return table(['gas', 'phase', 'false detections', 'upper 95 % limit', ''], rows);
}

function onsetTable(verdict: ClassVerdict, isBlank: boolean): string {
  const rows = verdict.onsets.map(({ species, coverage, medianHalfWidthMinutes, falseAlarms, phases, standing }) => [
    species,
    coverage.count > 0 ? `${percent(coverage.share)} of ${coverage.count}` : 'none to find',
    coverage.count > 0 ? `${percent(coverage.low)} to ${percent(coverage.high)}` : '',
    coverage.count > 0 ? `+- ${medianHalfWidthMinutes.toFixed(0)} min` : '',
    `${falseAlarms} of ${phases}`,
    isBlank || coverage.count === 0 ? '' : STANDINGS[standing],
  ]);
  return table(
    ['onset of', 'interval covers', '95 % interval', 'median half width', 'false alarms of half-cycles', ''],
    rows,
  );
}

function findingsLine(verdict: ClassVerdict): string {
  const shares = verdict.findings.map(({ code, share }) => `\`${code}\` ${percent(share)}`);
  return `Findings, share of runs: ${shares.join(', ') || 'none'}.`;
}

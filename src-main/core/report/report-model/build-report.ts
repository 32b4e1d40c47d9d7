import { AppError } from '../../../../shared/api/errors.ts';
import { REPORT_SECTION_TITLES, type ReportSection } from '../../../../shared/api/report.ts';
import { formulasIn } from '../../../../shared/figure/figure-text.ts';
import { SOFTWARE_VERSION } from '../../version.ts';
import type { EvaluatedRun } from '../evaluate-run.ts';
import { backgroundBlocks } from './background-section.ts';
import { shortBackground } from './short-background.ts';
import { budgetBlocks, shortBudget } from './budget-section.ts';
import { calibrationBlocks, shortCalibration } from './calibration-section.ts';
import { checksBlocks, shortChecks } from './checks-section.ts';
import { comparisonChapter } from './comparison-chapter.ts';
import { alignmentBlocks, flowFacts } from './flow-alignment-sections.ts';
import { interferenceBlocks } from './interference-section.ts';
import { compositionText, headFacts, metadataBlocks } from './metadata-section.ts';
import { methodBlocks } from './method-section.ts';
import { originBlocks, recipeBlocks } from './origin-section.ts';
import type { NumberedSection, Report, ReportChapter, ReportContext, ReportLeaf } from './report-document.ts';
import { planFigures, reportFigure } from './report-figures.ts';
import { decimals, utcText } from './report-numbers.ts';
import { cellTable, halfCycleTables, headlineTable, type ReportScope } from './results-tables.ts';

/** Sections as they are put together; numbers are given at the end. */
interface Section {
  title: string;
  blocks: ReportLeaf[];
}

/** What one run's part of the report speaks of. */
interface RunScope extends ReportScope {
  headline: string | null;
}

/**
 * The report of one run, or of several with what they have in common first (science.md 8). Pure: the same runs and context
 * give the same report. @throws AppError where something is asked for that no run has
 */
export function buildReport(runs: readonly EvaluatedRun[], context: ReportContext): Report {
  const { options } = context;
  const scopes = runs.map((run) => scopeOf(run, context));
  const isComparison = runs.length > 1;
  const chapters: ReportChapter[] = [];
  let counted = 0;
  let figures = 0;
  const numbered = (rows: Section[][]): NumberedSection[][] =>
    rows.map((row) => row.map((section) => ({ ...section, number: String((counted += 1)) })));
  const nextFigure = () => (figures += 1);
  const remarks: Section[] =
    options.remarks === ''
      ? []
      : [{ title: 'Remarks', blocks: [{ kind: 'paragraphs', paragraphs: options.remarks.split(/\n+/) }] }];
  if (isComparison) {
    const label = commonHeadline(scopes);
    const { title, subtitle, facts, rows } = comparisonChapter(
      runs,
      scopes[0]!.species,
      label,
      options.paper,
      nextFigure,
    );
    chapters.push({
      title: options.title || title,
      subtitle,
      facts,
      rows: numbered([...rows, ...remarks.map((one) => [one])]),
    });
  }
  runs.forEach((run, index) => {
    const scope = scopes[index]!;
    const rows = [
      ...firstPage(run, scope, context, nextFigure),
      ...(isComparison ? [] : remarks.map((one) => [one])),
      ...detailSections(run, scope, context, index, runs.length, nextFigure).map((section) => [section]),
    ];
    chapters.push({
      title: isComparison
        ? `${index + 1} ${formulasIn(run.run.sample?.name ?? run.run.name)}`
        : options.title || 'Calibrated gas report',
      subtitle: subtitleOf(run, scope.headline),
      facts: headFacts(run, scope.headline),
      rows: numbered(rows),
    });
  });
  return {
    version: 1,
    paper: options.paper,
    laboratory: context.laboratory,
    logo: context.logo,
    operator: context.operator,
    madeTime: utcText(context.madeTime).replace(/:\d\d UTC/, ' UTC'),
    softwareVersion: SOFTWARE_VERSION,
    title: chapters[0]!.title,
    chapters,
    footer: footerOf(runs),
  };
}

function scopeOf({ results, run }: EvaluatedRun, { options }: ReportContext): RunScope {
  const all = results.gases.map((gas) => gas.species);
  const labels = results.phases
    .filter((phase) => phase.kind === 'charge' || phase.kind === 'discharge')
    .map((phase) => phase.label);
  const headline = options.headline ?? labels.find((label) => label.startsWith('charge')) ?? labels[0] ?? null;
  const known = results.phases.map((phase) => phase.label);
  if (headline !== null && !known.includes(headline))
    throw new AppError({
      code: 'no-half-cycle',
      happened: `The run ${run.name} has no ${headline}; it has ${known.join(', ') || 'no phases'}.`,
      safe: 'The run is unchanged and nothing was written.',
      next: 'Choose a half-cycle the run has.',
    });
  const intervals = [...new Set(results.gases.flatMap((gas) => gas.intervals.map((interval) => interval.label)))];
  return {
    headline,
    species: options.species === null ? all : all.filter((name) => options.species!.includes(name)),
    labels: options.halfCycles === null ? intervals : intervals.filter((label) => options.halfCycles!.includes(label)),
  };
}

function commonHeadline(scopes: readonly RunScope[]): string {
  const [first] = scopes;
  if (
    first &&
    first.headline !== null &&
    scopes.every((scope) => scope.labels.includes(first.headline!) || scope.headline === first.headline)
  )
    return first.headline;
  throw new AppError({
    code: 'no-half-cycle',
    happened: 'The runs have no half-cycle in common that could be compared.',
    safe: 'The runs are unchanged and nothing was written.',
    next: 'Report the runs one by one, or choose a half-cycle that all of them have.',
  });
}

function subtitleOf({ run }: EvaluatedRun, headline: string | null): string {
  const { sample } = run;
  return [
    sample === null ? run.name : formulasIn(sample.name),
    sample === null
      ? ''
      : [sample.coating === '' ? '' : formulasIn(sample.coating), compositionText(sample.composition)]
          .filter((part) => part !== '')
          .join(' '),
    sample === null || sample.batch === '' ? '' : `batch ${sample.batch}`,
    headline ?? '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** Results, figure, and the four short sections that say how they came about. */
function firstPage(
  run: EvaluatedRun,
  scope: RunScope,
  { options: { paper } }: ReportContext,
  nextFigure: () => number,
): Section[][] {
  const { results } = run;
  const { headline, species } = scope;
  if (headline === null)
    return [
      [
        {
          title: 'Result',
          blocks: [
            ...(results.gases.some((gas) => gas.intervals.length > 0) ? halfCycleTables(results, scope) : []),
            {
              kind: 'paragraphs',
              paragraphs: [
                'No charge or discharge was found in this run: amounts are given for the declared windows only.',
              ],
            },
          ],
        },
      ],
      [{ title: 'Checks', blocks: shortChecks(results) }],
    ];
  const phase = results.phases.find((one) => one.label === headline)!;
  const reached = [
    phase.capacityMilliampHourPerGram === null
      ? ''
      : `${decimals(Math.abs(phase.capacityMilliampHourPerGram), 1)} mAh g⁻¹`,
    phase.socTo === null ? '' : `${decimals(phase.socTo, 1)} % SOC`,
  ].filter((part) => part !== '');
  const [rows] = planFigures([run], species, headline);
  const figure = rows ? reportFigure([run], rows, headline, nextFigure(), `first page, ${paper}`) : [];
  const budget = shortBudget(results, species, headline);
  const calibration: Section = { title: 'Calibration', blocks: [shortCalibration(run, species)] };
  return [
    [
      {
        title: `Result of ${headline}${reached.length === 0 ? '' : `: ${reached.join(', ')}`}`,
        blocks: [headlineTable(results, species, headline), ...figure],
      },
    ],
    budget ? [calibration, { title: budget.title, blocks: [budget.table] }] : [calibration],
    [
      {
        title: 'Background and alignment',
        blocks: [{ kind: 'paragraphs', paragraphs: shortBackground(run, species) }],
      },
      { title: 'Checks', blocks: shortChecks(results) },
    ],
  ];
}

/** Everything behind the first page, as far as it was asked for. */
function detailSections(
  run: EvaluatedRun,
  scope: RunScope,
  { options }: ReportContext,
  index: number,
  count: number,
  nextFigure: () => number,
): Section[] {
  const { results } = run;
  const { species, labels, headline } = scope;
  const wanted = (section: ReportSection) => options.sections === null || options.sections.includes(section);
  const make: Record<ReportSection, () => ReportLeaf[]> = {
    'half-cycles': () => [
      ...halfCycleTables(results, scope),
      ...(results.phases.some((phase) => labels.includes(phase.label)) ? [cellTable(results, labels)] : []),
    ],
    figures: () =>
      headline === null
        ? []
        : planFigures([run], species, headline)
            .slice(1)
            .flatMap((rows) => reportFigure([run], rows, headline, nextFigure(), 'inside')),
    calibration: () => calibrationBlocks(run, species),
    background: () => (results.baselines.length === 0 ? [] : backgroundBlocks(results)),
    flow: () => [{ kind: 'facts', columns: 2, facts: flowFacts(run) }],
    alignment: () => alignmentBlocks(run),
    interference: () => interferenceBlocks(results),
    checks: () => checksBlocks(results),
    budget: () => (headline === null ? [] : budgetBlocks(results, species, headline)),
    metadata: () => metadataBlocks(run),
    method: () => methodBlocks(run, species),
    origin: () => originBlocks(run, index, count),
    recipe: () => recipeBlocks(run),
  };
  return (Object.keys(make) as ReportSection[]).filter(wanted).flatMap((section) => {
    const blocks = make[section]();
    const title =
      section === 'budget' ? `${REPORT_SECTION_TITLES.budget} of ${headline}` : REPORT_SECTION_TITLES[section];
    return blocks.length === 0 ? [] : [{ title, blocks }];
  });
}

function footerOf(runs: readonly EvaluatedRun[]): string[] {
  const short = (hash: string) => `${hash.slice(0, 8)}…${hash.slice(-4)}`;
  const hashes = runs.map(({ results }) => `${short(results.rawSha256)}, recipe ${short(results.recipeSha256)}`);
  return [`Raw data SHA-256 ${hashes.join('; ')}`, 'Recompute: opendems verify REPORT --run RUN.dems'];
}

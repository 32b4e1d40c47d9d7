import type { AmountRecord, OnsetRecord, RunRecord } from './run-record.ts';
import { standingOfInterval, standingOfRate, standingOfValue, worstOf, type Standing } from './standing.ts';
import { clusteredShare, momentsOf, upperLimit95, type ClusteredShare } from './statistics.ts';

/** What the campaign is to show (issue 4, "Shown by"). */
export const CRITERIA = {
  coverage: { low: 0.93, high: 0.98 },
  zMean: 0.2,
  zDeviation: { low: 0.85, high: 1.15 },
  falseDetections: 0.01,
  onsetCoverage: { low: 0.9, high: 0.99 },
} as const;

/** Bins of the true amount, umol/g: above `over`, up to `to`. */
export const AMOUNT_BINS = [
  { name: '0', over: -1, to: 0 },
  { name: 'to 1', over: 0, to: 1 },
  { name: '1 to 10', over: 1, to: 10 },
  { name: '10 to 100', over: 10, to: Infinity },
] as const;

/** Coverage of U and z = (N - truth)/u of one gas in one bin. */
export interface CoverageRow {
  species: string;
  bin: string;
  coverage: ClusteredShare;
  z: { mean: number; deviation: number; count: number };
  /** Half of the intervals U are narrower than this, in the gas's unit. */
  medianExpanded: number;
  coverageStanding: Standing;
  zStanding: Standing;
}

export interface FalseDetectionRow {
  species: string;
  label: string;
  events: number;
  trials: number;
  upper: number;
  standing: Standing;
}

export interface OnsetRow {
  species: string;
  method: string;
  coverage: ClusteredShare;
  /** Half width of half of the intervals, minutes. */
  medianHalfWidthMinutes: number;
  /** Onsets printed in phases whose true rate never passes the level. */
  falseAlarms: number;
  phases: number;
  standing: Standing;
}

/** Everything said about one class. */
export interface ClassVerdict {
  className: string;
  runs: number;
  firstSeed: number;
  lastSeed: number;
  /** Per gas: all amounts, then per bin, then the totals. */
  coverage: CoverageRow[];
  falseDetections: FalseDetectionRow[];
  onsets: OnsetRow[];
  /** Share of the runs with each finding. */
  findings: { code: string; share: number }[];
}

/** @param isBlank nothing was released: false detections and false onsets are counted. */
export function judgeClass(className: string, isBlank: boolean, records: readonly RunRecord[]): ClassVerdict {
  const species = [...new Set(records.flatMap((record) => record.gases.map((gas) => gas.species)))];
  const seeds = records.map((record) => record.seed);
  return {
    className,
    runs: records.length,
    firstSeed: Math.min(...seeds),
    lastSeed: Math.max(...seeds),
    coverage: species.flatMap((name) => coverageRows(name, records)),
    falseDetections: isBlank ? species.flatMap((name) => falseDetectionRows(name, records)) : [],
    onsets: species.flatMap((name) => onsetRows(name, isBlank, records)),
    findings: findingShares(records),
  };
}

const isTotal = (amount: AmountRecord) => amount.label === 'total';

function amountsOf(species: string, record: RunRecord): AmountRecord[] {
  const amounts = record.gases.find((gas) => gas.species === species)?.amounts ?? [];
  return amounts.filter((amount) => Number.isFinite(amount.amount));
}

function coverageRows(species: string, records: readonly RunRecord[]): CoverageRow[] {
  const row = (bin: string, isIn: (amount: AmountRecord) => boolean): CoverageRow => {
    const perRun = records.map((record) => amountsOf(species, record).filter(isIn));
    const all = perRun.flat();
    const coverage = clusteredShare(
      perRun.map((amounts) => ({ hits: amounts.filter(isCovered).length, count: amounts.length })),
    );
    const z = momentsOf(all.map(({ amount, truth, u }) => (amount - truth) / u));
    // Phases of one run go together: errors of z are those of so many runs.
    const error = z.deviation / Math.sqrt(coverage.clusters);
    const widths = all.map((amount) => amount.expanded).sort((a, b) => a - b);
    return {
      species,
      bin,
      coverage,
      z,
      medianExpanded: widths[widths.length >> 1],
      coverageStanding: standingOfInterval(coverage, CRITERIA.coverage),
      zStanding: worstOf(
        standingOfValue(z.mean, error, { low: -CRITERIA.zMean, high: CRITERIA.zMean }),
        standingOfValue(z.deviation, error / Math.SQRT2, CRITERIA.zDeviation),
      ),
    };
  };
  const rows = [
    row('all', (amount) => !isTotal(amount)),
    ...AMOUNT_BINS.map(({ name, over, to }) =>
      row(name, (amount) => !isTotal(amount) && amount.released > over && amount.released <= to),
    ),
    row('total', isTotal),
  ];
  return rows.filter(({ z }) => z.count > 0);
}

function isCovered({ amount, truth, expanded }: AmountRecord): boolean {
  return Math.abs(amount - truth) <= expanded;
}

function falseDetectionRows(species: string, records: readonly RunRecord[]): FalseDetectionRow[] {
  const all = records.flatMap((record) => amountsOf(species, record));
  return [...new Set(all.map((amount) => amount.label))].map((label) => {
    const own = all.filter((amount) => amount.label === label);
    const events = own.filter((amount) => amount.detected).length;
    const upper = upperLimit95(events, own.length);
    const standing = standingOfRate(events / own.length, upper, CRITERIA.falseDetections);
    return { species, label, events, trials: own.length, upper, standing };
  });
}

function onsetRows(species: string, isBlank: boolean, records: readonly RunRecord[]): OnsetRow[] {
  const perRun = records.map((record) => record.gases.find((gas) => gas.species === species)?.onsets ?? []);
  const phases = records.reduce((sum, record) => sum + amountsOf(species, record).filter(mayHaveOnset).length, 0);
  const methods = [...new Set(perRun.flat().map((onset) => onset.method))];
  // The tangent tells another time than the passage of a level: it is shown for comparison, not judged.
  return (methods.length > 0 ? methods : ['threshold'])
    .filter((method) => method === 'threshold')
    .map((method) => {
      const own = perRun.map((onsets) => onsets.filter((onset) => onset.method === method));
      const real = own.map((onsets) => onsets.filter((onset) => onset.truth !== null));
      const coverage = clusteredShare(
        real.map((onsets) => ({ hits: onsets.filter(isOnsetCovered).length, count: onsets.length })),
      );
      const halves = real.flat().map((onset) => (onset.high - onset.low) / 120);
      halves.sort((a, b) => a - b);
      return {
        species,
        method,
        coverage,
        medianHalfWidthMinutes: halves[halves.length >> 1] ?? Number.NaN,
        falseAlarms: own.flat().filter((onset) => onset.truth === null).length,
        phases,
        standing: isBlank || coverage.count === 0 ? 'met' : onsetStanding(coverage),
      };
    });
}

function onsetStanding({ share, low, high }: ClusteredShare): Standing {
  const limits = CRITERIA.onsetCoverage;
  if (share >= limits.low && share <= limits.high) return 'met';
  return high < limits.low || low > limits.high ? 'missed' : 'open';
}

const mayHaveOnset = ({ label }: AmountRecord) => label.startsWith('charge') || label.startsWith('discharge');

function isOnsetCovered({ truth, low, high }: OnsetRecord): boolean {
  return truth !== null && truth >= low && truth <= high;
}

function findingShares(records: readonly RunRecord[]): { code: string; share: number }[] {
  const codes = [...new Set(records.flatMap((record) => record.findings))].sort();
  return codes.map((code) => ({
    code,
    share: records.filter((record) => record.findings.includes(code)).length / records.length,
  }));
}

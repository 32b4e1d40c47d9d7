import type { OnsetRecipe } from '../../../../shared/domain/recipe-quantify.ts';
import type { Span } from '../../../../shared/domain/recipe-span.ts';
import type { GasResult, IntervalResult, Onset } from '../../../../shared/domain/results-gas.ts';
import type { Finding } from '../../../../shared/domain/finding.ts';
import type { MassGrid } from '../carrier/mass-grid.ts';
import { refusal, shortHours } from '../findings.ts';
import type { TimedPhase } from '../electrochemistry/build-phases.ts';
import { coverageFactor } from '../quantify/limits.ts';
import { describeAmount, refusedAmount } from '../quantify/describe-interval.ts';
import { quantify, relativeSquare, type Quantifier } from '../quantify/quantifier.ts';
import { blockIntegral } from './block-integral.ts';
import type { SignalStage } from './build-signals.ts';
import type { ReportedGas } from './build-quantifiers.ts';
import { spansInSeconds } from './fit-baselines.ts';
import { onsetLevel, phaseOnsets, rateBlocks, type RateBlocks, type TimedOnset } from './phase-onsets.ts';
import { isQuantified, type CellStage } from './read-cell.ts';
import type { RunClocks } from './read-clocks.ts';

/** Looks up what the cell was doing at a time. */
export interface CellLookup {
  timeText(seconds: number): string | null;
  socAt(seconds: number): number | null;
  voltageAt(seconds: number): number | null;
}

interface Interval {
  label: string;
  kind: IntervalResult['kind'];
  number: number;
  fromSeconds: number;
  toSeconds: number;
  /** Reaches beyond what was recorded: nothing can be said of it. */
  isOutside?: boolean;
}

/** Phases, declared windows and the total of a run, in this order. */
export function intervalsOf(
  cell: CellStage,
  windows: readonly { label: string; span: Span }[],
  clocks: RunClocks,
  grid: MassGrid,
): { phases: Interval[]; windows: Interval[]; total: Interval | undefined } {
  const phases = cell.phases
    .filter((phase) => isQuantified(phase) && phase.fromSeconds >= cell.firstCurrentSeconds)
    .map(({ label, kind, number, fromSeconds, toSeconds }) => ({ label, kind, number, fromSeconds, toSeconds }));
  const declared = windows.map(({ label, span }): Interval => {
    const [seconds] = spansInSeconds([span], clocks);
    const isOutside = !isRecorded(grid, seconds);
    return { label, kind: 'window', number: 0, ...seconds, isOutside };
  });
  const total: Interval | undefined =
    phases.length > 0
      ? {
          label: 'total',
          kind: 'total',
          number: 0,
          fromSeconds: phases[0].fromSeconds,
          toSeconds: phases.at(-1)!.toSeconds,
        }
      : undefined;
  return { phases, windows: declared, total };
}

/** One missing reading at either end does not matter. */
function isRecorded({ seconds, longestStepSeconds }: MassGrid, span: { fromSeconds: number; toSeconds: number }) {
  return (
    seconds.length > 0 &&
    span.fromSeconds >= seconds[0] - longestStepSeconds &&
    span.toSeconds <= seconds[seconds.length - 1] + longestStepSeconds
  );
}

/** Windows of which nothing can be said. */
export function windowFindings(windows: readonly Interval[], { seconds }: MassGrid): Finding[] {
  return windows
    .filter(({ isOutside }) => isOutside)
    .map(({ label, fromSeconds, toSeconds }) =>
      refusal(
        'quantify',
        'window-outside-record',
        `The window ${label} (${shortHours(fromSeconds)} to ${shortHours(toSeconds)}) reaches beyond what was recorded.`,
        `Move it to between ${shortHours(seconds[0] ?? 0)} and ${shortHours(seconds.at(-1) ?? 0)}.`,
        { interval: label },
      ),
    );
}

/** Everything printed of one gas. */
export function describeGas(
  reported: ReportedGas,
  cell: CellStage,
  signals: SignalStage,
  intervals: ReturnType<typeof intervalsOf>,
  suspect: readonly { fromSeconds: number; toSeconds: number }[],
  onsetRecipe: OnsetRecipe,
  lookup: CellLookup,
  seed: string,
): GasResult {
  const { species, mz, quantity, quantityLabel, unit, rateUnit, quantifier } = reported;
  const head = { species, mz, quantity, quantityLabel, unit, rateUnit };
  const all = [...intervals.phases, ...intervals.windows];
  if (!quantifier) {
    return {
      ...head,
      intervals: all.map((interval) => refused(interval, lookup)),
      total: intervals.total ? refused(intervals.total, lookup) : null,
    };
  }
  const blocks = rateBlocks(reported, quantifier, cell);
  const hasOnsets = onsetRecipe.methods.length > 0;
  const level = hasOnsets
    ? onsetLevel(onsetRecipe, species, blocks, cell.phases.filter(isQuantified), quantifier.signal.degreesOfFreedom)
    : Number.NaN;
  const describe = (interval: Interval) => describeInterval(quantifier, blocks, signals, interval, suspect, lookup);
  return {
    ...head,
    intervals: all.map((interval): IntervalResult => {
      if (interval.isOutside) return refused(interval, lookup);
      const result = describe(interval);
      if (!hasOnsets || (interval.kind !== 'charge' && interval.kind !== 'discharge')) return result;
      const phase = interval as TimedPhase;
      const onsets = phaseOnsets(
        onsetRecipe,
        quantifier,
        blocks,
        phase,
        level,
        reported.ratePerSecond,
        `${seed}${species}${interval.label}`.replace(/[^0-9a-z]/g, ''),
      );
      const described = onsets.map((onset) => describeOnset(onset, lookup));
      return {
        ...result,
        onset: described.find((onset) => onset.method === onsetRecipe.methods[0]) ?? null,
        otherOnsets: described.filter((onset) => onset.method !== onsetRecipe.methods[0]),
      };
    }),
    total: intervals.total ? describe(intervals.total) : null,
  };
}

function bounds(interval: Interval, lookup: CellLookup) {
  const { label, kind, number, fromSeconds, toSeconds } = interval;
  const fromTime = lookup.timeText(fromSeconds);
  return { label, kind, number, fromTime, toTime: lookup.timeText(toSeconds), fromSeconds, toSeconds };
}

const NO_PEAK = {
  peakRate: null,
  peakRateU: null,
  peakTime: null,
  peakSeconds: null,
  peakSoc: null,
  peakVoltage: null,
};

function refused(interval: Interval, lookup: CellLookup): IntervalResult {
  return {
    ...bounds(interval, lookup),
    ...refusedAmount(),
    ...NO_PEAK,
    onset: null,
    otherOnsets: [],
    suspect: false,
  };
}

function describeInterval(
  gas: Quantifier,
  blocks: RateBlocks,
  signals: SignalStage,
  interval: Interval,
  suspect: readonly { fromSeconds: number; toSeconds: number }[],
  lookup: CellLookup,
): IntervalResult {
  const integralOf = (species: string, from: number, to: number) => {
    const signal = signals.signals.get(species);
    return signal ? blockIntegral(signal, from, to) : 0;
  };
  const amount = quantify(gas, interval.fromSeconds, interval.toSeconds, integralOf);
  return {
    ...bounds(interval, lookup),
    ...describeAmount(amount),
    ...peakOf(gas, blocks, interval, lookup),
    onset: null,
    otherOnsets: [],
    suspect:
      amount.bridgedSeconds > 0 ||
      suspect.some((gap) => gap.fromSeconds < interval.toSeconds && gap.toSeconds > interval.fromSeconds),
  };
}

/**
 * U of one block mean of the rate: noise, background, and what grows with the rate; NaN where it is missing.
 * @param factor the coverage factor, looked up once by whoever asks for many blocks
 */
export function expandedRateUncertainty(
  gas: Quantifier,
  blocks: RateBlocks,
  block: number,
  factor = coverageFactor(gas.signal.degreesOfFreedom),
): number {
  const seconds = blocks.seconds[block] - gas.delay.washoutSeconds;
  const relative = relativeSquare(gas, seconds);
  const rate = blocks.rate[block];
  const u = Math.sqrt(blocks.noise[block] ** 2 + blocks.background[block] ** 2 + relative * rate * rate);
  return factor * u;
}

/** Highest block mean whose middle lies inside, with U. */
function peakOf(gas: Quantifier, blocks: RateBlocks, interval: Interval, lookup: CellLookup) {
  let best = -1;
  for (let b = 0; b < blocks.seconds.length; b++) {
    const at = blocks.seconds[b] - gas.delay.washoutSeconds;
    if (at < interval.fromSeconds || at > interval.toSeconds) continue;
    if (blocks.rate[b] > (blocks.rate[best] ?? Number.NEGATIVE_INFINITY)) best = b;
  }
  if (best < 0) return NO_PEAK;
  const rate = blocks.rate[best];
  const seconds = blocks.seconds[best] - gas.delay.washoutSeconds;
  const expanded = expandedRateUncertainty(gas, blocks, best);
  return {
    peakRate: rate,
    peakRateU: Number.isFinite(expanded) ? expanded : null,
    peakTime: lookup.timeText(seconds),
    peakSeconds: seconds,
    peakSoc: lookup.socAt(seconds),
    peakVoltage: lookup.voltageAt(seconds),
  };
}

function describeOnset(onset: TimedOnset, lookup: CellLookup): Onset {
  const { method, seconds, lowSeconds, highSeconds, level, sigmas } = onset;
  return {
    method,
    time: lookup.timeText(seconds),
    seconds,
    soc: lookup.socAt(seconds),
    voltage: lookup.voltageAt(seconds),
    low: lookup.timeText(lowSeconds),
    high: lookup.timeText(highSeconds),
    lowSeconds,
    highSeconds,
    level,
    sigmas,
  };
}

import type { Finding } from '../../../../shared/domain/finding.ts';
import type { SourceClock, SyncRecipe } from '../../../../shared/domain/recipe-sync.ts';
import type { SyncPair } from '../../../../shared/domain/results.ts';
import type { AnalysisChannel, AnalysisInput } from '../analysis-input.ts';
import { info, shortNumber, warning } from '../findings.ts';
import { leastSquares } from '../numerics/dense.ts';
import { lowerBound, valueAt } from '../numerics/interpolation.ts';
import { findClockJumps } from '../sync/clock-jumps.ts';
import { fitClockOffset, type ClockOffset } from '../sync/fit-clock-offset.ts';
import type { Evaluation } from './evaluation.ts';
import { readClocks, type RunClocks } from './read-clocks.ts';

/** Readings the residual is taken from. */
const RESIDUAL_POINTS = 1000;

/**
 * Fits the clock of every source to the reference's wherever both recorded the cell's voltage (the document of `sync`).
 * Steps of the clocks that are certain are taken out first; what the recipe says about zones and zeros is used.
 */
export function synchroniseRun(input: AnalysisInput, sync: SyncRecipe): SyncPair[] {
  const bare = { ...sync, sources: sync.sources.map((clock) => ({ ...clock, ...UNFITTED })) };
  const clocks = readClocks(input, bare);
  const reference = voltageOf(input, clocks.referenceSourceId);
  return input.sources
    .filter((source) => source.id !== clocks.referenceSourceId)
    .flatMap((source) => {
      const moved = voltageOf(input, source.id);
      if (!moved) return [];
      if (!reference) return [unpaired(clocks.referenceSourceId ?? '', source.id, moved)];
      const fit = fitClockOffset(recordOf(clocks, reference), recordOf(clocks, moved));
      return [describePair(clocks, reference, moved, fit)];
    });
}

const UNFITTED = { method: 'stamps' as const, offsetSeconds: 0, driftPpm: 0, driftFromUs: null };

export function recordOf(clocks: RunClocks, channel: AnalysisChannel) {
  return { seconds: clocks.secondsOf(channel), volt: channel.value };
}

/** The voltage a source recorded: the cell's own channel, else an auxiliary input. */
export function voltageOf(input: AnalysisInput, sourceId: string | undefined): AnalysisChannel | undefined {
  const own = input.channels.filter((channel) => channel.sourceId === sourceId && channel.timeUs.length > 0);
  return (
    own.find((channel) => channel.role === 'voltage') ?? own.find((channel) => channel.role === 'auxiliary-voltage')
  );
}

function unpaired(reference: string, moved: string, channel: AnalysisChannel): SyncPair {
  return {
    ...emptyPair(reference, moved),
    movedChannel: channel.id,
    findings: [
      info(
        'sync',
        'no-shared-voltage',
        `The reference ${reference} recorded no voltage: the clock of ${moved} is taken by its stamps.`,
        'Wire the cell voltage to the mass spectrometer, or set the offset by hand from an event both saw.',
      ),
    ],
  };
}

function emptyPair(reference: string, moved: string): SyncPair {
  return {
    reference,
    moved,
    referenceChannel: null,
    movedChannel: null,
    offsetSeconds: null,
    offsetUncertaintySeconds: null,
    driftPpm: null,
    driftUncertaintyPpm: null,
    driftFromUs: null,
    residualVolt: null,
    stampResidualVolt: null,
    accepted: false,
    findings: [],
  };
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

function describePair(
  clocks: RunClocks,
  reference: AnalysisChannel,
  moved: AnalysisChannel,
  fit: ClockOffset,
): SyncPair {
  const seconds = clocks.secondsOf(moved);
  const at = Math.min(seconds.length - 1, lowerBound(seconds, fit.driftFromSeconds));
  const hasDrift = Number.isFinite(fit.driftPpm) && fit.driftPpm !== 0;
  return {
    reference: reference.sourceId,
    moved: moved.sourceId,
    referenceChannel: reference.id,
    movedChannel: moved.id,
    offsetSeconds: orNull(fit.offsetSeconds),
    offsetUncertaintySeconds: orNull(fit.offsetUncertaintySeconds),
    driftPpm: orNull(fit.driftPpm),
    driftUncertaintyPpm: orNull(fit.driftUncertaintyPpm),
    driftFromUs: hasDrift && at >= 0 ? moved.timeUs[at] + (fit.driftFromSeconds - seconds[at]) * 1e6 : null,
    residualVolt: orNull(fit.residualVolt),
    stampResidualVolt: orNull(fit.stampResidualVolt),
    accepted: fit.accepted,
    findings: fit.accepted ? driftFindings(moved.sourceId, fit) : [refusalOf(moved.sourceId, fit)],
  };
}

const REASONS: Record<ClockOffset['reason'], string> = {
  none: '',
  'no-overlap': 'the two voltage records do not overlap',
  'no-contrast': 'the voltage changes too little to tell',
  ambiguous: 'more than one offset fits as well',
  'poor-match': 'the two records do not show the same voltage',
};

function driftFindings(
  moved: string,
  { driftUnsupported, driftUncertaintyPpm, offsetUncertaintySeconds }: ClockOffset,
) {
  if (!driftUnsupported) return [];
  return [
    info(
      'sync',
      'drift-not-supported',
      `The voltages do not tell a drift of the clock of ${moved} from none (standard uncertainty ${shortNumber(driftUncertaintyPpm)} ppm): none is applied, the offset's ${shortNumber(offsetUncertaintySeconds)} s cover it.`,
      'Nothing to do.',
    ),
  ];
}

function refusalOf(moved: string, fit: ClockOffset): Finding {
  const found = Number.isFinite(fit.offsetSeconds)
    ? ` (best ${shortNumber(fit.offsetSeconds)} s, standard uncertainty ${shortNumber(fit.offsetUncertaintySeconds)} s)`
    : '';
  return warning(
    'sync',
    `offset-${fit.reason}`,
    `The clock of ${moved} could not be fitted: ${REASONS[fit.reason]}${found}.`,
    'Set the offset by hand from an event that both sources saw.',
  );
}

/** Sync with every accepted offset applied; its other choices stay. */
export function applySync(sync: SyncRecipe, pairs: readonly SyncPair[]): SyncRecipe {
  const accepted = pairs.filter((pair) => pair.accepted && pair.offsetSeconds !== null);
  const sources = sync.sources.filter((clock) => !accepted.some((pair) => pair.moved === clock.sourceId));
  const fitted = accepted.map((pair): SourceClock => {
    const known = sync.sources.find((clock) => clock.sourceId === pair.moved);
    return {
      sourceId: pair.moved,
      zone: known?.zone ?? null,
      zeroUtcUs: known?.zeroUtcUs ?? null,
      method: 'voltage-fit',
      offsetSeconds: pair.offsetSeconds!,
      offsetUncertaintySeconds: pair.offsetUncertaintySeconds ?? 1,
      driftPpm: pair.driftPpm ?? 0,
      driftFromUs: pair.driftFromUs,
      steps: known?.steps ?? [],
    };
  });
  return { ...sync, sources: [...sources, ...fitted] };
}

/** Steps that a source's own stamps or the recorder make certain, as the recipe takes them out. */
export function certainSteps(input: AnalysisInput): Pick<SourceClock, 'sourceId' | 'steps'>[] {
  return input.sources.flatMap((source) => {
    const channels = input.channels.filter((channel) => channel.sourceId === source.id);
    const longest = channels.reduce<AnalysisChannel | undefined>(
      (best, channel) => (channel.timeUs.length > (best?.timeUs.length ?? 2) ? channel : best),
      undefined,
    );
    if (!longest) return [];
    const events = input.events.filter((event) => event.sourceId === source.id);
    const steps = findClockJumps(longest.timeUs, events)
      .filter((jump) => jump.kind !== 'whole-hour')
      .map(({ fromUs, shiftSeconds }) => ({ fromUs, shiftSeconds }));
    return steps.length > 0 ? [{ sourceId: source.id, steps }] : [];
  });
}

/** The clocks as a recipe uses them, with the residual of the voltages at that offset. */
export function describeSync({ input, clocks }: Pick<Evaluation, 'input' | 'clocks'>): SyncPair[] {
  const reference = voltageOf(input, clocks.referenceSourceId);
  return input.sources
    .filter((source) => source.id !== clocks.referenceSourceId)
    .map((source) => {
      const clock = clocks.clockOf(source.id);
      const moved = voltageOf(input, source.id);
      return {
        ...emptyPair(clocks.referenceSourceId ?? '', source.id),
        referenceChannel: moved && reference ? reference.id : null,
        movedChannel: moved?.id ?? null,
        offsetSeconds: clock.offsetSeconds,
        offsetUncertaintySeconds: clock.offsetUncertaintySeconds,
        driftPpm: clock.driftPpm,
        driftFromUs: clock.driftFromUs,
        residualVolt: moved && reference ? residual(clocks, reference, moved) : null,
        accepted: clock.method !== 'stamps',
      };
    });
}

/** Root mean square of the difference of two voltages, gain and zero of one of them left free. */
function residual(clocks: RunClocks, reference: AnalysisChannel, moved: AnalysisChannel): number | null {
  const [own, other] = [clocks.flatOf(reference), clocks.flatOf(moved)];
  const [ownLine, otherLine] = [clocks.lineOf(reference.sourceId), clocks.lineOf(moved.sourceId)];
  const stride = Math.max(1, Math.floor(own.length / RESIDUAL_POINTS));
  const x: number[] = [];
  const y: number[] = [];
  for (let i = 0; i < own.length; i += stride) {
    const volt = valueAt(other, moved.value, otherLine.toFlatUs(ownLine.toSeconds(own[i])));
    if (!Number.isFinite(volt) || !Number.isFinite(reference.value[i])) continue;
    x.push(volt);
    y.push(reference.value[i]);
  }
  if (x.length < 20) return null;
  const fit = leastSquares([x.map(() => 1), x], y);
  return fit ? Math.sqrt(fit.chiSquared / x.length) : null;
}

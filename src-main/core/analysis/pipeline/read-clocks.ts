import type { Finding } from '../../../../shared/domain/finding.ts';
import type { Span } from '../../../../shared/domain/recipe-span.ts';
import type { SourceClock, SyncRecipe } from '../../../../shared/domain/recipe-sync.ts';
import type { Source } from '../../../../shared/domain/source.ts';
import type { AnalysisChannel, AnalysisInput } from '../analysis-input.ts';
import { info, shortNumber, warning } from '../findings.ts';
import { findClockJumps } from '../sync/clock-jumps.ts';
import { isKnownZone } from '../sync/local-time.ts';
import { calendarTimes, clockLine, flatStamps, hasDate, stampClock, type ClockLine } from '../sync/source-times.ts';

/** All clocks of a run on one time: seconds on the reference clock since the reference's first sample. */
export interface RunClocks {
  referenceSourceId: string | undefined;
  /** Calendar microseconds of zero seconds; a plain number of microseconds where no clock has a date. */
  zeroUs: number;
  hasDate: boolean;
  clockOf(sourceId: string): SourceClock;
  /** Seconds of a channel; readings that do not come later than one before them are NaN. */
  secondsOf(channel: AnalysisChannel): Float64Array;
  /** Stamps of a channel with clock steps taken out, microseconds: long channels are searched in these. */
  flatOf(channel: AnalysisChannel): Float64Array;
  /** From flat stamps of a source to seconds and back. */
  lineOf(sourceId: string): ClockLine;
  /** One stamp of a source as seconds, behind all its clock steps. */
  secondsAt(sourceId: string, timeUs: number): number;
  /** Seconds as a stamp on the reference source's own clock. */
  referenceUs(seconds: number): number;
  findings: Finding[];
}

/** Reads the recipe's Sync. */
export function readClocks(input: AnalysisInput, sync: SyncRecipe): RunClocks {
  const findings: Finding[] = [];
  const sources = new Map(input.sources.map((source) => [source.id, source]));
  const reference = chooseReference(input, sync);
  const clocks = new Map(sync.sources.map((clock) => [clock.sourceId, clock]));
  const clockOf = (sourceId: string) => clocks.get(sourceId) ?? stampClock(sourceId);
  const referenceClock = reference ? clockOf(reference.id) : undefined;
  const first = reference ? firstStamp(input, reference.id) : Number.NaN;
  const zeroUs =
    reference && referenceClock && Number.isFinite(first)
      ? calendarTimes(reference, referenceClock, Float64Array.of(first))[0]
      : 0;
  const dated = reference !== undefined && referenceClock !== undefined && hasDate(reference, referenceClock);
  for (const source of input.sources) findings.push(...findingsOf(input, source, clockOf(source.id), reference));
  const lines = new Map<string, ClockLine>();
  const lineOf = (sourceId: string): ClockLine => {
    const known = lines.get(sourceId);
    if (known) return known;
    const clock = clockOf(sourceId);
    const source = sources.get(sourceId);
    const from = clock.driftFromUs ?? firstStamp(input, sourceId);
    const fromUs = source ? calendarTimes(source, clock, Float64Array.of(from))[0] : from;
    const line = clockLine(clock, source ? zeroUs : 0, Number.isFinite(fromUs) ? fromUs : 0);
    lines.set(sourceId, line);
    return line;
  };
  const flats = new Map<string, Float64Array>();
  const flatOf = (channel: AnalysisChannel): Float64Array => {
    const known = flats.get(channel.id);
    if (known) return known;
    const source = sources.get(channel.sourceId);
    const flat = source ? flatStamps(source, clockOf(channel.sourceId), channel.timeUs) : channel.timeUs;
    flats.set(channel.id, flat);
    return flat;
  };
  const cache = new Map<string, Float64Array>();
  const secondsOf = (channel: AnalysisChannel): Float64Array => {
    const known = cache.get(channel.id) ?? lineOf(channel.sourceId).allToSeconds(flatOf(channel));
    cache.set(channel.id, known);
    return known;
  };
  return {
    referenceSourceId: reference?.id,
    zeroUs,
    hasDate: dated,
    clockOf,
    secondsOf,
    flatOf,
    lineOf,
    secondsAt: (sourceId, timeUs) => {
      const source = sources.get(sourceId);
      if (!source) return Number.NaN;
      // Twice the same stamp: the second one stands behind every step before it.
      const flat = flatStamps(source, clockOf(sourceId), Float64Array.of(timeUs, timeUs + 1));
      return lineOf(sourceId).toSeconds(flat[1] - 1);
    },
    referenceUs: (seconds) => Math.round(first + seconds * 1e6),
    findings,
  };
}

/** A stretch of common time as recipes keep it, on the reference clock. */
export function spanOnReference(clocks: RunClocks, fromSeconds: number, toSeconds: number): Span {
  return { fromUs: clocks.referenceUs(fromSeconds), toUs: clocks.referenceUs(toSeconds) };
}

/** The clock of the ion currents, unless the recipe names another. */
function chooseReference(input: AnalysisInput, sync: SyncRecipe): Source | undefined {
  const named = input.sources.find((source) => source.id === sync.referenceSourceId);
  const ions = input.channels.find((channel) => channel.role === 'ion-current');
  return (
    named ??
    input.sources.find((source) => source.id === ions?.sourceId) ??
    input.sources.find((source) => source.kind === 'mass-spectrometer') ??
    input.sources[0]
  );
}

function firstStamp(input: AnalysisInput, sourceId: string): number {
  let first = Number.POSITIVE_INFINITY;
  for (const channel of input.channels) {
    if (channel.sourceId === sourceId && channel.timeUs.length > 0) first = Math.min(first, channel.timeUs[0]);
  }
  return first;
}

function findingsOf(
  input: AnalysisInput,
  source: Source,
  clock: SourceClock,
  reference: Source | undefined,
): Finding[] {
  const findings: Finding[] = [];
  const zone = clock.zone ?? source.zone;
  if (source.clockKind === 'local' && (zone === null || !isKnownZone(zone))) {
    findings.push(
      warning(
        'sync',
        'zone-unknown',
        `The clock of ${source.name} is local time of ${zone === null ? 'a zone nobody gave' : `"${zone}"`}; it is read as UTC.`,
        'Give its time zone in Sync.',
      ),
    );
  }
  if (!hasDate(source, clock) && source.id !== reference?.id && clock.method === 'stamps') {
    findings.push(
      warning(
        'sync',
        'clock-without-date',
        `The clock of ${source.name} counts from an unknown zero; it is laid on the run's beginning.`,
        'Fit its offset to a voltage that both sources recorded, or give it in Sync.',
      ),
    );
  }
  const channels = input.channels.filter((channel) => channel.sourceId === source.id);
  const longest = channels.reduce<AnalysisChannel | undefined>(
    (best, channel) => (channel.timeUs.length > (best?.timeUs.length ?? 2) ? channel : best),
    undefined,
  );
  if (!longest) return findings;
  const events = input.events.filter((event) => event.sourceId === source.id);
  for (const jump of findClockJumps(longest.timeUs, events)) {
    const isCorrected = clock.steps.some((step) => Math.abs(step.fromUs - jump.fromUs) < 2e6);
    const words = `The clock of ${source.name} jumped by ${shortNumber(-jump.shiftSeconds)} s`;
    if (isCorrected) {
      findings.push(info('sync', 'clock-jump-corrected', `${words}; Sync takes it out.`, 'Nothing to do.'));
    } else {
      findings.push(
        warning(
          'sync',
          'clock-jump',
          `${words}${jump.kind === 'whole-hour' ? ' (or its record has a gap of just that length)' : ''}.`,
          'Add the step in Sync if it was the clock and not a gap.',
        ),
      );
    }
  }
  return findings;
}

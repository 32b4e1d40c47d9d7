import type { GapCause } from '../../../../shared/domain/event.ts';

/** An interruption that a channel has gone through since its last sample. */
export interface Outage {
  cause: GapCause;
  /** The server kept the subscription and its queue, so nothing need be missing. */
  queueKept: boolean;
}

/** What lies between two consecutive samples of a channel. */
export interface HoleFacts {
  updates: 'periodic' | 'on-change';
  /** Last sample before and first after, microseconds on the source's clock. */
  fromUs: number;
  toUs: number;
  /** Learnt period, microseconds; null if not yet known. */
  periodUs: number | null;
  outage: Outage | null;
  /** The server says that its queue overflowed before the second sample. */
  overflow: boolean;
  /** The source's clock was set between the two: their distance says nothing. */
  clockStepped: boolean;
  /** The instrument said in between that it had stopped scanning. */
  scanStopped: boolean;
  /** Counters that prove it, where the channel is a scan number: steps between the two samples, 1 if none is missing. */
  counted: number | null;
}

/** Holes longer than so many periods are missing samples, where something is known to have happened. */
const SUSPECT_PERIODS = 1.5;
/** The same where nothing else points to a fault: sources are allowed some jitter. */
const UNSUSPECTED_PERIODS = 3;

/**
 * Whether samples are really missing between two samples, and why.
 * @returns the cause, null if nothing is missing, `undecided` while the period is still unknown
 */
export function decideGap(facts: HoleFacts): GapCause | null | 'undecided' {
  if (facts.clockStepped || !(facts.toUs > facts.fromUs)) return null;
  const cause: GapCause = facts.scanStopped
    ? 'scan-stopped'
    : facts.overflow
      ? 'queue-overflow'
      : (facts.outage?.cause ?? 'stalled');
  if (facts.updates === 'on-change') {
    // A changed value after an interruption: whether others came and went in between, nobody can say.
    return facts.overflow || (facts.outage !== null && !facts.outage.queueKept) ? cause : null;
  }
  if (facts.counted !== null && facts.counted >= 0 && facts.outage === null && !facts.overflow)
    return facts.counted > 1 ? cause : null;
  if (facts.counted === 1) return null;
  if (facts.periodUs === null) return 'undecided';
  const suspected = facts.outage !== null || facts.overflow;
  const limit = (suspected ? SUSPECT_PERIODS : UNSUSPECTED_PERIODS) * facts.periodUs;
  return facts.toUs - facts.fromUs > limit ? cause : null;
}

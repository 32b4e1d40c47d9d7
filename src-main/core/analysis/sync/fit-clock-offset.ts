import { studentQuantile } from '../numerics/student.ts';
import { fineRecord, type FineRecord } from './fine-record.ts';
import { refineLag, type PossibleDrift, type RefinedLag } from './refine-lag.ts';
import { searchLag } from './search-lag.ts';
import { thinned, usableReadings, usualSpacing, type VoltageRecord } from './voltage-record.ts';

/** What the fit found. Uncertainties are standard uncertainties. */
export interface ClockOffset {
  /** Added to the moved record's time to reach the reference's. */
  offsetSeconds: number;
  offsetUncertaintySeconds: number;
  /** 0 where none is supported, NaN where the record is too short to ask. */
  driftPpm: number;
  driftUncertaintyPpm: number;
  /** A drift was asked for and is not told from none; the offset's uncertainty covers it. */
  driftUnsupported: boolean;
  /** Moved time at which `offsetSeconds` holds, seconds. */
  driftFromSeconds: number;
  residualVolt: number;
  /** Residual with no offset at all. */
  stampResidualVolt: number;
  accepted: boolean;
  /** Why not, where not. */
  reason: 'none' | 'no-overlap' | 'no-contrast' | 'ambiguous' | 'poor-match';
}

/** Search range: clocks a zone or a daylight-saving hour apart are found too. */
const DEFAULT_RANGE_SECONDS = 7800;
/** Worse than this and the offset is not offered. */
const LARGEST_UNCERTAINTY_SECONDS = 2;
/** Shortest record for which a drift is asked, seconds. */
const DRIFT_NEEDS_SECONDS = 3600;
/** Probability with which a drift that is none is taken for one, one-sided. */
const DRIFT_BELIEVED = 0.99865;
/** What clocks of instruments drift by where nobody knows, standard deviation. */
const USUAL_DRIFT = 20e-6;
const FEWEST_READINGS = 20;
const ROUNDS = 12;
/** Readings the candidates are told apart with. */
const CANDIDATE_READINGS = 12_000;

/**
 * Offset and drift between two clocks that recorded one voltage: V_reference(t) = alpha + beta V_moved(t - offset).
 * Coarse search on block means over the whole range, then Gauss-Newton at full resolution.
 */
export function fitClockOffset(
  reference: VoltageRecord,
  moved: VoltageRecord,
  rangeSeconds = DEFAULT_RANGE_SECONDS,
): ClockOffset {
  // The finer record is interpolated, the coarser one is compared with it.
  const movedIsFine = usualSpacing(moved.seconds) <= usualSpacing(reference.seconds);
  const finer = usableReadings(movedIsFine ? moved : reference);
  const coarse = usableReadings(movedIsFine ? reference : moved);
  if (coarse.seconds.length < FEWEST_READINGS || finer.seconds.length < FEWEST_READINGS) return failed('no-overlap');
  const fine = fineRecord(finer, usualSpacing(coarse.seconds));
  const candidates = searchLag(fine, coarse, rangeSeconds);
  if (candidates.length === 0) return failed('no-overlap');
  const few = thinned(coarse, Math.ceil(coarse.seconds.length / CANDIDATE_READINGS));
  const ranked = candidates
    .map((lag) => refineLag(fine, few, lag, { levels: 'one', withDrift: false, rounds: ROUNDS }))
    .filter((fit) => fit !== undefined)
    .sort((a, b) => a.residual - b.residual);
  const first = ranked[0];
  if (!first) return failed('no-contrast');
  const rival = ranked.find((fit) => Math.abs(fit.lag - first.lag) > Math.max(1, 10 * first.uncertainty));
  const { best, driftUncertainty, driftUnsupported } = withDriftIfSupported(fine, coarse, first);
  const stamp = refineLag(fine, few, 0, { levels: 'one', withDrift: false, rounds: 0 });
  const reason = verdict(best, first, rival);
  // coarse(t) = fine(t + lag): the lag's sign depends on which of them moves.
  const sign = movedIsFine ? -1 : 1;
  return {
    offsetSeconds: sign * best.lag,
    offsetUncertaintySeconds: best.uncertainty,
    driftPpm: Number.isNaN(driftUncertainty) ? Number.NaN : sign * best.drift * 1e6,
    driftUncertaintyPpm: driftUncertainty * 1e6,
    driftUnsupported,
    driftFromSeconds: movedIsFine ? best.centre + best.lag : best.centre,
    residualVolt: best.residual,
    stampResidualVolt: stamp?.residual ?? Number.NaN,
    accepted: reason === 'none',
    reason,
  };
}

/** The fit at full resolution, with a drift only where it is told from none; else the offset's uncertainty covers it. */
function withDriftIfSupported(
  fine: FineRecord,
  coarse: VoltageRecord,
  first: RefinedLag,
): { best: RefinedLag; driftUncertainty: number; driftUnsupported: boolean } {
  const steady = surest(fine, coarse, first.lag, false) ?? first;
  const length = coarse.seconds.at(-1)! - coarse.seconds[0];
  const isAsked = length > DRIFT_NEEDS_SECONDS;
  if (isAsked && isSupported(steady.possibleDrift)) {
    const drifting = surest(fine, coarse, first.lag, true);
    if (drifting && isSupported(drifting.possibleDrift))
      return { best: drifting, driftUncertainty: drifting.possibleDrift.uncertainty, driftUnsupported: false };
  }
  const { drift, uncertainty } = steady.possibleDrift;
  const unknown = isAsked ? leftOutDrift(drift, uncertainty) : USUAL_DRIFT;
  // Root mean square distance of the run's times from where the offset holds.
  const reach = Math.hypot(length / Math.sqrt(12), steady.centre - (coarse.seconds[0] + length / 2));
  return {
    best: { ...steady, uncertainty: Math.hypot(steady.uncertainty, unknown * reach) },
    driftUncertainty: isAsked ? uncertainty : Number.NaN,
    driftUnsupported: isAsked,
  };
}

/** Root mean square of a drift that is not applied: what the record and the habits of clocks say of it together. */
function leftOutDrift(drift: number, uncertainty: number): number {
  if (!(uncertainty > 0 && Number.isFinite(uncertainty))) return USUAL_DRIFT;
  const share = USUAL_DRIFT ** 2 / (USUAL_DRIFT ** 2 + uncertainty ** 2);
  return Math.hypot(share * drift, Math.sqrt(share) * uncertainty);
}

/** The uncertainty is widened for few segments already: two of it are the 95.45 % of Student's t. */
function isSupported({ drift, uncertainty, segments }: PossibleDrift): boolean {
  const limit = (2 * studentQuantile(DRIFT_BELIEVED, segments - 1)) / studentQuantile(0.97725, segments - 1);
  return Math.abs(drift) > limit * uncertainty;
}

/** With one level over the record or a free one in every stretch, whichever says more; each is honest about itself. */
function surest(fine: FineRecord, coarse: VoltageRecord, lag: number, withDrift: boolean): RefinedLag | undefined {
  const fits = (['local', 'one'] as const).flatMap(
    (levels) => refineLag(fine, coarse, lag, { levels, withDrift, rounds: ROUNDS }) ?? [],
  );
  return fits.sort((a, b) => a.uncertainty - b.uncertainty)[0];
}

function verdict(best: RefinedLag, first: RefinedLag, rival: RefinedLag | undefined): ClockOffset['reason'] {
  if (!(best.uncertainty < LARGEST_UNCERTAINTY_SECONDS)) return 'no-contrast';
  if (best.explained < 0.9) return 'poor-match';
  if (rival && rival.residual < 1.15 * first.residual) return 'ambiguous';
  return 'none';
}

function failed(reason: ClockOffset['reason']): ClockOffset {
  const none = Number.NaN;
  return {
    offsetSeconds: none,
    offsetUncertaintySeconds: none,
    driftPpm: none,
    driftUncertaintyPpm: none,
    driftUnsupported: false,
    driftFromSeconds: none,
    residualVolt: none,
    stampResidualVolt: none,
    accepted: false,
    reason,
  };
}

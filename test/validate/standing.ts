/**
 * How a criterion stands: `open` where it is not met and the runs are too few to say that it is missed, because the true
 * value may well lie where it should.
 */
export type Standing = 'met' | 'missed' | 'open';

export interface Limits {
  low: number;
  high: number;
}

/** An interval of confidence is to lie inside limits. */
export function standingOfInterval(interval: Limits, { low, high }: Limits): Standing {
  if (interval.low >= low && interval.high <= high) return 'met';
  return interval.low > high || interval.high < low ? 'missed' : 'open';
}

/** Standard errors by which a value outside its limits must be outside them. */
const CLEARLY = 2;

/** A value is to lie inside limits. @param error its standard error */
export function standingOfValue(value: number, error: number, { low, high }: Limits): Standing {
  if (value >= low && value <= high) return 'met';
  const off = Math.max(low - value, value - high);
  return off > CLEARLY * error ? 'missed' : 'open';
}

/** The upper limit of a rate is to be small; `share` is the rate that was seen. */
export function standingOfRate(share: number, upper: number, highest: number): Standing {
  if (upper <= highest) return 'met';
  return share > highest ? 'missed' : 'open';
}

/** Missed if any is, met if all are. */
export function worstOf(...standings: readonly Standing[]): Standing {
  if (standings.includes('missed')) return 'missed';
  return standings.includes('open') ? 'open' : 'met';
}

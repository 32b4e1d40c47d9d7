/**
 * Times as node-opcua carries them: a Date of whole milliseconds beside the rest in picoseconds, below 1e9
 * (on the wire both are 100 ns ticks since 1601, OPC-UA Part 6, 5.2.2.5).
 */
export interface WireTime {
  date: Date;
  picoseconds: number;
}

const PICOSECONDS_PER_MICROSECOND = 1e6;
/** Outside of this a stamp is a clock that was never set (1601, 1970), not a time. */
const PLAUSIBLE_FROM_MS = Date.UTC(1990, 0, 1);
const PLAUSIBLE_TO_MS = Date.UTC(2200, 0, 1);

/** Microseconds UTC of a stamp; NaN where there is none or where it cannot be a time of an experiment. */
export function usFromWire(date: Date | null | undefined, picoseconds: number | null | undefined): number {
  if (!date) return Number.NaN;
  const milliseconds = date.getTime();
  if (!(milliseconds >= PLAUSIBLE_FROM_MS && milliseconds < PLAUSIBLE_TO_MS)) return Number.NaN;
  return milliseconds * 1000 + Math.round((picoseconds ?? 0) / PICOSECONDS_PER_MICROSECOND);
}

/** A stamp for the wire, exact to the microsecond. */
export function wireFromUs(us: number): WireTime {
  const milliseconds = Math.floor(us / 1000);
  return { date: new Date(milliseconds), picoseconds: (us - milliseconds * 1000) * PICOSECONDS_PER_MICROSECOND };
}

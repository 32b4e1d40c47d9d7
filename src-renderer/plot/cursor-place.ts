import { formatFixed } from '../format/numbers.ts';
import { formatHours } from '../format/times.ts';
import type { StackFrame } from './stack-frame.ts';
import { X_UNITS } from './summary.ts';

/** Stretches of less than so many hours are read with seconds. */
const SECONDS_BELOW_HOURS = 0.5;

/** The place of the cursor in words: `30 h 33 min`, `71.0 % SOC`, `4.201 V`. @param note said behind it, if there is one */
export function cursorPlace(frame: StackFrame, cursor: number, note?: string): string {
  const place =
    frame.xKind === 'time'
      ? formatHours(cursor, frame.x.to - frame.x.from < SECONDS_BELOW_HOURS)
      : `${formatFixed(cursor, frame.xKind === 'voltage' ? 3 : 1)} ${X_UNITS[frame.xKind]}`;
  return note === undefined ? place : `${place} \u00b7 ${note}`;
}

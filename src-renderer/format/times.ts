import { formatFixed, MISSING } from './numbers.ts';

/** Hours to minutes and seconds, rounded to the second first, so that 59.7 s is 1 min. */
function clockParts(seconds: number): { hours: number; minutes: number; seconds: number } {
  const whole = Math.max(0, Math.round(seconds));
  return { hours: Math.floor(whole / 3600), minutes: Math.floor((whole % 3600) / 60), seconds: whole % 60 };
}

const two = (value: number) => String(value).padStart(2, '0');

/** The clock of a run: 111428 s → `30:57:08`. It counts whole seconds that have passed. */
export function formatClock(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return MISSING;
  const parts = clockParts(Math.floor(seconds));
  return `${two(parts.hours)}:${two(parts.minutes)}:${two(parts.seconds)}`;
}

/** `30 h 57 min`, `12 min 5 s`, `45 s`; whole minutes from an hour on. */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return MISSING;
  const parts = clockParts(seconds);
  if (parts.hours > 0) {
    const minutes = Math.round(seconds / 60);
    return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
  }
  if (parts.minutes > 0) return parts.seconds > 0 ? `${parts.minutes} min ${parts.seconds} s` : `${parts.minutes} min`;
  return `${parts.seconds} s`;
}

/** How old something is: `0.4 s`, `94 s`, `3 min`, `2 h 05 min`. */
export function formatAge(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return MISSING;
  const age = Math.max(0, seconds);
  if (age < 10) return `${formatFixed(age, 1)} s`;
  if (age < 120) return `${formatFixed(age, 0)} s`;
  return age < 3600 ? `${formatFixed(age / 60, 0)} min` : formatDuration(age);
}

/** Microseconds UTC → `2026-11-22 04:57:08`. */
export function formatUtc(us: number | null | undefined): string {
  if (us === null || us === undefined || !Number.isFinite(us)) return MISSING;
  return new Date(us / 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** ISO text → `2026-11-20 22:00`, UTC; `–` for what is no time. */
export function formatIsoMinute(iso: string | null | undefined): string {
  const milliseconds = iso ? Date.parse(iso) : Number.NaN;
  return Number.isNaN(milliseconds) ? MISSING : new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ');
}

/** A place on the time axis: 30.55 h → `30 h 33 min`; seconds where the view is short. */
export function formatHours(hours: number, withSeconds = false): string {
  if (!Number.isFinite(hours)) return MISSING;
  const sign = hours < 0 ? '\u2212' : '';
  const size = Math.abs(hours) * 3600;
  if (!withSeconds) {
    const minutes = Math.round(size / 60);
    return `${sign}${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
  }
  const parts = clockParts(size);
  return `${sign}${parts.hours} h ${two(parts.minutes)} min ${two(parts.seconds)} s`;
}

/** Longest wait between two attempts to reach the core. */
const LONGEST_WAIT_MS = 5000;

/** Milliseconds to wait before attempt `attempt` (counted from 1): at once, then doubling to a limit. */
export function decideReconnectDelayMs(attempt: number): number {
  return attempt <= 1 ? 0 : Math.min(LONGEST_WAIT_MS, 250 * 2 ** (attempt - 2));
}

/** What to do with the core's protocol version. */
export type VersionDecision = 'use' | 'reload' | 'refuse';

/**
 * A window that is older or newer than its core reloads itself once; if the reloaded page does not match either,
 * it says so instead of reloading for ever.
 * @param reloadedFor the version the page last reloaded for, undefined if it did not
 */
export function decideVersion(own: number, core: number, reloadedFor: number | undefined): VersionDecision {
  if (own === core) return 'use';
  return reloadedFor === core ? 'refuse' : 'reload';
}

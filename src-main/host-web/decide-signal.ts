/** What the web host does about a signal while it serves. */
export type SignalDecision = 'ignore' | 'warn' | 'quit';

/** A second Ctrl+C within this time means it. */
const REPEAT_WITHIN_MS = 5000;

/**
 * Pure: closing the terminal (SIGHUP) never ends a run; Ctrl+C (SIGINT) ends one only if pressed twice; SIGTERM is the
 * computer shutting down or a service manager and is obeyed: the run is sealed.
 * @param sinceWarningMs since the last `warn`, undefined if there was none
 */
export function decideSignal(
  signal: 'SIGHUP' | 'SIGINT' | 'SIGTERM',
  isRecording: boolean,
  sinceWarningMs: number | undefined,
): SignalDecision {
  if (!isRecording || signal === 'SIGTERM') return 'quit';
  if (signal === 'SIGHUP') return 'ignore';
  return sinceWarningMs !== undefined && sinceWarningMs < REPEAT_WITHIN_MS ? 'quit' : 'warn';
}

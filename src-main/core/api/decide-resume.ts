import type { Alert } from '../../../shared/api/alerts.ts';
import { interruptedAlertId } from './interrupted-alert.ts';

/** A run without a clean end that nobody writes. */
export interface InterruptedRun {
  runId: string;
  name: string;
  /** Host UTC, microseconds. */
  lastWrittenUtcUs: number;
  /** It says which instruments it was recorded from. */
  hasProfile: boolean;
}

/** An interruption this short is taken for a crash: the run goes on by itself (architecture: Resume). */
const RESUME_WITHIN_US = 10 * 60e6;

/**
 * Pure: of the interrupted runs found at the start, the one that is continued without asking, and the alerts for the
 * others. Only one run is recorded at a time, so the one written last goes on.
 */
export function decideResume(
  interrupted: InterruptedRun[],
  nowUtcUs: number,
): { resume: InterruptedRun | undefined; alerts: Omit<Alert, 'seen'>[] } {
  const newestFirst = interrupted.toSorted((a, b) => b.lastWrittenUtcUs - a.lastWrittenUtcUs);
  const newest = newestFirst[0];
  const isFresh = newest !== undefined && newest.hasProfile && nowUtcUs - newest.lastWrittenUtcUs <= RESUME_WITHIN_US;
  const asked = isFresh ? newestFirst.slice(1) : newestFirst;
  return { resume: isFresh ? newest : undefined, alerts: asked.map((run) => interruptedAlert(run, nowUtcUs)) };
}

/** Asks what shall become of an interrupted run. */
export function interruptedAlert(run: InterruptedRun, nowUtcUs: number): Omit<Alert, 'seen'> {
  const since = new Date(run.lastWrittenUtcUs / 1000).toISOString().slice(0, 16).replace('T', ' ');
  return {
    id: interruptedAlertId(run.runId),
    severity: 'warning',
    sentence: `${run.name} was interrupted at ${since} UTC and has no clean end. Everything recorded until then is safe.`,
    next: run.hasProfile
      ? 'Recover it in Runs to close it, or continue recording it there.'
      : 'Recover it in Runs to close it.',
    sinceUs: nowUtcUs,
  };
}

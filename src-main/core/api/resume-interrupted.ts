import { problemOf } from '../../../shared/api/errors.ts';
import { isRunLocked, openRunFile } from '../storage/run-file.ts';
import { loggable } from '../log.ts';
import type { CoreServices } from './core-services.ts';
import { decideResume, interruptedAlert, type InterruptedRun } from './decide-resume.ts';
import { lastWrittenUtcUs } from './resume-age.ts';

/** Continues the run that a crash interrupted, and asks about older ones. Never rejects. */
export async function resumeInterrupted(core: CoreServices): Promise<void> {
  const nowUtcUs = core.hostClock.utcUs();
  const { resume, alerts } = decideResume(interruptedRuns(core), nowUtcUs);
  for (const alert of alerts) core.board.raise(alert);
  if (!resume) return;
  try {
    await core.runControl.resume(core.library.pathOf(resume.runId));
    core.board.raise({
      id: RESUMED_ALERT,
      severity: 'warning',
      sentence: `The recording program stopped and was started again; ${resume.name} goes on. What was missed in between is marked as a gap.`,
      next: 'Nothing to do; if it happens again, send the log file.',
      sinceUs: nowUtcUs,
    });
  } catch (error) {
    core.log.error(loggable(error), 'an interrupted run could not be continued');
    const { happened, next } = problemOf(error);
    core.board.raise({
      ...interruptedAlert(resume, nowUtcUs),
      severity: 'alarm',
      sentence: `${resume.name} was interrupted and could not be continued. ${happened} Everything recorded until then is safe.`,
      next: `${next} Then continue it in Runs.`,
    });
  }
}

/** Stands while a run goes on that was interrupted; cleared when it ends. */
export const RESUMED_ALERT = 'recording-resumed';

function interruptedRuns({ library, log }: CoreServices): InterruptedRun[] {
  return library
    .list()
    .filter((run) => run.state === 'needs-recovery')
    .flatMap((run) => {
      const path = library.pathOf(run.runId);
      try {
        if (isRunLocked(path)) return [];
        const written = lastWrittenUtcUs(path);
        const reader = openRunFile(path);
        const hasProfile = reader.header.run.profile !== null && !reader.salvaged;
        reader.close();
        return [{ runId: run.runId, name: run.name, lastWrittenUtcUs: written, hasProfile }];
      } catch (error) {
        log.warn(loggable(error), 'an interrupted run could not be looked at');
        return [];
      }
    });
}

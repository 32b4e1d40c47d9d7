import { problemOf } from '../../../shared/api/errors.ts';
import type { ExampleRun } from '../example-worker.ts';
import { loggable } from '../log.ts';
import type { CoreServices } from './core-services.ts';
import { runWorkThread } from './run-work-thread.ts';

const ALERT = 'making-examples';
/** Simulated experiments begin here on every computer, so that the same seed is the same run. */
const START_UTC_US = Date.UTC(2026, 0, 1) * 1000;
const EXAMPLES: Omit<ExampleRun, 'path' | 'startUtcUs'>[] = [
  { preset: 'bare-ncm85', seed: 1, name: 'Example: bare NCM85' },
  { preset: 'zro2-ncm85', seed: 2, name: 'Example: ZrO2-coated NCM85' },
];

/** Makes the two example runs once in the life of a home, telling how far it is. Never rejects. */
export async function makeExampleRuns(core: CoreServices, workerUrl: URL): Promise<void> {
  if (core.settings.get().examplesMade) return;
  try {
    // The program may have been ended after the first of them.
    const there = new Set(core.library.list().flatMap((run) => (run.isExample ? [run.name] : [])));
    for (const [index, example] of EXAMPLES.entries()) {
      if (there.has(example.name)) continue;
      const tell = (share: number) => tellProgress(core, (index + share) / EXAMPLES.length);
      tell(0);
      const path = core.library.newPath(example.name);
      const run: ExampleRun = { ...example, path, startUtcUs: START_UTC_US };
      const thread = { url: workerUrl, name: 'example', clock: core.hostClock };
      await runWorkThread(thread, run, { signal: new AbortController().signal, progress: tell });
      core.library.refresh();
      // Before anybody sees the last one, so that an end right after it makes none twice.
      if (index === EXAMPLES.length - 1) finish(core);
      core.feed.broadcast('runs.changed', { reason: 'example made' });
      core.prepareCalibrations();
    }
    if (!core.settings.get().examplesMade) finish(core);
    core.board.clear(ALERT);
  } catch (error) {
    core.log.error(loggable(error), 'an example run could not be made');
    const { happened, next } = problemOf(error);
    core.board.raise({
      id: ALERT,
      severity: 'warning',
      sentence: `The example runs could not be made. ${happened} Recording does not need them.`,
      next: `${next} They are tried again at the next start.`,
      sinceUs: core.hostClock.utcUs(),
    });
  }
}

function finish({ feed, settings }: CoreServices): void {
  feed.broadcast('settings.changed', settings.save({ examplesMade: true }));
}

function tellProgress(core: CoreServices, share: number): void {
  core.board.raise({
    id: ALERT,
    severity: 'info',
    // Tens of percent: an alert that changes twenty times a second is read by nobody.
    sentence: `Two example runs are being simulated (${Math.floor(share * 10) * 10} %). Everything can be used meanwhile.`,
    next: 'Nothing to do; they appear in Runs.',
    sinceUs: core.hostClock.utcUs(),
  });
}

import { problemOf } from '../../../shared/api/errors.ts';
import { profileSchema } from '../../../shared/domain/profile.ts';
import { simulatedRunHeader } from '../instruments/simulated/simulate-run.ts';
import { loggable } from '../log.ts';
import { SOFTWARE_VERSION } from '../version.ts';
import type { CoreServices } from './core-services.ts';

/** Three and a half days in about nine minutes. */
const DEMO_SPEED = 600;

/** Starts a simulated run without being asked anything. Never rejects: what goes wrong is an alert. */
export async function startDemo({ runControl, library, board, hostClock, log }: CoreServices): Promise<void> {
  const profile = profileSchema.parse({
    name: 'Simulated lab',
    kind: 'simulated-lab',
    preset: 'bare-ncm85',
    seed: 1,
    speed: DEMO_SPEED,
  });
  try {
    const { run } = simulatedRunHeader({
      preset: 'bare-ncm85',
      seed: 1,
      startUtcUs: Math.round(hostClock.utcUs()),
      softwareVersion: SOFTWARE_VERSION,
    });
    const { sample, setup, gases } = run;
    await runControl.start(
      { name: 'Demonstration: bare NCM85', operator: '', tags: ['demo'], sample, setup, gases, profile },
      (header) => library.newPath(header.run.name),
    );
  } catch (error) {
    log.error(loggable(error), 'the demonstration could not be started');
    const { happened, safe, next } = problemOf(error);
    board.raise({
      id: 'demo-failed',
      severity: 'warning',
      sentence: `The demonstration could not be started. ${happened} ${safe}`,
      next,
      sinceUs: hostClock.utcUs(),
    });
  }
}

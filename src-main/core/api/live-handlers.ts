import type { Handlers } from '../../../shared/api/contract.ts';
import { AppError } from '../../../shared/api/errors.ts';
import type { CoreServices } from './core-services.ts';
import { labFaultOf } from './lab-faults.ts';

type LiveHandlers = Pick<Handlers, Extract<keyof Handlers, `live.${string}` | `alerts.${string}` | `lab.${string}`>>;

/** The run being recorded, its alerts, and the simulated laboratory behind it. */
export function liveHandlers(core: CoreServices): LiveHandlers {
  const { runControl, library, provisional } = core;
  return {
    'live.start': async ({ profileName, ...facts }) => {
      const profile = core.profiles.named(profileName);
      const runId = await runControl.start({ ...facts, profile }, (header) => library.newPath(header.run.name));
      return { runId };
    },
    'live.stop': async () => {
      await runControl.stop('Stopped by the operator.');
      return {};
    },
    'live.annotate': async ({ text }) => {
      runControl.required().annotate(text);
      return {};
    },
    'live.write': async ({ channelId, value }) => ({
      readBack: await runControl.required().write(channelId, value),
    }),
    'live.state': async () => core.liveRun.state(),
    'live.calibration': async () => ({ calibration: await provisional.of(runControl.required()) }),

    'alerts.list': async () => ({ alerts: core.liveRun.alerts() }),
    'alerts.seen': async ({ ids }) => {
      runControl.session?.markAlertsSeen(ids);
      core.board.markSeen(ids);
      return {};
    },

    'lab.fault': async (fault) => {
      const session = runControl.required();
      const { lab } = runControl;
      if (!lab) throw noLab();
      await lab.injectFault(labFaultOf(fault, session.header.channels));
      return {};
    },
  };
}

function noLab(): AppError {
  return new AppError({
    code: 'no-simulated-lab',
    happened: 'The run is recorded from real instruments.',
    safe: 'Nothing was changed.',
    next: 'Faults can be provoked in the simulated lab only.',
  });
}

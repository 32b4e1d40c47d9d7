import { systemHostClock } from '../../shared/domain/clock.ts';
import { decideSignal } from './decide-signal.ts';
import { runWebHost, type WebHostOptions } from './run-web-host.ts';

/** `opendems serve`: runs the web host until a person or the system ends it. @throws AppError */
export async function serveUntilStopped(options: WebHostOptions): Promise<void> {
  const clock = options.clock ?? systemHostClock();
  const host = await runWebHost(options);
  let warnedAtUs: number | undefined;
  await new Promise<void>((stop, fail) => {
    void host.ended.then(fail);
    const obey = (signal: 'SIGHUP' | 'SIGINT' | 'SIGTERM') => {
      const sinceMs = warnedAtUs === undefined ? undefined : (clock.monotonicUs() - warnedAtUs) / 1000;
      const decision = decideSignal(signal, host.isRecording(), sinceMs);
      if (decision === 'quit') stop();
      if (decision !== 'warn') return;
      warnedAtUs = clock.monotonicUs();
      options.say('A run is being recorded. Press Ctrl+C again within 5 s to stop the run and end the program.');
    };
    process.on('SIGHUP', () => obey('SIGHUP'));
    process.on('SIGINT', () => obey('SIGINT'));
    process.on('SIGTERM', () => obey('SIGTERM'));
  });
  await host.close();
}

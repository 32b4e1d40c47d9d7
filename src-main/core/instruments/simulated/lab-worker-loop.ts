import type { MessagePort } from 'node:worker_threads';
import { problemOf } from '../../../../shared/api/errors.ts';
import { systemHostClock, type CancelTimer } from '../../../../shared/domain/clock.ts';
import { HeldLabClock } from './held-lab-clock.ts';
import type { LabModel, LabOptions } from './lab-model-contract.ts';
import { startLabServer, type LabServer } from './lab-server.ts';
import type { FromLabWorker, LabWorkerOptions, ToLabWorker } from './lab-worker-messages.ts';

const PROGRESS_MS = 250;

/** Serves a laboratory in a thread of its own, steered by messages; ends when it is told to stop. */
export function runLabWorker(port: MessagePort, createModel: (options: LabOptions) => LabModel): void {
  const hostClock = systemHostClock();
  let labClock: HeldLabClock | null = null;
  let server: LabServer | null = null;
  let cancelProgress: CancelTimer = () => {};
  const post = (message: FromLabWorker) => port.postMessage(message);

  const start = async (options: LabWorkerOptions) => {
    const { preset, seed, epochUtcUs, hours, speed, ...serving } = options;
    labClock = new HeldLabClock(hostClock, epochUtcUs, speed);
    const model = createModel({ preset, seed, startUtcUs: epochUtcUs, ...(hours === undefined ? {} : { hours }) });
    server = await startLabServer({ ...serving, model, labClock, hostClock });
    cancelProgress = hostClock.every(PROGRESS_MS, () => {
      if (server) post({ kind: 'progress', progress: server.progress() });
    });
    post({ kind: 'ready', endpoint: server.endpoint, certificate: server.certificate });
  };

  const stop = async () => {
    cancelProgress();
    if (server) {
      await server.stop();
      post({ kind: 'progress', progress: server.progress() });
    }
    server = null;
    post({ kind: 'stopped' });
    port.close();
  };

  port.on('message', (message: ToLabWorker) => {
    switch (message.kind) {
      case 'start':
        start(message.options).catch((error: unknown) => post({ kind: 'failed', problem: problemOf(error) }));
        return;
      case 'begin': {
        // Monotonic clocks of threads differ in their zero; the one of the computer is common to all.
        const sinceUs = Number(process.hrtime.bigint() - message.hrtimeNs) / 1000;
        labClock?.begin(hostClock.monotonicUs() - sinceUs);
        return;
      }
      case 'fault': {
        const { id, fault } = message;
        const injected = server ? server.faults.inject(fault) : Promise.resolve();
        injected.then(
          () => post({ kind: 'fault-done', id, problem: null }),
          (error: unknown) => post({ kind: 'fault-done', id, problem: problemOf(error) }),
        );
        return;
      }
      case 'stop':
        stop().catch((error: unknown) => post({ kind: 'failed', problem: problemOf(error) }));
        return;
    }
  });
}

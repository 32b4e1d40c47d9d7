import { parentPort, workerData } from 'node:worker_threads';
import { problemOf } from '../../shared/api/errors.ts';
import type { SimulationPreset } from '../../shared/domain/profile.ts';
import { simulatedRunHeader, simulateRun } from './instruments/simulated/simulate-run.ts';
import { createRunFile } from './storage/run-file.ts';
import { SOFTWARE_VERSION } from './version.ts';

/** What an example run is made of. */
export interface ExampleRun {
  path: string;
  preset: SimulationPreset;
  seed: number;
  name: string;
  startUtcUs: number;
}

/** Thread entry: simulates one example run into a file, apart from recording and from pictures. */
function makeExample({ path, preset, seed, name, startUtcUs }: ExampleRun): void {
  const header = simulatedRunHeader({ preset, seed, startUtcUs, name, softwareVersion: SOFTWARE_VERSION });
  header.run.tags = ['example', ...header.run.tags];
  const writer = createRunFile(path, header, { bulk: true });
  try {
    simulateRun(
      { preset, seed, startUtcUs },
      (batches, receipt) => {
        writer.append(batches, receipt);
        writer.flush();
      },
      (share) => parentPort!.postMessage({ kind: 'progress', share }, []),
    );
    writer.finish();
    writer.reader.close();
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

try {
  makeExample(workerData as ExampleRun);
  parentPort!.postMessage({ kind: 'done' }, []);
} catch (error) {
  parentPort!.postMessage({ kind: 'failed', problem: problemOf(error) }, []);
}

import type { SimulationPreset } from '../../shared/domain/profile.ts';
import { goToBackground } from './background-thread.ts';
import { simulatedRunHeader, simulateRun } from './instruments/simulated/simulate-run.ts';
import { createRunFile } from './storage/run-file.ts';
import { SOFTWARE_VERSION } from './version.ts';
import { serveWork, type WorkControl } from './work-thread.ts';

/** What an example run is made of. */
export interface ExampleRun {
  path: string;
  preset: SimulationPreset;
  seed: number;
  name: string;
  startUtcUs: number;
}

/** Thread entry: simulates one example run into a file, apart from recording and from pictures. */
function makeExample({ path, preset, seed, name, startUtcUs }: ExampleRun, { progress }: WorkControl): void {
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
      progress,
    );
    writer.finish();
    writer.reader.close();
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

goToBackground();
void serveWork(makeExample);

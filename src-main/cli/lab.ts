import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { problemOf } from '../../shared/api/errors.ts';
import { systemHostClock } from '../../shared/domain/clock.ts';
import { parseLabFault } from '../core/instruments/simulated/faults.ts';
import { SimulatedLab } from '../core/instruments/simulated/lab-host.ts';
import { homeFolders } from '../core/storage/home.ts';
import { terminal } from './command.ts';
import { untilInterrupted } from './interrupt.ts';
import { refuseExisting, writeJsonFile } from './output-file.ts';
import { presetNamed } from './simulate.ts';

export interface LabCommandOptions {
  preset: string;
  seed: number;
  speed: number;
  port: number;
  hours?: number;
  truthLog?: string;
  profileOutput?: string;
}

/**
 * `opendems lab`: the endpoint on the first line of stdout, then until Ctrl+C (or the line `stop`) faults from standard input,
 * one a line, e.g. `drop:5`; each is answered by `done` or by what was wrong with it.
 */
export async function lab(options: LabCommandOptions): Promise<void> {
  if (options.truthLog !== undefined) refuseExisting(options.truthLog);
  const ended = untilInterrupted();
  const simulated = new SimulatedLab({
    preset: presetNamed(options.preset),
    seed: options.seed,
    speed: options.speed,
    hostClock: systemHostClock(),
    pkiFolder: join(homeFolders().pki, 'simulated-lab'),
    port: options.port,
    hours: options.hours,
    truthLogPath: options.truthLog,
    allowNone: true,
    onFailure: (error) => ended.fail(error),
  });
  await simulated.start();
  try {
    if (options.profileOutput !== undefined) {
      // Another process trusts no certificate it has not been shown; on the loopback address the lab offers None for it.
      writeJsonFile(options.profileOutput, { ...simulated.profile(), security: { mode: 'None', policy: 'None' } });
    }
    terminal.print(simulated.endpoint);
    const lines = createInterface({ input: process.stdin });
    lines.on('line', (line) => {
      if (line.trim() === 'stop') ended.end();
      else if (line.trim() !== '') void inject(simulated, line.trim());
    });
    await ended.promise;
    lines.close();
  } finally {
    await simulated.stop();
  }
}

async function inject(simulated: SimulatedLab, line: string): Promise<void> {
  try {
    await simulated.injectFault(parseLabFault(line));
    terminal.print('done');
  } catch (error) {
    const problem = problemOf(error);
    terminal.print(`${problem.happened} ${problem.next}`);
  }
}

import { statSync } from 'node:fs';
import { AppError } from '../../shared/api/errors.ts';
import { SIMULATION_PRESETS, type SimulationPreset } from '../../shared/domain/profile.ts';
import { simulatedRunHeader, simulateRun } from '../core/instruments/simulated/simulate-run.ts';
import { createRunFile } from '../core/storage/create-run-file.ts';
import { SOFTWARE_VERSION } from '../core/version.ts';
import { printJson, terminal } from './command.ts';
import { formatBytes } from './format.ts';
import { refuseExisting, writeJsonFile } from './output-file.ts';

export interface SimulateOptions {
  preset: string;
  seed: number;
  hours?: number;
  truth?: string;
  output: string;
  json?: boolean;
}

/** Laboratory UTC at which simulated experiments begin: the same seed gives the same file on every day. */
const SIMULATION_START_UTC_US = Date.UTC(2026, 0, 1) * 1000;

/** The preset of that name. @throws AppError */
export function presetNamed(name: string): SimulationPreset {
  const preset = SIMULATION_PRESETS.find((candidate) => candidate === name);
  if (preset) return preset;
  throw new AppError({
    code: 'unknown-preset',
    happened: `There is no preset "${name}".`,
    safe: 'Nothing was written.',
    next: `Choose one of: ${SIMULATION_PRESETS.join(', ')}.`,
  });
}

/** `opendems simulate`: physics straight into a run file, truth beside it. */
export function simulate(options: SimulateOptions): void {
  const started = performance.now();
  const lab = {
    preset: presetNamed(options.preset),
    seed: options.seed,
    startUtcUs: SIMULATION_START_UTC_US,
    hours: options.hours,
  };
  if (options.truth !== undefined) refuseExisting(options.truth);
  const writer = createRunFile(options.output, simulatedRunHeader({ ...lab, softwareVersion: SOFTWARE_VERSION }), {
    bulk: true,
  });
  let samples = 0;
  try {
    const truth = simulateRun(lab, (batches, receipt) => {
      for (const batch of batches) samples += batch.timeUs.length;
      writer.append(batches, receipt);
      writer.flush();
    });
    writer.finish();
    if (options.truth !== undefined) writeJsonFile(options.truth, truth);
  } catch (error) {
    writer.abandon();
    throw error;
  }
  const seconds = (performance.now() - started) / 1000;
  const bytes = statSync(options.output).size;
  if (options.json) printJson({ file: options.output, samples, bytes, seconds });
  else terminal.note(`${samples} samples, ${formatBytes(bytes)} in ${seconds.toFixed(2)} s: ${options.output}`);
}

import type { SimulationPreset } from '../../../../shared/domain/profile.ts';
import type { ConditionsOverride } from './conditions.ts';

/** What is asked of a simulated experiment. */
export interface LabOptions {
  preset: SimulationPreset;
  /** Same seed and preset, same experiment, sample by sample. */
  seed: number;
  /** Laboratory UTC at time zero, microseconds. */
  startUtcUs: number;
  /** Cut the experiment after so many hours; default is its own full length (about 90 h). */
  hours?: number;
  /** Set instead of drawn, for validation sweeps; everything not named is drawn as ever. */
  conditions?: ConditionsOverride;
}

/**
 * Receives one published value.
 * @param tagIndex position in LAB_TAGS
 * @param sourceTimeUs stamp by the tag's own instrument clock, microseconds UTC
 * @param value as encoded on the wire (a Float is rounded to 32 bits; booleans 0 or 1; DateTime microseconds)
 * @param status raw OPC-UA status code
 */
export type EmitValue = (tagIndex: number, sourceTimeUs: number, value: number, status: number) => void;

/** A streaming model of the laboratory: physics advances, instruments publish. */
export interface LabModel {
  /** Full length of the experiment, seconds of laboratory time; instruments go on measuring after it. */
  readonly durationSeconds: number;
  /** Publishes everything due up to laboratory time `seconds` in order of true time; going back is ignored. */
  advance(seconds: number, emit: EmitValue): void;
  /** Set points and commands as an operator would give them, effective at the model's present time. */
  setFlow(mlnPerMin: number): void;
  setScanning(on: boolean): void;
  setEmission(on: boolean): void;
  /** Shifts the stamps of one instrument's clock from now on (positive: its clock is set forward). */
  stepClock(source: 'qms' | 'mfc' | 'cycler' | 'valve', seconds: number): void;
}

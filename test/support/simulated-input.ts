import type { SimulationPreset } from '../../shared/domain/profile.ts';
import type { AnalysisInput } from '../../src-main/core/analysis/analysis-input.ts';
import { analysisChannel } from '../../src-main/core/analysis/analysis-input.ts';
import type { ConditionsOverride } from '../../src-main/core/instruments/simulated/conditions.ts';
import { createLabModel } from '../../src-main/core/instruments/simulated/lab-model.ts';
import { LAB_TAGS } from '../../src-main/core/instruments/simulated/lab-tags.ts';
import { simulatedRunHeader } from '../../src-main/core/instruments/simulated/simulated-run-header.ts';
import type { SimulationTruth } from '../../src-main/core/instruments/simulated/truth.ts';

/** 2026-01-05 08:00 UTC. */
const START_UTC_US = 1_767_600_000_000_000;

/** A growing column pair. */
class Column {
  timeUs = new Float64Array(8192);
  value = new Float64Array(8192);
  status = new Uint32Array(8192);
  n = 0;

  push(timeUs: number, value: number, status: number): void {
    if (this.n === this.timeUs.length) {
      const grow = <T extends Float64Array | Uint32Array>(old: T, next: T): T => {
        next.set(old);
        return next;
      };
      this.timeUs = grow(this.timeUs, new Float64Array(2 * this.n));
      this.value = grow(this.value, new Float64Array(2 * this.n));
      this.status = grow(this.status, new Uint32Array(2 * this.n));
    }
    this.timeUs[this.n] = timeUs;
    this.value[this.n] = value;
    this.status[this.n] = status;
    this.n += 1;
  }
}

/** A simulated run in memory, as the evaluation would get it from its file, and the truth behind it. */
export function simulatedInput(
  preset: SimulationPreset,
  seed: number,
  conditions?: ConditionsOverride,
): { input: AnalysisInput; truth: SimulationTruth } {
  const options = { preset, seed, startUtcUs: START_UTC_US, conditions };
  const lab = createLabModel(options);
  const header = simulatedRunHeader({ ...options, softwareVersion: '0.0.0-test' });
  const columns = LAB_TAGS.map((tag) =>
    header.channels.some((channel) => channel.origin.endsWith(`;s=${tag.id}`)) ? new Column() : undefined,
  );
  lab.advance(lab.durationSeconds, (tag, timeUs, value, status) => columns[tag]?.push(timeUs, value, status));
  const channels = header.channels.map((channel) => {
    const column = columns[LAB_TAGS.findIndex((tag) => channel.origin.endsWith(`;s=${tag.id}`))]!;
    return analysisChannel(channel, {
      timeUs: column.timeUs.subarray(0, column.n),
      value: column.value.subarray(0, column.n),
      status: column.status.subarray(0, column.n),
    });
  });
  const input: AnalysisInput = {
    // Stands for the file's hash: as different as the runs are.
    rawSha256: seed.toString(16).padStart(64, '0'),
    softwareVersion: '0.0.0-test',
    sources: header.sources,
    channels,
    sample: header.run.sample,
    setup: header.run.setup,
    gases: header.run.gases,
    events: [],
    gaps: [],
  };
  return { input, truth: lab.truth() };
}

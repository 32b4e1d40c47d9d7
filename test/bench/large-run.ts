import { createRunFile } from '../../src-main/core/storage/create-run-file.ts';
import { simulatedRunHeader } from '../../src-main/core/instruments/simulated/simulate-run.ts';
import type { SampleBatch } from '../../shared/domain/samples.ts';

const STEP_US = 1e5;
const BATCH = 50_000;

/** Writes a run with the simulated lab's channels and so many samples in all, ten a second and channel. @returns how many there are */
export function writeLargeRun(file: string, samples: number): number {
  const header = simulatedRunHeader({ preset: 'bare-ncm85', seed: 1, startUtcUs: 0, softwareVersion: 'bench' });
  const writer = createRunFile(file, header, { bulk: true });
  const perChannel = Math.ceil(samples / header.channels.length);
  for (let start = 0; start < perChannel; start += BATCH) {
    const n = Math.min(BATCH, perChannel - start);
    writer.append(
      header.channels.map((channel): SampleBatch => ({
        channelId: channel.id,
        timeUs: Float64Array.from({ length: n }, (_, i) => (start + i) * STEP_US),
        value: Float64Array.from({ length: n }, (_, i) => 1.5 + Math.sin((start + i) / 1000)),
        status: new Uint32Array(n),
        serverTimeUs: new Float64Array(n).fill(Number.NaN),
      })),
      { utcUs: start * STEP_US, monotonicUs: start * STEP_US },
    );
    writer.flush();
  }
  writer.finish();
  writer.reader.close();
  return perChannel * header.channels.length;
}

import { createRunFile } from '../../src-main/core/storage/create-run-file.ts';
import { simulatedRunHeader } from '../../src-main/core/instruments/simulated/simulate-run.ts';
import type { Channel } from '../../shared/domain/channel.ts';
import type { SampleBatch } from '../../shared/domain/samples.ts';

const STEP_US = 1e5;
const BATCH = 50_000;
/** Samples of one charge or discharge and of the rest after it: two hours and ten minutes. */
const CYCLING = 72_000;
const RESTING = 6000;

/**
 * Writes a run with the simulated lab's channels and so many samples in all, ten a second and channel: a cell that is
 * charged and discharged in turn, everything else a slow wave.
 * @returns how many there are
 */
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
        value: Float64Array.from({ length: n }, (_, i) => valueAt(channel, start + i)),
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

function valueAt({ role }: Channel, index: number): number {
  if (role === 'current') return currentAt(index);
  if (role === 'gas-selection') return 0;
  return 1.5 + Math.sin(index / 1000);
}

/** 0.1 mA, charging and discharging in turn with rests between. */
function currentAt(index: number): number {
  const within = index % (CYCLING + RESTING);
  if (within >= CYCLING) return 0;
  return Math.floor(index / (CYCLING + RESTING)) % 2 === 0 ? 1e-4 : -1e-4;
}

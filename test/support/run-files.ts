import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHeaderSchema, type RunHeader } from '../../shared/domain/run.ts';
import type { Receipt, SampleBatch } from '../../shared/domain/samples.ts';

/** A header with `channels` ion currents `mz-1`, `mz-2`, ... of one spectrometer. */
export function exampleHeader(channels = 3): RunHeader {
  return runHeaderSchema.parse({
    run: {
      id: '6f1c1f0e-8f0e-4c6a-9f5e-1c2b3a4d5e6f',
      name: 'NCM85 bare',
      origin: 'recorded',
      createdTime: '2026-11-22T04:57:08.123Z',
      softwareVersion: '0.1.0',
      labClock: { epochUtcUs: 1_795_323_428_123_000, speed: 1 },
    },
    sources: [{ id: 'qms', name: 'OmniStar', kind: 'mass-spectrometer', clockKind: 'utc' }],
    channels: Array.from({ length: channels }, (_, i) => ({
      id: `mz-${i + 1}`,
      name: `m/z ${i + 1}`,
      role: 'ion-current',
      mz: i + 1,
      unit: 'A',
      sourceId: 'qms',
    })),
  });
}

export const FIRST_TIME_US = 1_795_323_428_123_000;

/** Samples [from, from + n) of a channel: each is a pure function of channel and position. */
export function exampleBatch(channelId: string, from: number, n: number): SampleBatch {
  const channel = Number(channelId.slice(3));
  const batch = {
    channelId,
    timeUs: new Float64Array(n),
    value: new Float64Array(n),
    status: new Uint32Array(n),
    serverTimeUs: new Float64Array(n),
  };
  for (let i = 0; i < n; i++) {
    const k = from + i;
    batch.timeUs[i] = FIRST_TIME_US + k * 100_000 + channel;
    batch.value[i] = k % 97 === 5 ? NaN : 1e-12 * channel * (1 + Math.sin(k / 50));
    batch.status[i] = k % 89 === 7 ? 0x808c0000 : 0;
    batch.serverTimeUs[i] = k % 3 === 0 ? NaN : batch.timeUs[i] + 1500;
  }
  return batch;
}

/** A receipt `k` hundred milliseconds after the first. */
export function exampleReceipt(k = 0): Receipt {
  return { utcUs: FIRST_TIME_US + 2_000 + k * 100_000, monotonicUs: k * 100_000 };
}

/** A new folder, and how to remove it. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'opendems-test-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

import { SOFTWARE_VERSION } from '../../src-main/core/version.ts';
import { simulatedRunHeader, simulateRun } from '../../src-main/core/instruments/simulated/simulate-run.ts';
import { createRunFile } from '../../src-main/core/storage/create-run-file.ts';
import type { SampleBatch } from '../../shared/domain/samples.ts';

/** Channels of the run the budgets are for: what the gases of the recipe need, and what both clocks know. */
const CHANNELS = new Set([
  ...[2, 4, 14, 28, 32, 44, 64].map((mz) => `qms.m${mz}`),
  'qms.analog-in-1',
  'mfc.flow',
  'valve.selection',
  'cycler.voltage',
  'cycler.current',
]);
/** The simulated lab writes these once a second; here one in so many is kept, so that there are 6e5 in all. */
const KEPT_OF: Readonly<Record<string, number>> = { 'mfc.flow': 3, 'cycler.voltage': 4, 'cycler.current': 4 };

/**
 * Writes the 90 h run the budgets of architecture.md are for, 12 channels and 6e5 samples: the simulated lab's run with
 * channels and readings left out, so that it is evaluated and exported as a measured one is.
 * @returns how many samples there are
 */
export function writeBudgetRun(file: string): number {
  const lab = { preset: 'bare-ncm85', seed: 1, startUtcUs: 0 } as const;
  const header = simulatedRunHeader({ ...lab, softwareVersion: SOFTWARE_VERSION });
  const channels = header.channels.filter(({ id }) => CHANNELS.has(id));
  if (channels.length !== CHANNELS.size) throw new Error('the simulated lab has other channels');
  const writer = createRunFile(file, { ...header, channels }, { bulk: true });
  const seen = new Map<string, number>();
  let samples = 0;
  simulateRun(lab, (batches, receipt) => {
    const kept = batches.filter(({ channelId }) => CHANNELS.has(channelId)).map((batch) => thinned(batch, seen));
    for (const { timeUs } of kept) samples += timeUs.length;
    writer.append(kept, receipt);
    writer.flush();
  });
  writer.finish();
  writer.reader.close();
  return samples;
}

/** @param seen readings of every channel so far, counted on */
function thinned(batch: SampleBatch, seen: Map<string, number>): SampleBatch {
  const before = seen.get(batch.channelId) ?? 0;
  seen.set(batch.channelId, before + batch.timeUs.length);
  const step = KEPT_OF[batch.channelId];
  if (step === undefined) return batch;
  const isKept = (_: number, i: number) => (before + i) % step === 0;
  return {
    channelId: batch.channelId,
    timeUs: batch.timeUs.filter(isKept),
    value: batch.value.filter(isKept),
    status: batch.status.filter(isKept),
    serverTimeUs: batch.serverTimeUs.filter(isKept),
  };
}

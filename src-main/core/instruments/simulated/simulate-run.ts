import type { Receipt, SampleBatch } from '../../../../shared/domain/samples.ts';
import { createLabModel } from './lab-model.ts';
import type { LabOptions } from './lab-model-contract.ts';
import { simulatedLabProfile } from './lab-profile.ts';
import { LAB_TAGS } from './lab-tags.ts';
import type { SimulationTruth } from './truth.ts';

export { simulatedRunHeader, type SimulatedRunOptions } from './simulated-run-header.ts';

/** Laboratory time handed over at once; its end is the receipt time of all of it. */
const BATCH_SECONDS = 600;

/** Columns of one channel while a batch fills. */
interface Filling {
  channelId: string;
  timeUs: Float64Array;
  value: Float64Array;
  status: Uint32Array;
  n: number;
}

/** Takes batches of a simulated run in order; at most one batch per channel and call. */
export type SimulatedRunSink = (batches: SampleBatch[], receipt: Receipt) => void;

/**
 * The experiment without a network, as fast as it computes: the channels of the default profile, raw values as the
 * server would publish them, receipt at laboratory time.
 * @param onProgress share done, from 0 to 1, after each batch.
 * @returns the truth behind it.
 * @throws AppError where the conditions given cannot be; whatever the sink throws.
 */
export function simulateRun(
  options: LabOptions,
  sink: SimulatedRunSink,
  onProgress?: (share: number) => void,
): SimulationTruth {
  const steps = simulatedRunBatches(options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    sink(step.value.batches, step.value.receipt);
    onProgress?.(step.value.share);
  }
}

/** As `simulateRun`, one batch at a time, for a caller that has other work between them; returns the truth at the end. */
export function* simulatedRunBatches(
  options: LabOptions,
): Generator<{ batches: SampleBatch[]; receipt: Receipt; share: number }, SimulationTruth> {
  const lab = createLabModel(options);
  const fillings = fillingsByTag();
  const channels = fillings.filter((filling) => filling !== undefined);
  const collect = (tag: number, timeUs: number, value: number, status: number) => {
    const filling = fillings[tag];
    if (!filling) return;
    const n = filling.n;
    if (n === filling.timeUs.length) grow(filling);
    filling.timeUs[n] = timeUs;
    filling.value[n] = value;
    filling.status[n] = status;
    filling.n = n + 1;
  };
  let seconds = 0;
  while (seconds < lab.durationSeconds) {
    seconds = Math.min(seconds + BATCH_SECONDS, lab.durationSeconds);
    lab.advance(seconds, collect);
    const monotonicUs = Math.round(seconds * 1e6);
    yield {
      batches: channels.filter((filling) => filling.n > 0).map(takeBatch),
      receipt: { utcUs: options.startUtcUs + monotonicUs, monotonicUs },
      share: seconds / lab.durationSeconds,
    };
  }
  return lab.truth();
}

/** One filling per recorded tag, at the tag's index. */
function fillingsByTag(): (Filling | undefined)[] {
  const { nodes } = simulatedLabProfile('opc.tcp://127.0.0.1');
  return LAB_TAGS.map((tag) => {
    const node = nodes.find((candidate) => candidate.node.endsWith(`;s=${tag.id}`));
    if (!node) return undefined;
    const size = tag.updates === 'periodic' ? BATCH_SECONDS + 2 : 4;
    return {
      channelId: node.id,
      timeUs: new Float64Array(size),
      value: new Float64Array(size),
      status: new Uint32Array(size),
      n: 0,
    };
  });
}

function takeBatch(filling: Filling): SampleBatch {
  const { channelId, n } = filling;
  filling.n = 0;
  return {
    channelId,
    timeUs: filling.timeUs.slice(0, n),
    value: filling.value.slice(0, n),
    status: filling.status.slice(0, n),
    // No server stood between, so there is no stamp of one.
    serverTimeUs: new Float64Array(n).fill(Number.NaN),
  };
}

function grow(filling: Filling): void {
  const size = filling.timeUs.length * 2;
  const timeUs = new Float64Array(size);
  const value = new Float64Array(size);
  const status = new Uint32Array(size);
  timeUs.set(filling.timeUs);
  value.set(filling.value);
  status.set(filling.status);
  Object.assign(filling, { timeUs, value, status });
}

import { describe, expect, it } from 'vitest';
import { ChannelMemory } from '../../../src-main/core/acquisition/channel-memory.ts';
import { ClockOffset } from '../../../src-main/core/acquisition/clock-offset.ts';
import { channelSchema } from '../../../shared/domain/channel.ts';

const base = { id: 'mfc.flow', name: 'Flow', role: 'flow', unit: 'mln/min', sourceId: 'mfc', scale: 20 / 32_000 };

function batch(times: number[], values: number[], status: number[] = []) {
  return {
    channelId: 'mfc.flow',
    timeUs: Float64Array.from(times, (seconds) => seconds * 1e6),
    value: Float64Array.from(values),
    status: Uint32Array.from(values, (_, i) => status[i] ?? 0),
    serverTimeUs: new Float64Array(values.length).fill(Number.NaN),
  };
}

describe('ChannelMemory', () => {
  it('shows the newest usable value in its unit and the newest severity', () => {
    const memory = new ChannelMemory(channelSchema.parse(base));
    memory.take(batch([1, 2, 3], [3200, 4000, 5000], [0, 0, 0x808c0000]), { utcUs: 9e6, monotonicUs: 0 });
    expect(memory.now()).toMatchObject({ value: 2.5, timeUs: 2e6, severity: 'bad', samples: 3, receiptUtcUs: 9e6 });
  });

  it('learns the period as a median, not for channels that report on change', () => {
    const periodic = new ChannelMemory(channelSchema.parse(base));
    periodic.take(batch([0, 1, 2, 30, 31, 32], [1, 1, 1, 1, 1, 1]), { utcUs: 0, monotonicUs: 0 });
    expect(periodic.now().periodSeconds).toBe(1);
    const onChange = new ChannelMemory(channelSchema.parse({ ...base, updates: 'on-change' }));
    onChange.take(batch([0, 1, 2, 3, 4], [1, 1, 1, 1, 1]), { utcUs: 0, monotonicUs: 0 });
    expect(onChange.now().periodSeconds).toBeUndefined();
  });
});

describe('ClockOffset', () => {
  it('is what the least delayed samples say: publishing delays, it never hurries', () => {
    const offset = new ClockOffset(1);
    expect(offset.estimate()).toBeUndefined();
    // A clock 1.8 s ahead, published every 500 ms: batches are between 0 and 500 ms late.
    for (let i = 0; i < 200; i++) offset.push(1e9 + 1.8e6 - (i % 50) * 10e3, 1e9);
    expect(offset.estimate()!.offsetSeconds).toBeCloseTo(1.8, 9);
    // A tenth of 0 to 490 ms.
    expect(offset.estimate()!.spreadSeconds).toBeCloseTo(0.05, 9);
  });

  it('cannot tell a delay from an offset in a fast laboratory, and says so', () => {
    const offset = new ClockOffset(1000);
    for (let i = 0; i < 10; i++) offset.push(1e9, 1e9 + 3e6);
    // 20 ms of the computer are 20 s of the laboratory.
    expect(offset.estimate()).toEqual({ offsetSeconds: -3, spreadSeconds: 20 });
  });
});

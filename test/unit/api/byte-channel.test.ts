import { describe, expect, it, vi } from 'vitest';
import { memoryChannelPair } from '../../../shared/api/byte-channel.ts';

describe('in-memory channel pair', () => {
  it('delivers every message whole and in order, also those sent before anyone listens', async () => {
    const [near, far] = memoryChannelPair();
    const sent = Array.from({ length: 50 }, (_, i) => Uint8Array.from({ length: i * 37 }, (_, k) => (i + k) & 255));
    const received: Uint8Array[] = [];
    for (const bytes of sent.slice(0, 25)) near.send(bytes);
    expect(near.queuedBytes()).toBe((37 * 24 * 25) / 2);
    await Promise.resolve();
    expect(near.queuedBytes()).toBe(0);
    far.onMessage((bytes) => received.push(bytes));
    for (const bytes of sent.slice(25)) near.send(bytes);
    await vi.waitFor(() => expect(received).toHaveLength(sent.length));
    expect(received).toEqual(sent);
  });

  it('gives the receiver bytes of its own', async () => {
    const [near, far] = memoryChannelPair();
    const bytes = Uint8Array.of(1, 2, 3);
    const received = new Promise<Uint8Array>((done) => far.onMessage(done));
    near.send(bytes);
    await Promise.resolve();
    bytes.fill(9);
    expect(await received).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('tells both ends once when one closes, and is silent afterwards', async () => {
    const [near, far] = memoryChannelPair();
    const told: string[] = [];
    near.onClose(() => told.push('near'));
    far.onClose(() => told.push('far'));
    far.onMessage(() => told.push('message'));
    near.close();
    near.close();
    near.send(Uint8Array.of(1));
    await vi.waitFor(() => expect(told).toEqual(['near', 'far']));
    far.close();
    expect(told).toEqual(['near', 'far']);
  });
});

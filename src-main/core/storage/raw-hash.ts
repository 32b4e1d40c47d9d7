import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Channel } from '../../../shared/domain/channel.ts';
import type { SampleColumns } from '../../../shared/domain/samples.ts';
import { BLOCK_SAMPLES } from './run-file-contract.ts';

/** What a channel's raw numbers mean; part of the hash, so that a changed unit or scale is another identity. */
export function channelMeaning(channel: Channel) {
  const { id, role, mz, unit, scale, offset, sourceId, flowReference } = channel;
  return { id, role, mz, unit, scale, offset, sourceId, flowReference };
}

/**
 * SHA-256 over the raw samples, hexadecimal: per channel in header order the RFC 8785 JSON of its meaning (UTF-8), then
 * its samples in groups of 4096 (the last may be smaller), each group as all times, all values (Float64) and all
 * status codes (Uint32), little-endian. Server and receipt times are no part of it: they say how the samples travelled.
 * @param read samples [fromIndex, toIndex) of the channel at this place of the header
 */
export function rawSha256(
  channels: readonly { channel: Channel; samples: number }[],
  read: (position: number, fromIndex: number, toIndex: number) => SampleColumns,
): string {
  const hash = createHash('sha256');
  channels.forEach(({ channel, samples }, position) => {
    hash.update(canonicalize(channelMeaning(channel))!);
    for (let from = 0; from < samples; from += BLOCK_SAMPLES) {
      const { timeUs, value, status } = read(position, from, Math.min(samples, from + BLOCK_SAMPLES));
      for (const column of [timeUs, value, status]) hash.update(column);
    }
  });
  return hash.digest('hex');
}

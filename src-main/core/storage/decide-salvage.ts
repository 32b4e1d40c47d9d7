import type { Gap } from '../../../shared/domain/event.ts';
import { finding } from './finding.ts';
import type { FoundSamples } from './found-rows.ts';
import { BLOCK_SAMPLES, type FileFinding } from './run-file-contract.ts';

/** Intact samples that lie together in a channel; from one block, or from tail rows within the span of one. */
export interface Segment {
  /** Where they were written. */
  writtenIndex: number;
  n: number;
  rows: FoundSamples[];
}

/** What is left of one channel. */
export interface SalvagedChannel {
  segments: Segment[];
  gaps: Gap[];
  findings: FileFinding[];
}

/**
 * Puts together what was found of one channel.
 * @param expected samples it should have; undefined if the file does not say
 */
export function decideSalvage(
  channelId: string,
  blocks: readonly FoundSamples[],
  tails: readonly FoundSamples[],
  expected: number | undefined,
): SalvagedChannel {
  const pieces = [...blocks, ...tails].sort((a, b) => a.firstIndex - b.firstIndex || b.n - a.n);
  const channel: SalvagedChannel = { segments: [], gaps: [], findings: [] };
  let end = 0;
  const lose = (from: number, to: number, before: FoundSamples | undefined, after: FoundSamples | undefined) => {
    const text = `Samples ${from} to ${to - 1} of ${channelId} cannot be read any more.`;
    channel.findings.push(finding('samples-missing', text, { channelId, fromIndex: from, toIndex: to }));
    if (before && after)
      channel.gaps.push({
        channelId,
        fromUs: before.lastTimeUs,
        toUs: after.firstTimeUs,
        cause: 'damaged-block',
        filledBy: null,
        text,
      });
  };
  for (const piece of pieces) {
    // What a block holds may also lie in the stale tail rows it was made of.
    if (piece.firstIndex < end) continue;
    const last = channel.segments.at(-1);
    if (piece.firstIndex > end) lose(end, piece.firstIndex, last?.rows.at(-1), piece);
    const block = Math.floor(piece.firstIndex / BLOCK_SAMPLES);
    const joins = last && piece.firstIndex === end && Math.floor(last.writtenIndex / BLOCK_SAMPLES) === block;
    if (joins) {
      last.rows.push(piece);
      last.n += piece.n;
    } else channel.segments.push({ writtenIndex: piece.firstIndex, n: piece.n, rows: [piece] });
    end = piece.firstIndex + piece.n;
    if (!piece.stampsAreSound)
      channel.findings.push(
        finding(
          'stamps-damaged',
          `Server and receipt times of samples ${piece.firstIndex} to ${end - 1} of ${channelId} cannot be read any more.`,
          {
            channelId,
            fromIndex: piece.firstIndex,
            toIndex: end,
          },
        ),
      );
  }
  if (expected !== undefined && expected > end) lose(end, expected, undefined, undefined);
  return channel;
}

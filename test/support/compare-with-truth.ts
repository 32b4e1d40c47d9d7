import { readFileSync } from 'node:fs';
import type { TruthLine } from '../../src-main/core/instruments/simulated/truth-log.ts';
import type { Gap } from '../../shared/domain/event.ts';
import type { NodeMapping } from '../../shared/domain/profile.ts';
import { STATUS_OVERFLOW_BITS } from '../../shared/domain/quality.ts';
import type { RecordedSample } from './recording-sink.ts';

export interface TruthComparison {
  published: number;
  received: number;
  /** Published between the first and the last recorded sample, not recorded, and in no gap. */
  missing: number;
  /** Published, not recorded, but inside a recorded gap. */
  inGaps: number;
  /** Recorded more than once. */
  duplicated: number;
  /** Recorded with a value, status or time that was never published. */
  invented: number;
  /** Recorded in another order than published. */
  disordered: number;
}

const keyOf = (timeUs: number, status: number, value: number | null) =>
  `${timeUs} ${(status & ~STATUS_OVERFLOW_BITS) >>> 0} ${value}`;

/** Holds what was recorded against the truth log of what was published, node by node, in order. */
export function compareWithTruth(
  truthLogPath: string,
  nodes: readonly NodeMapping[],
  recorded: ReadonlyMap<string, readonly Pick<RecordedSample, 'timeUs' | 'value' | 'status'>[]>,
  gaps: readonly Gap[],
): TruthComparison {
  const truth = new Map<string, TruthLine[]>();
  for (const line of readFileSync(truthLogPath, 'utf8').split('\n')) {
    if (line === '') continue;
    const parsed = JSON.parse(line) as TruthLine;
    let lines = truth.get(parsed.node);
    if (!lines) truth.set(parsed.node, (lines = []));
    lines.push(parsed);
  }
  const result: TruthComparison = {
    published: 0,
    received: 0,
    missing: 0,
    inGaps: 0,
    duplicated: 0,
    invented: 0,
    disordered: 0,
  };
  for (const { id, node } of nodes) {
    const samples = recorded.get(id) ?? [];
    const lines = truth.get(node) ?? [];
    result.received += samples.length;
    if (samples.length === 0) continue;
    const positions = new Map(lines.map((line, index) => [keyOf(line.sourceTimeUs, line.status, line.value), index]));
    const seen = new Set<number>();
    const found: number[] = [];
    for (const sample of samples) {
      const value = Number.isFinite(sample.value) ? sample.value : null;
      const position = positions.get(keyOf(sample.timeUs, sample.status, value));
      if (position === undefined) result.invented += 1;
      else if (seen.has(position)) result.duplicated += 1;
      else {
        if (found.length > 0 && position < found.at(-1)!) result.disordered += 1;
        seen.add(position);
        found.push(position);
      }
    }
    const own = gaps.filter((gap) => gap.channelId === id);
    for (let index = found[0] ?? 0; index <= (found.at(-1) ?? -1); index += 1) {
      result.published += 1;
      if (seen.has(index)) continue;
      const time = lines[index]!.sourceTimeUs;
      if (own.some((gap) => time > gap.fromUs && time < gap.toUs)) result.inGaps += 1;
      else result.missing += 1;
    }
  }
  return result;
}

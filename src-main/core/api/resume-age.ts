import { statSync } from 'node:fs';
import type { RunFileReader } from '../storage/run-file-contract.ts';

/** When a run file was last written, host UTC in microseconds: the log beside it counts while there is one. */
export function lastWrittenUtcUs(path: string): number {
  const times = [path, `${path}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.max(...times) * 1000;
}

/**
 * Seconds of the computer since the laboratory of an interrupted run began, were it still there: the laboratory time of
 * the newest receipt, plus how long nothing was written.
 */
export function elapsedHostSeconds(reader: RunFileReader, speed: number, hostUtcUs: number): number {
  const { epochUtcUs } = reader.header.run.labClock;
  const receipts = reader.channels().flatMap(({ channel, samples }) => {
    if (samples === 0) return [];
    const { receiptUtcUs } = reader.readAll(channel.id, { fromIndex: samples - 1, toIndex: samples });
    return [receiptUtcUs[0]];
  });
  const recordedLabUs = Math.max(0, ...receipts.map((us) => us - epochUtcUs));
  const missedHostUs = Math.max(0, hostUtcUs - lastWrittenUtcUs(reader.path));
  return recordedLabUs / speed / 1e6 + missedHostUs / 1e6;
}

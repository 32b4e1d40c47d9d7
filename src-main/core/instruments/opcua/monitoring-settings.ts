import type { ChannelSettings } from '../instrument.ts';

export interface QueueWishes {
  fastestRateHz: number;
  /** Seconds of laboratory time the server shall keep. */
  queueSeconds: number;
  /** Laboratory seconds per host second. */
  speed: number;
}

/** Even a fast laboratory must survive this much of the computer's time without a pickup. */
const HOST_SECONDS = 10;
const LONGEST_QUEUE = 100_000;
/** Less than this many seconds of data in the server's queue is worth a warning (opcua.md 3, rule 3). */
const SHORT_QUEUE_SECONDS = 60;

/** Subscription wishes that lose nothing at the default publishing interval (opcua.md 3, rules 3 and 4). */
export const KEEP_ALIVE_COUNT = 10;
export const LIFETIME_MS = 600_000;

/** Values the server shall queue per node. */
export function requestedQueueSize(wishes: QueueWishes): number {
  const seconds = Math.max(wishes.queueSeconds, HOST_SECONDS * wishes.speed);
  return Math.min(LONGEST_QUEUE, Math.max(10, Math.ceil(wishes.fastestRateHz * seconds)));
}

/** What of the server's revised settings may lose data, in words; empty if nothing. */
export function weaknessesOf(settings: ChannelSettings, periodUs: number): string[] {
  const findings: string[] = [];
  const queueSeconds = (settings.revisedQueueSize * periodUs) / 1e6;
  if (queueSeconds < SHORT_QUEUE_SECONDS)
    findings.push(
      `the server keeps only ${settings.revisedQueueSize} values, ${queueSeconds.toPrecision(3)} s of data, while the connection is away`,
    );
  if (settings.revisedSamplingMs * 1000 > periodUs)
    findings.push(
      `the server looks every ${settings.revisedSamplingMs} ms although a new value comes every ${(periodUs / 1000).toPrecision(3)} ms`,
    );
  return findings;
}

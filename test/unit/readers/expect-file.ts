import { expect } from 'vitest';
import type { ReadChannel, ReadFile, Reader } from '../../../src-main/core/readers/reader.ts';
import type { MadeFile } from './made/made-file.ts';

export function readMade(
  reader: Reader,
  { name, bytes, answers, mapping }: MadeFile,
  more: MadeFile['answers'] = {},
): ReadFile {
  return reader.read(bytes, name, { answers: { ...answers, ...more }, mapping });
}

/** The channel whose column is called `origin`. */
export function channelOf(file: ReadFile, origin: string): ReadChannel {
  const found = file.channels.find(({ channel }) => channel.origin === origin);
  if (!found) expect(file.channels.map(({ channel }) => channel.origin)).toContain(origin);
  return found!;
}

/** Codes of the findings, sorted. */
export const codesOf = (file: ReadFile): string[] => file.findings.map((finding) => finding.code).sort();

/** Seconds of a channel's readings since its source's zero. */
export const secondsOf = ({ columns }: ReadChannel): number[] => [...columns.timeUs].map((us) => us / 1e6);

/** Trapezoidal integral over time, in value times seconds. */
export function trapezoid({ columns }: ReadChannel): number {
  let sum = 0;
  for (let i = 1; i < columns.timeUs.length; i++)
    sum += ((columns.value[i] + columns.value[i - 1]) / 2) * ((columns.timeUs[i] - columns.timeUs[i - 1]) / 1e6);
  return sum;
}

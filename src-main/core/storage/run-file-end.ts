/** The document that a clean end leaves: how much the run held then, so that a loss afterwards is noticed. */
export interface RunEnd {
  /** Samples per channel, in header order. */
  samples: number[];
}

export const END_KIND = 'end';

export function writeEnd(end: RunEnd): string {
  return JSON.stringify(end);
}

/** Reads text whose checksum has matched. */
export function readEnd(json: string): RunEnd {
  return JSON.parse(json) as RunEnd;
}

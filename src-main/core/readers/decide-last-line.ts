/** What to read of a last line without an end. */
export interface LastLine {
  /** Bytes of it that count. */
  length: number;
  /** The last cell where it was left out because it may be cut; null where it was kept. */
  cut: string | null;
}

/** Lines above that are compared with. */
const MOST_LINES_ABOVE = 8;

/**
 * A last line without a line end may stop in the middle of a number, which still looks like one: its last cell counts
 * only if all the lines above write that cell alike (as many digits after the mark, as many in the exponent) and it is
 * written like them.
 * @param line the line without an end
 * @param above whole lines before it
 */
export function decideLastLine(line: Uint8Array, above: readonly Uint8Array[], delimiter: number): LastLine {
  const start = line.lastIndexOf(delimiter) + 1;
  if (start === line.length) return { length: line.length, cut: null };
  let cell = 0;
  for (let i = 0; i < start; i++) if (line[i] === delimiter) cell += 1;
  const text = latin1(line.subarray(start));
  const shape = shapeOf(text);
  const isAlike = above.every((each) => {
    const model = cellOf(each, cell, delimiter);
    return model !== undefined && shapeOf(model) === shape;
  });
  return above.length >= 2 && isAlike ? { length: line.length, cut: null } : { length: start, cut: text.slice(0, 40) };
}

/** Copies of the last lines that are not blank in whole lines [from, to), last first. */
export function lastLinesOf(bytes: Uint8Array, from: number, to: number): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let end = to;
  while (lines.length < MOST_LINES_ABOVE) {
    while (end > from && (bytes[end - 1] === 10 || bytes[end - 1] === 13)) end -= 1;
    let start = end;
    while (start > from && bytes[start - 1] !== 10 && bytes[start - 1] !== 13) start -= 1;
    if (end === start) break;
    lines.push(Uint8Array.from(bytes.subarray(start, end)));
    end = start;
  }
  return lines;
}

function cellOf(line: Uint8Array, cell: number, delimiter: number): string | undefined {
  let at = 0;
  for (let passed = 0; passed < cell; passed++) {
    const next = line.indexOf(delimiter, at);
    if (next < 0) return undefined;
    at = next + 1;
  }
  const next = line.indexOf(delimiter, at);
  const text = latin1(line.subarray(at, next < 0 ? line.length : next));
  return text === '' ? undefined : text;
}

/** Digits after the mark and in the exponent; for anything without both, the length. */
function shapeOf(text: string): string {
  const match = /^[-+]?\d+[.,](\d+)(?:[eE][-+]?(\d+))?$/.exec(text);
  return match ? `${match[1].length} ${match[2]?.length ?? '-'}` : `length ${text.length}`;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').trim();
}

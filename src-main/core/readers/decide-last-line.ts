/** What to read of a last line without an end. */
export interface LastLine {
  /** Where to stop reading. */
  to: number;
  /** Start of a last cell that was left out because it may be cut; null where it was kept. */
  cutFrom: number | null;
}

/**
 * A last line without a line end may stop in the middle of a number, which still looks like one: its last cell counts
 * only if it is written like the cell above it (as many digits after the mark, as many in the exponent).
 * @param from start of the data rows held; [wholeTo, end) is the line without an end
 */
export function decideLastLine(
  bytes: Uint8Array,
  from: number,
  wholeTo: number,
  end: number,
  delimiter: number,
): LastLine {
  if (end <= wholeTo) return { to: end, cutFrom: null };
  let cellStart = end;
  while (cellStart > wholeTo && bytes[cellStart - 1] !== delimiter) cellStart -= 1;
  if (cellStart === end) return { to: end, cutFrom: null };
  let cell = 0;
  for (let i = wholeTo; i < cellStart; i++) if (bytes[i] === delimiter) cell += 1;
  const above = cellAbove(bytes, from, wholeTo, cell, delimiter);
  if (above !== undefined && above === shapeOf(bytes, cellStart, end)) return { to: end, cutFrom: null };
  return { to: cellStart, cutFrom: cellStart };
}

/** Shape of the same cell in the last line that is not blank; undefined where there is none. */
function cellAbove(
  bytes: Uint8Array,
  from: number,
  wholeTo: number,
  cell: number,
  delimiter: number,
): string | undefined {
  let lineEnd = wholeTo;
  while (lineEnd > from && (bytes[lineEnd - 1] === 10 || bytes[lineEnd - 1] === 13)) lineEnd -= 1;
  let at = lineEnd;
  while (at > from && bytes[at - 1] !== 10 && bytes[at - 1] !== 13) at -= 1;
  for (let passed = 0; passed < cell; passed++) {
    while (at < lineEnd && bytes[at] !== delimiter) at += 1;
    if (at >= lineEnd) return undefined;
    at += 1;
  }
  let to = at;
  while (to < lineEnd && bytes[to] !== delimiter) to += 1;
  return to > at ? shapeOf(bytes, at, to) : undefined;
}

/** Digits after the mark and in the exponent; for anything without both, the length. */
function shapeOf(bytes: Uint8Array, from: number, to: number): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from)
    .toString('latin1')
    .trim();
  const match = /^[-+]?\d+[.,](\d+)(?:[eE][-+]?(\d+))?$/.exec(text);
  return match ? `${match[1].length} ${match[2]?.length ?? '-'}` : `length ${text.length}`;
}

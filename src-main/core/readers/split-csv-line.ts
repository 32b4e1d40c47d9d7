/** Cells of one line of comma-separated text, trimmed; quotes are taken off, doubled ones inside stay as one. */
export function splitCsvLine(line: string, delimiter = ','): string[] {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    while (line[at] === ' ') at += 1;
    let cell = '';
    if (line[at] === '"') {
      at += 1;
      while (at < line.length) {
        if (line[at] === '"' && line[at + 1] === '"') {
          cell += '"';
          at += 2;
        } else if (line[at] === '"') {
          at += 1;
          break;
        } else cell += line[at++];
      }
    }
    const next = line.indexOf(delimiter, at);
    const end = next < 0 ? line.length : next;
    cells.push((cell + line.slice(at, end)).trim());
    if (next < 0) return cells;
    at = next + delimiter.length;
  }
}

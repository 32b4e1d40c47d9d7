import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory of a process, MB; NaN where it is gone. Linux only. */
export function residentMegabytes(pid: number): number {
  try {
    return (Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024) / 1e6;
  } catch {
    return Number.NaN;
  }
}

/**
 * What a process takes of the computer, MB: its own pages, and its share of those it has in common with others, such as the
 * program code of a browser. NaN where it is gone. Linux only.
 */
export function proportionalMegabytes(pid: number): number {
  try {
    return (Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))![1]) * 1024) / 1e6;
  } catch {
    return Number.NaN;
  }
}

/** Processes below a process whose command line holds a word, nearest first. Linux only. */
export function descendants(pid: number, word: string): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const own = Number(name);
    if (!Number.isInteger(own)) continue;
    try {
      parents.set(own, Number(readFileSync(`/proc/${own}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]));
    } catch {
      // It ended between the two looks.
    }
  }
  const found: number[] = [];
  let generation = [pid];
  while (generation.length > 0) {
    generation = [...parents].filter(([, parent]) => generation.includes(parent)).map(([own]) => own);
    for (const own of generation) if (commandLine(own).includes(word)) found.push(own);
  }
  return found;
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** Slope of the straight line through points, by least squares. */
export function slopeOf(points: readonly { x: number; y: number }[]): number {
  const mean = (pick: (point: { x: number; y: number }) => number) =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const covariance = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  return covariance / points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
}

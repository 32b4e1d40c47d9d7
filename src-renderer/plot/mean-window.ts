import type { ViewRequest } from '../../shared/api/views.ts';
import type { Range } from './range.ts';

/** Windows of means on the time axis: from so many hours in sight on, so many seconds. */
const WINDOWS: [atLeastHours: number, seconds: number][] = [
  [12, 600],
  [3, 120],
  [0.75, 30],
];

/**
 * Length of the window over which gases are averaged for looking, seconds; undefined where single samples can be told
 * apart. Ten minutes at most, as long as the cell's gas takes to wash through.
 */
export function meanSecondsFor(xKind: 'time' | 'soc', shown: Range): number | undefined {
  const width = shown.to - shown.from;
  // A per cent of charge takes about a quarter of an hour at 0.05 C.
  if (xKind === 'soc') return width >= 10 ? 600 : width >= 2 ? 120 : undefined;
  return WINDOWS.find(([atLeastHours]) => width >= atLeastHours)?.[1];
}

/** Window of the means that a view holds, seconds; undefined where it holds none. */
export function meanSecondsOf({ series }: Pick<ViewRequest, 'series'>): number | undefined {
  for (const request of series) if (request.kind === 'ratio') return request.meanSeconds;
  return undefined;
}

/** `10-min means`; empty without averaging. */
export function meanLabel(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  return seconds >= 60 ? `${seconds / 60}-min means` : `${seconds}-s means`;
}

import type { RunSummary } from '../../../shared/api/runs.ts';

export const SORT_KEYS = ['name', 'sampleName', 'startTime', 'lengthSeconds', 'cycles', 'sizeBytes'] as const;
export type SortKey = (typeof SORT_KEYS)[number];
export const ORIGIN_FILTERS = ['all', 'recorded', 'simulated', 'imported'] as const;
export type OriginFilter = (typeof ORIGIN_FILTERS)[number];

export interface RowsQuery {
  search: string;
  origin: OriginFilter;
  sort: SortKey;
  descending: boolean;
}

export interface RunSections {
  recording: RunSummary[];
  earlier: RunSummary[];
  examples: RunSummary[];
}

/** Rows of the table: the recording run first, then the library as sorted, examples last. Every word must be found. */
export function sectionRows(runs: readonly RunSummary[], query: RowsQuery): RunSections {
  const words = query.search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const matching = runs.filter((run) => {
    if (query.origin !== 'all' && run.origin !== query.origin) return false;
    const text = [run.name, run.sampleName, run.operator, ...run.tags, ...run.gases].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const sorted = matching.toSorted((a, b) => compare(a, b, query));
  return {
    recording: sorted.filter((run) => run.state === 'recording'),
    earlier: sorted.filter((run) => run.state !== 'recording' && !run.isExample),
    examples: sorted.filter((run) => run.state !== 'recording' && run.isExample),
  };
}

/** Missing values come last, whichever way is sorted; equal ones by name. */
function compare(a: RunSummary, b: RunSummary, { sort, descending }: RowsQuery): number {
  const [left, right] = [a[sort], b[sort]];
  if (left === null || right === null) {
    if (left !== right) return left === null ? 1 : -1;
  } else {
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : String(left).localeCompare(String(right), 'en', { numeric: true, sensitivity: 'base' });
    if (order !== 0) return descending ? -order : order;
  }
  return a.name.localeCompare(b.name, 'en', { numeric: true });
}

/** How many runs each origin has; origins without runs are not offered. */
export function originCounts(runs: readonly RunSummary[]): { origin: OriginFilter; count: number }[] {
  return ORIGIN_FILTERS.map((origin) => ({
    origin,
    count: origin === 'all' ? runs.length : runs.filter((run) => run.origin === origin).length,
  })).filter(({ origin, count }) => origin === 'all' || count > 0);
}

import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../../shared/api/runs.ts';
import { originCounts, sectionRows, type RowsQuery } from '../../../src-renderer/views/runs/run-rows.ts';

const run = (name: string, more: Partial<RunSummary> = {}): RunSummary => ({
  runId: name,
  name,
  sampleName: 'Bare NCM85',
  operator: 'operator 2',
  origin: 'recorded',
  state: 'finished',
  problem: null,
  startTime: '2026-11-01T00:00:00Z',
  lengthSeconds: 3600,
  cycles: 1,
  gases: ['O2'],
  tags: [],
  isExample: false,
  sizeBytes: 1e6,
  samples: 1000,
  ...more,
});

const query: RowsQuery = { search: '', origin: 'all', sort: 'name', descending: false };

describe('sectionRows', () => {
  const runs = [
    run('cell-10', { lengthSeconds: null }),
    run('cell-9', { tags: ['paper'], lengthSeconds: 50 }),
    run('Example', { isExample: true, origin: 'simulated' }),
    run('now', { state: 'recording' }),
  ];

  it('puts the recording run first, examples last, and sorts names as people count', () => {
    const sections = sectionRows(runs, query);
    expect(sections.recording.map((one) => one.name)).toEqual(['now']);
    expect(sections.earlier.map((one) => one.name)).toEqual(['cell-9', 'cell-10']);
    expect(sections.examples.map((one) => one.name)).toEqual(['Example']);
  });

  it('keeps missing values last whichever way it sorts', () => {
    const sort = { ...query, sort: 'lengthSeconds' } as const;
    expect(sectionRows(runs, sort).earlier.map((one) => one.name)).toEqual(['cell-9', 'cell-10']);
    expect(sectionRows(runs, { ...sort, descending: true }).earlier.map((one) => one.name)).toEqual([
      'cell-9',
      'cell-10',
    ]);
  });

  it('finds runs in which every word occurs, in any field', () => {
    const found = (search: string) => sectionRows(runs, { ...query, search }).earlier.map((one) => one.name);
    expect(found('PAPER ncm')).toEqual(['cell-9']);
    expect(found('paper lithium')).toEqual([]);
    expect(sectionRows(runs, { ...query, origin: 'simulated' }).earlier).toEqual([]);
  });

  it('offers only origins that occur', () => {
    expect(originCounts(runs)).toEqual([
      { origin: 'all', count: 4 },
      { origin: 'recorded', count: 3 },
      { origin: 'simulated', count: 1 },
    ]);
  });
});

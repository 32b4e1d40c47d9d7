import { describe, expect, it } from 'vitest';
import { planExport, type ExportCommandOptions } from '../../../src-main/cli/plan-export.ts';
import { partitionName, partitionPath } from '../../../src-main/core/report/archive/archive-place.ts';

const plan = (files: string[], options: Partial<ExportCommandOptions>) =>
  planExport(files, { every: 10, licence: '', ...options });

describe('what `opendems export` is asked for', () => {
  it('is one format of one or more runs, with a place', () => {
    expect(plan(['a.dems', 'b.dems'], { hdf5: true, output: 'out' })).toEqual({
      files: ['a.dems', 'b.dems'],
      format: 'hdf5',
      output: 'out',
    });
    expect(plan(['a.dems'], { output: 'out' })).toMatchObject({ wrong: expect.stringContaining('--package') });
    expect(plan(['a.dems'], { csv: true, bdf: true, output: 'out' })).toHaveProperty('wrong');
    expect(plan(['a.dems'], { csv: true, parquet: 'archive', output: 'out' })).toHaveProperty('wrong');
    expect(plan([], { csv: true, output: 'out' })).toHaveProperty('wrong');
    expect(plan(['a.dems'], { csv: true })).toHaveProperty('wrong');
  });

  it('takes the folder of an archive before or after the runs', () => {
    const both = { files: ['a.dems', 'b.dems'], format: 'archive', output: 'archive' };
    expect(plan(['a.dems', 'b.dems'], { parquet: 'archive' })).toEqual(both);
    expect(plan(['b.dems'], { parquet: 'a.dems', output: 'archive' })).toEqual(both);
    expect(plan(['a.dems', 'b.dems'], { parquet: true, output: 'archive' })).toEqual(both);
    expect(plan(['b.dems'], { parquet: 'a.DEMS' })).toMatchObject({ wrong: expect.stringContaining('archive') });
    expect(plan([], { parquet: 'archive' })).toHaveProperty('wrong');
  });
});

describe('places in an archive', () => {
  it('are names that no engine and no file system takes amiss', () => {
    expect(partitionName('Gas lab')).toBe('Gas-lab');
    expect(partitionName('../Zürich=3/4')).toBe('Zu-rich-3-4');
    expect(partitionName('  ')).toBe('unknown');
    expect(partitionName('x'.repeat(200))).toHaveLength(60);
    expect(partitionPath({ laboratory: 'a', instrument: 'b', run: 'c' }).join('/')).toBe(
      'laboratory=a/instrument=b/run=c',
    );
  });
});

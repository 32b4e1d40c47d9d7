import type { ExportFormat } from '../../shared/api/export.ts';

export interface ExportCommandOptions {
  csv?: boolean;
  bdf?: boolean;
  hdf5?: boolean;
  package?: boolean;
  xlsx?: boolean;
  /** True, or the folder of an archive. */
  parquet?: true | string;
  every: number;
  output?: string;
  recipe?: string;
  laboratory?: string;
  licence: string;
}

export interface ExportPlan {
  files: string[];
  format: ExportFormat | 'archive';
  /** File of one run; folder of several, of the CSV files, or of the archive. */
  output: string;
}

/** What `opendems export` is to do, or what is wrong with how it was called. */
export function planExport(files: readonly string[], options: ExportCommandOptions): ExportPlan | { wrong: string } {
  const asked = (['csv', 'bdf', 'hdf5', 'package', 'xlsx'] as const).filter((format) => options[format]);
  const { parquet } = options;
  if (asked.length + (parquet === undefined ? 0 : 1) !== 1)
    return { wrong: 'name one of --csv, --bdf, --hdf5, --parquet, --package, --xlsx' };
  // `--parquet RUN.dems -o FOLDER` and `--parquet FOLDER RUN.dems` are both what people write.
  const isRun = typeof parquet === 'string' && /\.dems$/i.test(parquet);
  const all = isRun ? [parquet, ...files] : [...files];
  const output = options.output ?? (typeof parquet === 'string' && !isRun ? parquet : undefined);
  if (all.length === 0) return { wrong: 'name one or more run files' };
  if (output === undefined)
    return { wrong: parquet === undefined ? 'name the file or folder with -o' : 'name the archive: --parquet FOLDER' };
  return { files: all, format: parquet === undefined ? asked[0] : 'archive', output };
}

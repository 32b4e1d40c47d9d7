import { estimatedExportBytes, type ExportFormat } from '../../../shared/api/export.ts';
import { formatBytes } from '../../format/quantities.ts';

/** What a person reads of a format before choosing it. */
export interface FormatChoice {
  format: ExportFormat;
  name: string;
  inside: string;
}

export const FORMAT_CHOICES: readonly FormatChoice[] = [
  {
    format: 'package',
    name: 'Data package',
    inside:
      'Everything another laboratory needs: samples, results, recipe and figure as CSV, BDF, HDF5 and Parquet, with metadata and checksums.',
  },
  {
    format: 'xlsx',
    name: 'Workbook (XLSX)',
    inside: 'Results, half-cycles, series, calibration, budget and recipe as sheets.',
  },
  { format: 'csv', name: 'CSV', inside: 'Every table as CSV, the raw samples channel by channel, in a zip.' },
  {
    format: 'bdf',
    name: 'Battery Data Format',
    inside: 'Voltage and current of the cell as BDF CSV, for battery software.',
  },
  { format: 'hdf5', name: 'HDF5', inside: 'Every table in one file with NeXus groups, for Python, MATLAB and Igor.' },
  { format: 'parquet', name: 'Parquet', inside: 'Every table for DuckDB, pandas and Spark, in a zip.' },
];

/** `about 165 MB`. */
export function sizeText(format: ExportFormat, samples: number): string {
  const { value, unit } = formatBytes(Math.max(10_000, estimatedExportBytes(format, samples)));
  return `about ${value} ${unit}`;
}

/** Name of the file without its ending: what file systems take amiss is left out. */
export function fileStem(name: string): string {
  const plain = name.replaceAll(/[^\p{L}\p{N} ,._-]+/gu, ' ').replaceAll(/\s+/g, ' ');
  return plain.trim().slice(0, 80) || 'run';
}

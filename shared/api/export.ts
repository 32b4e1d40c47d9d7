import { z } from 'zod';

/** What a run can be given out as, in the order a person is asked. */
export const EXPORT_FORMATS = ['package', 'xlsx', 'csv', 'bdf', 'hdf5', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Endings of the files, and whether several tables travel together in a zip. */
export const EXPORT_ENDINGS: Record<ExportFormat, string> = {
  package: '.zip',
  xlsx: '.xlsx',
  csv: '.csv.zip',
  bdf: '.bdf.csv',
  hdf5: '.h5',
  parquet: '.parquet.zip',
};

export const exportFormatSchema = z.enum(EXPORT_FORMATS);

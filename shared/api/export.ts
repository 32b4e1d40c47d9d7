import { z } from 'zod';
import { recipeSchema } from '../domain/recipe.ts';

/** What a run can be given out as, in the order a person is asked. */
export const EXPORT_FORMATS = ['package', 'xlsx', 'csv', 'bdf', 'hdf5', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Endings of the files; several tables travel together in a zip. */
export const EXPORT_ENDINGS: Record<ExportFormat, string> = {
  package: '.zip',
  xlsx: '.xlsx',
  csv: '.csv.zip',
  bdf: '.bdf.csv',
  hdf5: '.h5',
  parquet: '.parquet.zip',
};

/** Bytes of the file per sample of the run, measured on simulated and recorded runs; a workbook is cut to what opens. */
const BYTES_PER_SAMPLE: Record<ExportFormat, number> = {
  package: 82,
  xlsx: 2,
  csv: 38,
  bdf: 15,
  hdf5: 28,
  parquet: 24,
};

/** About how large the file of a run will be. */
export const estimatedExportBytes = (format: ExportFormat, samples: number): number =>
  BYTES_PER_SAMPLE[format] * samples;

export const exportRequestSchema = z.object({
  runId: z.string(),
  format: z.enum(EXPORT_FORMATS),
  /** Of `files.saveAs`. */
  target: z.string(),
  /** Null evaluates by the newest recipe of the run, or the proposed one. */
  recipe: recipeSchema.nullable(),
  /** URL of the licence of a data package; empty where none is chosen. */
  licence: z.string(),
});

import { AppError } from '../../../shared/api/errors.ts';
import { bdfCsvReader } from './bdf-csv.ts';
import { arbinCsvReader, landtCsvReader, newareCsvReader } from './cycler-csv.ts';
import { dryCalCsvReader } from './drycal-csv.ts';
import { ecLabMprReader } from './ec-lab-mpr.ts';
import { ecLabTextReader } from './ec-lab-text.ts';
import { hidenCsvReader } from './hiden-csv.ts';
import { ixdatCsvReader } from './ixdat-csv.ts';
import { maccorTextReader } from './maccor-text.ts';
import { mappedTableReader } from './mapped-table.ts';
import { prismaScanReader } from './prisma-scan.ts';
import { pvMassSpecReader } from './pv-mass-spec.ts';
import { quaderaAscReader } from './quadera-asc.ts';
import { quadstarAsciiReader } from './quadstar-ascii.ts';
import { quadstarSacReader } from './quadstar-sac.ts';
import type { Reader } from './reader.ts';
import { zilienTsvReader } from './zilien-tsv.ts';

/** Every format that is recognised by content: binary magics first, then text rules. */
export const READERS: readonly Reader[] = [
  ecLabMprReader,
  quadstarSacReader,
  quaderaAscReader,
  quadstarAsciiReader,
  pvMassSpecReader,
  prismaScanReader,
  hidenCsvReader,
  zilienTsvReader,
  ixdatCsvReader,
  ecLabTextReader,
  maccorTextReader,
  bdfCsvReader,
  landtCsvReader,
  newareCsvReader,
  arbinCsvReader,
  dryCalCsvReader,
];

/** Below this a file is not read as the format. */
const LEAST_CERTAINTY = 0.5;

/** A file's format by its content. */
export interface RecognisedFile {
  reader: Reader;
  certainty: number;
  reason: string;
}

/**
 * The most certain format of a file.
 * @param head its first 64 KiB
 * @param hasMapping a mapping was given: a file of no known format is read as a plain table
 * @throws AppError `file-empty`, or `format-unknown` with every format tried and why it is not that one
 */
export function recogniseFile(head: Uint8Array, size: number, fileName: string, hasMapping = false): RecognisedFile {
  const safe = 'The file is unchanged and nothing was imported.';
  if (size === 0 || head.length === 0)
    throw new AppError({
      code: 'file-empty',
      happened: `${fileName} is empty.`,
      safe,
      next: 'Check the original on the instrument’s computer; a copy may have failed.',
    });
  const tried = READERS.map((reader) => ({ reader, ...reader.recognise(head, size) }));
  const best = [...tried].sort((a, b) => b.certainty - a.certainty)[0];
  if (best.certainty >= LEAST_CERTAINTY) return best;
  if (hasMapping)
    return { reader: mappedTableReader, certainty: LEAST_CERTAINTY, reason: 'a mapping was given for it' };
  const reasons = triedFormats(head, size)
    .map(({ name, reason }) => `${name}: ${reason}`)
    .join('; ');
  throw new AppError({
    code: 'format-unknown',
    happened: `${fileName} is of no format that is known here. Tried: ${reasons}.`,
    safe,
    next: 'If it is a table, say what its columns are with a mapping; else export it again as text.',
  });
}

/** Every format with the reason why a file is not of it, the nearest first. */
export function triedFormats(head: Uint8Array, size: number): { name: string; reason: string }[] {
  return READERS.map((reader) => ({ name: reader.name, ...reader.recognise(head, size) }))
    .sort((a, b) => b.certainty - a.certainty)
    .map(({ name, reason }) => ({ name, reason }));
}

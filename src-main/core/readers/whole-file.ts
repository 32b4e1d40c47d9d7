import { AppError } from '../../../shared/api/errors.ts';
import type { FileParser, ReadDescription } from './reader.ts';

/** Larger files are read as streams only. */
const LARGEST_BYTES = 1 << 30;

/** A parser for formats that need the whole file at once (binary ones, JSON). */
export function wholeFileParser(
  fileName: string,
  size: number | undefined,
  parse: (bytes: Buffer) => ReadDescription,
): FileParser {
  const parts: Uint8Array[] = [];
  let length = 0;
  const refuseLarge = (bytes: number) => {
    if (bytes <= LARGEST_BYTES) return;
    throw new AppError({
      code: 'file-too-large',
      happened: `${fileName} is larger than ${LARGEST_BYTES >> 20} MB, more than this format is read up to.`,
      safe: 'The file is unchanged and nothing was imported.',
      next: 'Export it as text, which is read at any length.',
    });
  };
  refuseLarge(size ?? 0);
  return {
    push(chunk) {
      length += chunk.length;
      refuseLarge(length);
      parts.push(Uint8Array.from(chunk));
    },
    end: () => parse(Buffer.concat(parts, length)),
  };
}

/** Refuses a file that stops before what its header announces. */
export function truncated(fileName: string, formatName: string, what: string): AppError {
  return new AppError({
    code: 'file-truncated',
    happened: `${fileName} is cut off or damaged: ${what}.`,
    safe: 'The file is unchanged and nothing was imported.',
    next: `Copy it again from the computer that runs ${formatName}.`,
  });
}

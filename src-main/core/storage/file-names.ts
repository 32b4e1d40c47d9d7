import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const MAX_LETTERS = 80;
/** Names that Windows keeps for devices. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * A file name for a name that a person typed: small letters, digits, dots and dashes, the same on every system. A short
 * hash is added where something was lost, so that different names stay different.
 */
export function fileNameFor(name: string): string {
  const folded = name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
  const plain = folded
    .normalize('NFKD')
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, MAX_LETTERS);
  const isFaithful = plain !== '' && folded.replaceAll(' ', '-') === plain && !RESERVED.test(plain.split('.')[0]);
  if (isFaithful) return plain;
  const hash = createHash('sha256').update(folded).digest('hex').slice(0, 8);
  return plain === '' || RESERVED.test(plain.split('.')[0]) ? `name-${hash}` : `${plain}-${hash}`;
}

/** A path in the folder that no file has yet: `<name>.dems`, `<name>-2.dems`, ... */
export function freeRunPath(folder: string, name: string): string {
  const base = fileNameFor(name);
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? `${base}.dems` : `${base}-${number}.dems`);
    if (!existsSync(path) && !existsSync(`${path}.partial`)) return path;
  }
}

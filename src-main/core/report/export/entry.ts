import { createHash } from 'node:crypto';
import type { Part } from '../tables/table.ts';

/** One file of an export, not yet written. */
export interface Entry {
  /** With `/`, relative to the root of the package or folder. */
  path: string;
  mediaType: string;
  /** One sentence for the README and the metadata. */
  description: string;
  /** True where deflating it again gains nothing. */
  isCompressed: boolean;
  parts(): Iterable<Part> | AsyncIterable<Part>;
}

/** A file that has been written. */
export interface WrittenEntry extends Pick<Entry, 'path' | 'mediaType' | 'description'> {
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

/** A small file whose text is at hand when it is written. */
export function textEntry(path: string, mediaType: string, description: string, text: () => string): Entry {
  return {
    path,
    mediaType,
    description,
    isCompressed: false,
    *parts() {
      yield { bytes: new TextEncoder().encode(text()), rows: 0 };
    },
  };
}

export function jsonEntry(path: string, description: string, document: () => unknown): Entry {
  return textEntry(path, 'application/json', description, () => `${JSON.stringify(document(), null, 2)}\n`);
}

/** Passes the parts of an entry on and counts them; `written` is complete when they are through. */
export function countedParts(
  entry: Entry,
  advance: (rows: number) => Promise<void>,
): { parts: AsyncGenerator<Part>; written: () => WrittenEntry } {
  const hash = createHash('sha256');
  let length = 0;
  async function* parts(): AsyncGenerator<Part> {
    for await (const part of entry.parts()) {
      // Before it is passed on: then its bytes may become others.
      const { rows } = part;
      hash.update(part.bytes);
      length += part.bytes.length;
      yield part;
      await advance(rows);
    }
  }
  const { path, mediaType, description } = entry;
  return {
    parts: parts(),
    written: () => ({ path, mediaType, description, bytes: length, sha256: hash.digest('hex') }),
  };
}

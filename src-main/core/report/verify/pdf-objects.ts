import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';

/**
 * Reads a PDF as far as this program writes it: one section of plain objects, streams with their length. One that another
 * program has saved again may be packed otherwise; then nothing is found.
 */
export interface PdfObject {
  number: number;
  dictionary: string;
  /** Unpacked content of a stream; null for other objects. */
  content: Buffer | null;
}

const OBJECT = /(\d+) 0 obj\n/g;

/** All objects in the order of the file. */
export function pdfObjects(bytes: Uint8Array): PdfObject[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const objects: PdfObject[] = [];
  OBJECT.lastIndex = 0;
  for (let found = OBJECT.exec(text); found; found = OBJECT.exec(text)) {
    const start = found.index + found[0].length;
    const stream = /^<<[\s\S]*?>>\nstream\n/.exec(text.slice(start, start + 4096));
    const end = text.indexOf('\nendobj', start);
    const isStream = stream !== null && (end < 0 || start + stream[0].length <= end);
    if (!isStream) {
      if (end < 0) break;
      objects.push({ number: Number(found[1]), dictionary: text.slice(start, end), content: null });
      OBJECT.lastIndex = end;
      continue;
    }
    const dictionary = stream[0].slice(0, -'\nstream\n'.length);
    const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1] ?? 0);
    const from = start + stream[0].length;
    const raw = Buffer.from(bytes.subarray(from, from + length));
    objects.push({ number: Number(found[1]), dictionary, content: unpacked(dictionary, raw) });
    OBJECT.lastIndex = from + length;
  }
  return objects;
}

function unpacked(dictionary: string, raw: Buffer): Buffer {
  if (!/\/Filter \[?\s*\/FlateDecode/.test(dictionary)) return raw;
  try {
    return inflateSync(raw);
  } catch {
    // Damaged: its raw bytes differ from those of an undamaged one all the same.
    return raw;
  }
}

/** Files inside, by name. */
export function pdfFiles(bytes: Uint8Array): Map<string, Buffer> {
  const objects = new Map(pdfObjects(bytes).map((object) => [object.number, object]));
  const files = new Map<string, Buffer>();
  for (const { dictionary } of objects.values()) {
    if (!/\/Type \/Filespec/.test(dictionary)) continue;
    const name = /\/F \(((?:[^()\\]|\\.)*)\)/.exec(dictionary)?.[1];
    const reference = /\/EF <<\s*\/F (\d+) 0 R/.exec(dictionary)?.[1];
    const content = reference === undefined ? undefined : objects.get(Number(reference))?.content;
    if (name !== undefined && content) files.set(name, content);
  }
  return files;
}

/**
 * Everything in a file that shows, as one hash per object: how streams are packed and where objects lie in the file does not
 * count.
 */
export function pdfFingerprint(bytes: Uint8Array): string[] {
  return pdfObjects(bytes).map(({ number, dictionary, content }) => {
    const meaning = dictionary.replace(/\/Length \d+/, '');
    const hash = createHash('sha256').update(meaning);
    if (content) hash.update(content);
    return `${number} ${hash.digest('hex')}`;
  });
}

import iconv from 'iconv-lite';

/** Eight-bit code page of a text that is no UTF-8: 1250 for Czech and Polish systems (formats.md 0). */
export type CodePage = 'windows-1252' | 'windows-1250';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Text of some bytes: valid UTF-8 is UTF-8, anything else is of the code page. */
export function decodeText(bytes: Uint8Array, codePage: CodePage = 'windows-1252'): string {
  let ascii = true;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] < 128) continue;
    ascii = false;
    break;
  }
  if (ascii) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  try {
    return utf8.decode(bytes);
  } catch {
    return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), codePage);
  }
}

/** What a text file's first bytes say of its encoding. */
export function byteOrderMark(bytes: Uint8Array): { encoding: 'eight-bit' | 'utf-16le' | 'utf-16be'; length: number } {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'eight-bit', length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 };
  return { encoding: 'eight-bit', length: 0 };
}

/** Lines of a file's beginning as text, for recognition; the last one may be cut. */
export function headLines(head: Uint8Array, most = 400): string[] {
  const mark = byteOrderMark(head);
  const body = head.subarray(mark.length);
  const text =
    mark.encoding === 'eight-bit'
      ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1')
      : iconv.decode(Buffer.from(body), mark.encoding);
  return text.split(/\r\n|\n|\r/, most);
}

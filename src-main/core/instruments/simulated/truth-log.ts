import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/** One published value as encoded on the wire; `value` is null where it is not a number. */
export interface TruthLine {
  /** `nsu=urn:opendems:lab;s=QMS.MID.M32.IonCurrent` */
  node: string;
  sourceTimeUs: number;
  /** Raw OPC-UA status code. */
  status: number;
  value: number | null;
}

const BUFFER_CHARACTERS = 64 * 1024;

/** Writes down everything a server has published, one JSON document per line, to be compared with what was recorded. */
export class TruthLog {
  readonly #descriptor: number;
  #buffer = '';
  #lines = 0;
  #closed = false;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'w');
  }

  /** Lines written so far. */
  get lines(): number {
    return this.#lines;
  }

  write(node: string, sourceTimeUs: number, status: number, value: number): void {
    if (this.#closed) throw new Error('the truth log is closed');
    const line: TruthLine = { node, sourceTimeUs, status, value: Number.isFinite(value) ? value : null };
    this.#buffer += `${JSON.stringify(line)}\n`;
    this.#lines += 1;
    if (this.#buffer.length >= BUFFER_CHARACTERS) this.flush();
  }

  flush(): void {
    if (this.#buffer.length === 0) return;
    // A write may be partial; the rest is written again.
    let bytes: Uint8Array = Buffer.from(this.#buffer, 'utf8');
    this.#buffer = '';
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(this.#descriptor, bytes));
  }

  close(): void {
    if (this.#closed) return;
    this.flush();
    this.#closed = true;
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
  }
}

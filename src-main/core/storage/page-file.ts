import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { PAGE_BYTES } from './run-file-schema.ts';
import { logPathOf, type WriteAheadLog } from './write-ahead-log.ts';

/** The pages of a database whose structure cannot be trusted, with the committed pages of its log laid over. */
export class PageFile {
  /** Whole pages that can be asked for; numbers start at 1. */
  readonly pageCount: number;
  /** Pages the database should have, by its own first page or its log; undefined where neither is to be believed. */
  readonly expectedPageCount: number | undefined;
  #file: number;
  #log: number | undefined;
  #logPages: ReadonlyMap<number, number>;

  constructor(path: string, log: WriteAheadLog | undefined) {
    this.#file = openSync(path, 'r');
    const bytes = fstatSync(this.#file).size;
    this.#logPages = log?.pages ?? new Map();
    if (this.#logPages.size > 0) this.#log = openSync(logPathOf(path), 'r');
    let pageCount = Math.floor(bytes / PAGE_BYTES);
    for (const number of this.#logPages.keys()) pageCount = Math.max(pageCount, number);
    this.pageCount = pageCount;
    this.expectedPageCount = log?.pageCount ?? headerPageCount(this.page(1));
  }

  /** Bytes of a page, or undefined where the file ends before it. */
  page(number: number): Buffer | undefined {
    const page = Buffer.allocUnsafe(PAGE_BYTES);
    const inLog = this.#logPages.get(number);
    const read =
      inLog !== undefined && this.#log !== undefined
        ? readSync(this.#log, page, 0, PAGE_BYTES, inLog)
        : readSync(this.#file, page, 0, PAGE_BYTES, (number - 1) * PAGE_BYTES);
    return read === PAGE_BYTES ? page : undefined;
  }

  close(): void {
    closeSync(this.#file);
    if (this.#log !== undefined) closeSync(this.#log);
  }
}

function headerPageCount(page: Buffer | undefined): number | undefined {
  return page?.toString('latin1', 0, 15) === 'SQLite format 3' ? page.readUInt32BE(28) : undefined;
}

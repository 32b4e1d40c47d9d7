import type { StoredColumns } from './run-file-contract.ts';
import { copyColumns, emptyColumns, sliceColumns } from './sample-codec.ts';

const FIRST_CAPACITY = 64;

/** Columns that grow at the end and are taken from the front. */
export class ColumnBuffer {
  #columns = emptyColumns(FIRST_CAPACITY);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  push(columns: StoredColumns): void {
    const n = columns.timeUs.length;
    if (this.#end + n > this.#columns.timeUs.length) this.#makeRoom(n);
    copyColumns(this.#columns, this.#end, columns);
    this.#end += n;
  }

  /** A view of samples [from, to); valid until the next push. */
  view(from = 0, to = this.length): StoredColumns {
    return sliceColumns(this.#columns, this.#start + from, this.#start + to);
  }

  dropFront(n: number): void {
    this.#start += Math.min(n, this.length);
    if (this.#start < this.#end) return;
    this.#start = 0;
    this.#end = 0;
    // After a burst the memory is given back.
    if (this.#columns.timeUs.length > 1 << 16) this.#columns = emptyColumns(FIRST_CAPACITY);
  }

  #makeRoom(n: number): void {
    const kept = this.view();
    const needed = this.length + n;
    const fits = needed <= this.#columns.timeUs.length / 2;
    const target = fits ? this.#columns : emptyColumns(Math.max(needed, 2 * this.length));
    copyColumns(target, 0, kept);
    this.#columns = target;
    this.#end -= this.#start;
    this.#start = 0;
  }
}

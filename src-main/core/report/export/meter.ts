import { AppError } from '../../../../shared/api/errors.ts';

/** What a long export tells and asks its caller. */
export interface Work {
  /** Rows written of all rows, and what is being written. */
  onProgress?(done: number, total: number, doing: string): void;
  signal?: AbortSignal;
}

export function cancelledExport(): AppError {
  return new AppError({
    code: 'cancelled',
    happened: 'The export was cancelled.',
    safe: 'The run is unchanged and no half file was left.',
    next: 'Start it again when you want it.',
  });
}

/** Counts what is done of a long work, lets others run in between, and ends it where it was cancelled. */
export class Meter {
  readonly #work: Work;
  readonly #total: number;
  #done = 0;
  #doing = '';

  /** @param total rows of everything that will be written, once per file it goes into */
  constructor(total: number, work: Work = {}) {
    this.#total = total;
    this.#work = work;
  }

  /** @throws AppError `cancelled` */
  begin(doing: string): void {
    this.#doing = doing;
    this.#tell();
  }

  /** After every chunk. @throws AppError `cancelled` */
  async advance(rows: number): Promise<void> {
    this.#done = Math.min(this.#total, this.#done + rows);
    // Messages, Ctrl+C and sockets are served between two chunks.
    await new Promise<void>((goOn) => setImmediate(goOn));
    this.#tell();
  }

  #tell(): void {
    if (this.#work.signal?.aborted) throw cancelledExport();
    this.#work.onProgress?.(this.#done, this.#total, this.#doing);
  }
}

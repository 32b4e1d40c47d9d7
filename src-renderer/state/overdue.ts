/** Something that is done together with something else that is about to happen; where that takes too long, by itself. */
export class Overdue {
  readonly #afterMs: number;
  readonly #work: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param afterMs how long it may be put off */
  constructor(afterMs: number, work: () => void) {
    this.#afterMs = afterMs;
    this.#work = work;
  }

  /** Waits for `doNow`, from the first time on that it is expected. */
  expect(): void {
    this.#timer ??= setTimeout(() => this.doNow(), this.#afterMs);
  }

  doNow(): void {
    this.cancel();
    this.#work();
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

import type { MethodOutput, MethodInput } from '../../shared/api/contract.ts';
import { problemOf, type Problem } from '../../shared/api/errors.ts';

type ViewInput = MethodInput<'view.read'>;
type ViewOutput = MethodOutput<'view.read'>;

/** Wheel and drag ask many times a second; the core is asked when the hand pauses this long. */
const DEBOUNCE_MS = 40;

/**
 * Keeps the newest view at hand: one request under way at a time, the latest wish wins, the old answer stays until the
 * new one is there.
 */
export class ViewLoader {
  readonly #read: (input: ViewInput) => Promise<ViewOutput>;
  readonly #wish: () => ViewInput | undefined;
  readonly #done: (view: ViewOutput, asked: ViewInput) => void;
  readonly #failed: (problem: Problem) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #busy = false;
  #again = false;
  #ended = false;

  constructor(options: {
    read: (input: ViewInput) => Promise<ViewOutput>;
    /** What is wanted at the moment of asking; undefined for nothing. */
    wish: () => ViewInput | undefined;
    done: (view: ViewOutput, asked: ViewInput) => void;
    failed: (problem: Problem) => void;
  }) {
    this.#read = options.read;
    this.#wish = options.wish;
    this.#done = options.done;
    this.#failed = options.failed;
  }

  /** Asks for a view soon, or `delayMs` from now if nothing asks sooner. */
  request(delayMs = DEBOUNCE_MS): void {
    if (this.#ended) return;
    if (this.#busy) {
      this.#again ||= delayMs <= DEBOUNCE_MS;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), delayMs);
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  async #load(): Promise<void> {
    const asked = this.#wish();
    if (!asked || this.#ended) return;
    this.#busy = true;
    try {
      const view = await this.#read(asked);
      this.#busy = false;
      if (!this.#ended) this.#done(view, asked);
    } catch (error) {
      this.#busy = false;
      if (!this.#ended) this.#failed(problemOf(error));
    }
    if (this.#again) {
      this.#again = false;
      this.request();
    }
  }
}

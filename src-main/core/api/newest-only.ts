import { AppError } from '../../../shared/api/errors.ts';

/**
 * Lets one piece of work per key run at a time and only the newest of those that wait: what was asked in between is
 * refused with `superseded`, because its answer would be old when it came.
 */
export class NewestOnly {
  readonly #running = new Set<string>();
  readonly #waiting = new Map<string, { start: () => void; drop: () => void }>();

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((done, fail) => {
      const start = () => {
        this.#running.add(key);
        void this.#settle(key, work, done, fail);
      };
      if (!this.#running.has(key)) {
        start();
        return;
      }
      this.#waiting.get(key)?.drop();
      this.#waiting.set(key, { start, drop: () => fail(superseded()) });
    });
  }

  async #settle<T>(
    key: string,
    work: () => Promise<T>,
    done: (answer: T) => void,
    fail: (error: unknown) => void,
  ): Promise<void> {
    try {
      done(await work());
    } catch (error) {
      fail(error);
    }
    this.#next(key);
  }

  #next(key: string): void {
    this.#running.delete(key);
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    waiting?.start();
  }
}

function superseded(): AppError {
  return new AppError({
    code: 'superseded',
    happened: 'A newer change of the recipe took the place of this one before it was computed.',
    safe: 'Nothing was changed.',
    next: 'Wait for the newer one.',
  });
}

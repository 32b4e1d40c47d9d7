/** Shorter work needs no word about it. */
const PATIENCE_MS = 300;

/** `more follows`: the work of a wish is not done by this, and goes on by itself. */
export type WorkOutcome = 'done' | 'more follows';

/**
 * Work that is wished for faster than it can be done: so much at a time as is allowed, and while it is under way only the
 * newest wish is remembered. It also counts how long a person has been waiting.
 */
export class NewestWork {
  isBusy = $state(false);
  /** Seconds the present work has been waited for; undefined while that is too short to speak of. */
  waitedSeconds = $state<number | undefined>(undefined);
  readonly #work: () => Promise<WorkOutcome>;
  readonly #atOnce: () => number;
  #isDue = false;
  #underWay = 0;
  #isEnded = false;
  #waiting: ReturnType<typeof setInterval> | undefined;

  /**
   * @param work does the newest wish and never fails
   * @param atOnce how much may be under way now; whoever does it elsewhere has it done in order
   */
  constructor(work: () => Promise<WorkOutcome>, atOnce: () => number = () => 1) {
    this.#work = work;
    this.#atOnce = atOnce;
  }

  /** Begins at once, or when work under way is done. */
  ask(): void {
    this.#isDue = true;
    if (this.#underWay < this.#atOnce()) void this.#run();
  }

  /** Takes back what has not begun. */
  forget(): void {
    this.#isDue = false;
  }

  /** Counts the time from now on. */
  beginWaiting(): void {
    this.isBusy = true;
    clearInterval(this.#waiting);
    const began = performance.now();
    this.#waiting = setInterval(() => (this.waitedSeconds = (performance.now() - began) / 1000), PATIENCE_MS);
  }

  endWaiting(): void {
    this.#stopCounting();
    this.isBusy = false;
  }

  #stopCounting(): void {
    clearInterval(this.#waiting);
    this.waitedSeconds = undefined;
  }

  end(): void {
    this.#isEnded = true;
    this.endWaiting();
  }

  async #run(): Promise<void> {
    this.#underWay += 1;
    let outcome: WorkOutcome = 'done';
    while (this.#isDue && !this.#isEnded) {
      this.#isDue = false;
      this.beginWaiting();
      outcome = await this.#work();
    }
    this.#underWay -= 1;
    if (this.#underWay > 0) return;
    this.#stopCounting();
    if (outcome === 'done') this.isBusy = false;
  }
}

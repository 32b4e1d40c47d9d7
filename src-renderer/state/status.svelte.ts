import { problemOf, type Problem } from '../../shared/api/errors.ts';

/** One line of feedback in the status bar, and the refusal of the last action where no better place shows it. */
class Status {
  message = $state('');
  problem = $state.raw<Problem | undefined>(undefined);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Says something that went well; read aloud politely, gone after a while. */
  say(message: string): void {
    clearTimeout(this.#timer);
    this.message = message;
    this.#timer = setTimeout(() => (this.message = ''), 6000);
  }

  /** Shows a refusal until it is closed or the next action succeeds. */
  refuse(thrown: unknown): void {
    this.problem = problemOf(thrown);
  }

  clear(): void {
    this.problem = undefined;
  }

  /** Runs an action; its refusal is shown in the window's notice. */
  async attempt(work: () => Promise<void>): Promise<void> {
    try {
      this.clear();
      await work();
    } catch (error) {
      this.refuse(error);
    }
  }
}

export const status = new Status();

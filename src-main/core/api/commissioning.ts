import type { Commissioning as Standing } from '../../../shared/api/instruments.ts';
import { AppError } from '../../../shared/api/errors.ts';
import type { HostClock } from '../../../shared/domain/clock.ts';
import type { Profile } from '../../../shared/domain/profile.ts';
import { CommissioningTest, type OpenForTest } from './commissioning-test.ts';

/** The one connection test that may run at a time. */
export class Commissioning {
  #open: OpenForTest;
  #clock: HostClock;
  #onChange: (standing: Standing) => void;
  #test: CommissioningTest | undefined;

  constructor(open: OpenForTest, clock: HostClock, onChange: (standing: Standing) => void) {
    this.#open = open;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /**
   * Starts a test; how it goes is told by events.
   * @param trustThumbprint of a certificate that a person has looked at and accepts
   * @throws AppError `test-running`
   */
  start(profile: Profile, trustThumbprint?: string): void {
    if (this.#test)
      throw new AppError({
        code: 'test-running',
        happened: 'Another connection is being tested.',
        safe: 'That test goes on.',
        next: 'Wait for it, or cancel it.',
      });
    const test = new CommissioningTest({
      profile,
      open: this.#open,
      clock: this.#clock,
      onChange: this.#onChange,
      trustThumbprint,
    });
    this.#test = test;
    void test.run().finally(() => (this.#test = undefined));
  }

  cancel(): void {
    this.#test?.cancel();
  }
}

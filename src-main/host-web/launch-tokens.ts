import { randomInt } from 'node:crypto';
import type { HostClock } from '../../shared/domain/clock.ts';
import { equalSecrets } from './equal-secrets.ts';

/** How long a launch token may be used. */
export const TOKEN_VALID_MS = 60_000;
/** Wrong tokens before all guessing is refused for as long as a token lives. */
const GUESSES = 5;
/** Letters and digits that are not mistaken for one another when typed. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
const LENGTH = 12;

/**
 * Single-use tokens that let a browser in. Short enough to be typed (12 characters, 58 bits): guessing stops after five
 * wrong ones a minute.
 */
export class LaunchTokens {
  #clock: HostClock;
  #tokens: { text: string; validUntilUs: number }[] = [];
  #wrongAtUs: number[] = [];

  constructor(clock: HostClock) {
    this.#clock = clock;
  }

  mint(): string {
    const text = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    this.#tokens.push({ text, validUntilUs: this.#clock.monotonicUs() + TOKEN_VALID_MS * 1000 });
    return text;
  }

  /** True once for a token that is still valid; blanks, hyphens and case do not matter. */
  take(typed: string): boolean {
    const now = this.#clock.monotonicUs();
    this.#tokens = this.#tokens.filter((token) => token.validUntilUs >= now);
    this.#wrongAtUs = this.#wrongAtUs.filter((at) => now - at < TOKEN_VALID_MS * 1000);
    if (this.#wrongAtUs.length >= GUESSES) return false;
    const text = typed.replace(/[\s-]/g, '').toUpperCase();
    // Every token is compared, so that the time taken tells nothing.
    const matches = this.#tokens.filter((token) => equalSecrets(token.text, text));
    this.#tokens = this.#tokens.filter((token) => !matches.includes(token));
    if (matches.length > 0) return true;
    this.#wrongAtUs.push(now);
    return false;
  }
}

/** A token as it is printed: `ABCD-EFGH-JKMN`. */
export function printedToken(token: string): string {
  return token.replace(/(.{4})(?=.)/g, '$1-');
}

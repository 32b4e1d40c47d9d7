import { randomBytes } from 'node:crypto';
import { equalSecrets } from './equal-secrets.ts';

/** Browsers that showed a launch token, known by a cookie for as long as this host runs. */
export class BrowserSessions {
  #secrets: string[] = [];
  #cookieName: string;

  /** @param port cookies ignore ports, so that the port is part of the name */
  constructor(port: number) {
    this.#cookieName = `opendems-${port}`;
  }

  /** A new session; the answer is the `Set-Cookie` header. */
  open(): string {
    const secret = randomBytes(32).toString('base64url');
    this.#secrets.push(secret);
    return `${this.#cookieName}=${secret}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** Whether a `Cookie` header carries one of our sessions. */
  isOpen(cookieHeader: string | undefined): boolean {
    const values = (cookieHeader ?? '')
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part.startsWith(`${this.#cookieName}=`))
      .map((part) => part.slice(this.#cookieName.length + 1));
    return values.some((value) => this.#secrets.filter((secret) => equalSecrets(secret, value)).length > 0);
  }
}

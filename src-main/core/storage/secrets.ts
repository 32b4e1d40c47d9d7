import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/api/errors.ts';
import { writeDurably } from './durable-files.ts';
import { ensurePrivateFolder } from './home.ts';
import { withProblems } from './storage-problems.ts';

const FILE = 'secrets.json';
const secretsSchema = z.object({ version: z.literal(1), secrets: z.record(z.string(), z.string()) });

/**
 * Passwords by name in one file that only the user can read, for computers whose operating system keeps none for us.
 * Profiles hold the names, never the passwords.
 */
export class SecretStore {
  #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The secret, or undefined where none is kept. @throws AppError `secrets-unreadable` */
  get(name: string): string | undefined {
    const secrets = this.#read();
    return Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  }

  set(name: string, secret: string): void {
    this.#write({ ...this.#read(), [name]: secret });
  }

  remove(name: string): void {
    const rest = Object.entries(this.#read()).filter(([known]) => known !== name);
    this.#write(Object.fromEntries(rest));
  }

  #path(): string {
    return join(this.#folder, FILE);
  }

  #read(): Record<string, string> {
    const path = this.#path();
    const status = statSync(path, { throwIfNoEntry: false });
    if (!status) return {};
    // A backup or a careless copy may have opened it to others.
    if (process.platform !== 'win32' && (status.mode & 0o077) !== 0) chmodSync(path, 0o600);
    const text = withProblems(path, 'read', () => readFileSync(path, 'utf8'));
    try {
      return secretsSchema.parse(JSON.parse(text)).secrets;
    } catch (error) {
      throw new AppError(
        {
          code: 'secrets-unreadable',
          happened: `The file of kept passwords, ${path}, cannot be understood.`,
          safe: 'Runs and profiles are not touched by this.',
          next: 'Delete the file and type the passwords again.',
        },
        { cause: error },
      );
    }
  }

  #write(secrets: Record<string, string>): void {
    ensurePrivateFolder(this.#folder);
    const content = JSON.stringify({ version: 1, secrets }, null, 2);
    withProblems(this.#path(), 'write', () => writeDurably(this.#path(), content, 0o600));
  }
}

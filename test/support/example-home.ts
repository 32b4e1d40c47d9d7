import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';

/** A home in which the program has made its two examples, to be copied: making them costs every start many seconds. */
export interface ExampleHome {
  copyTo(home: string): Promise<void>;
  remove(): Promise<void>;
}

/** Lets a program make its examples in a new home and end. `run` starts it there and answers with what ends it. */
export async function makeExampleHome(run: (home: string) => Promise<() => Promise<void>>): Promise<ExampleHome> {
  const home = await mkdtemp(join(tmpdir(), 'opendems-examples-'));
  const end = await run(home);
  try {
    await expect.poll(() => examplesMade(home), { timeout: 120_000, message: 'the examples are made' }).toBe(true);
  } finally {
    await end();
  }
  return {
    copyTo: (other) => cp(home, other, { recursive: true }),
    remove: () => rm(home, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function examplesMade(home: string): Promise<boolean> {
  const text = await readFile(join(home, 'settings.json'), 'utf8').catch(() => '{}');
  return (JSON.parse(text) as { examplesMade?: boolean }).examplesMade === true;
}

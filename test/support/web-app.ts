import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from '@playwright/test';

const PROGRAM = fileURLToPath(new URL('../../dist/main/opendems.mjs', import.meta.url));

/** The served program under test. */
export interface WebProgram {
  process: ChildProcess;
  home: string;
  /** `http://127.0.0.1:port/`. */
  url: string;
  /** A launch token as printed at the start; valid for a minute, once. */
  token: string;
}

/** Starts `opendems serve` as built, with a home of its own, and waits until it serves. */
export async function startWebProgram(
  home: string,
  args: string[] = [],
  program: string = PROGRAM,
): Promise<WebProgram> {
  const child = spawn(process.execPath, [program, 'serve', '--no-browser', ...args], {
    env: { ...process.env, OPENDEMS_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = readLines(child);
  const served = await lines.find((line) => /served at (http:\/\/127\.0\.0\.1:\d+\/)/.exec(line)?.[1]);
  const token = await lines.find((line) => /enter the code ([A-Z0-9-]+)/.exec(line)?.[1]);
  return { process: child, home, url: served, token };
}

/** A further launch token, from `opendems open`. */
export async function mintWebToken(home: string): Promise<string> {
  const child = spawn(process.execPath, [PROGRAM, 'open'], {
    // Without a display it prints the code instead of opening a browser.
    env: { ...process.env, OPENDEMS_HOME: home, DISPLAY: '', WAYLAND_DISPLAY: '', BROWSER: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return readLines(child).find((line) => /enter the code ([A-Z0-9-]+)/.exec(line)?.[1]);
}

/** Opens a window as a person would who types the printed code. */
export async function openWebWindow(context: BrowserContext, url: string, token: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel('Code').fill(token);
  await page.getByRole('button', { name: 'Open' }).click();
  await page.waitForURL(url);
  await page.locator('#window').waitFor({ state: 'attached' });
  return page;
}

/** Ends the program as the system would; a run is sealed first. */
export async function stopWebProgram({ process: child }: WebProgram): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

/** Ends the host at once; its core notices and ends too. */
export async function killWebProgram({ process: child }: WebProgram): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function readLines(child: ChildProcess) {
  const seen: string[] = [];
  const errors: string[] = [];
  let wake: () => void = () => {};
  createInterface({ input: child.stdout! }).on('line', (line) => {
    seen.push(line);
    wake();
  });
  createInterface({ input: child.stderr! }).on('line', (line) => errors.push(line));
  child.once('exit', () => wake());
  return {
    /** The first thing found in a line, now or later. */
    async find(look: (line: string) => string | undefined): Promise<string> {
      for (;;) {
        for (const line of seen) {
          const found = look(line);
          if (found !== undefined) return found;
        }
        if (child.exitCode !== null) throw new Error(`the program ended:\n${[...seen, ...errors].join('\n')}`);
        await new Promise<void>((resume) => (wake = resume));
      }
    },
  };
}

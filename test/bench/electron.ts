import { chromium } from '@playwright/test';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { secondsText, type BenchCase } from './bench-case.ts';

const STARTS = 3;
/** A core may take 1 s to serve and a window 2 s to its first picture. */
const BUDGET_SECONDS = 3;

const EMPTY_PROGRAM = `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow().loadURL('data:text/html,<p>empty</p>'));`;

/** The desktop program from nothing to its first picture, beside an Electron with an empty page. Needs `npm run build`. */
export const electronCase: BenchCase = {
  name: 'electron',
  async run() {
    const electron = spawnSync(process.execPath, ['build/electron-for-tests.mjs'], { encoding: 'utf8' }).stdout.trim();
    if (electron === '') {
      console.log('  left out: no Electron is here or can be had');
      return [];
    }
    const screen = await openScreen();
    if (!screen) {
      console.log('  left out: there is neither a display nor Xvfb');
      return [];
    }
    try {
      const plain = await best((home) => firstPictureSeconds(electron, emptyProgram(home), home, screen.display));
      const program = await best((home) => firstPictureSeconds(electron, resolve('.'), home, screen.display));
      return [
        {
          subject: 'desktop program from nothing to the first picture',
          measured: secondsText(program),
          plain: `Electron with an empty page ${secondsText(plain)}`,
          ratio: program / plain,
          budget: `${BUDGET_SECONDS} s`,
          met: program <= BUDGET_SECONDS,
        },
      ];
    } finally {
      screen.close();
    }
  },
};

/** The display of this computer, or one of our own; undefined where there can be none. */
async function openScreen(): Promise<{ display: string | undefined; close: () => void } | undefined> {
  const { platform, env } = process;
  if (platform !== 'linux' || env.DISPLAY || env.WAYLAND_DISPLAY) return { display: env.DISPLAY, close: () => {} };
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1920x1200x24'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const number = await firstMatch(server, server.stdout!, /^(\d+)$/);
  return number === undefined ? undefined : { display: `:${number}`, close: () => void server.kill() };
}

async function best(measure: (home: string) => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < STARTS; i++) {
    const home = mkdtempSync(join(tmpdir(), 'opendems-bench-'));
    try {
      least = Math.min(least, await measure(home));
    } finally {
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    }
  }
  return least;
}

function emptyProgram(folder: string): string {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', main: 'main.cjs' }));
  writeFileSync(join(folder, 'main.cjs'), EMPTY_PROGRAM);
  return folder;
}

/** Seconds from the start of the process until the page itself says that it painted something. */
async function firstPictureSeconds(
  electron: string,
  program: string,
  home: string,
  display: string | undefined,
): Promise<number> {
  const isRoot = process.platform === 'linux' && process.getuid!() === 0;
  const startMs = Date.now();
  const child = spawn(electron, [...(isRoot ? ['--no-sandbox'] : []), '--remote-debugging-port=0', program], {
    env: { ...process.env, DISPLAY: display, DBUS_SESSION_BUS_ADDRESS: 'disabled:', OPENDEMS_HOME: join(home, 'home') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const address = await firstMatch(child, child.stderr!, /DevTools listening on (ws:\S+)/);
    if (address === undefined) throw new Error('Electron ended before it opened a window');
    const browser = await chromium.connectOverCDP(address);
    const [context] = browser.contexts();
    const page = context!.pages()[0] ?? (await context!.waitForEvent('page'));
    // In words, because benchmarks are compiled without a page's types.
    const pictureMs = await page.evaluate<number>(`new Promise((done) => {
      new PerformanceObserver((list) => {
        for (const entry of list.getEntriesByName('first-contentful-paint')) done(performance.timeOrigin + entry.startTime);
      }).observe({ type: 'paint', buffered: true });
    })`);
    await browser.close();
    return (pictureMs - startMs) / 1000;
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
  }
}

/** First group of the first line that matches; undefined where the process ends, or cannot be started, before that. */
function firstMatch(child: ChildProcess, output: NodeJS.ReadableStream, pattern: RegExp): Promise<string | undefined> {
  return new Promise((done) => {
    child.once('error', () => done(undefined));
    child.once('exit', () => done(undefined));
    createInterface({ input: output }).on('line', (line) => {
      const found = pattern.exec(line)?.[1];
      if (found !== undefined) done(found);
    });
  });
}

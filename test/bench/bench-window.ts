import type { Browser, CDPSession, Locator, Page } from '@playwright/test';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import { openWebWindow, startWebProgram, stopWebProgram, type WebProgram } from '../support/web-app.ts';
import playwrightConfig from '../../playwright.config.ts';
import { secondsText, type BenchResult } from './bench-case.ts';
import { writeLargeRun } from './large-run.ts';

const PROGRAM = resolve('dist/main/opendems.mjs');
const FRAME_BUDGET_SECONDS = 0.016;
const LARGE_SAMPLES = 1e7;
const MOVES = 60;
/** As the simulated laboratory names the large run. */
export const LARGE_NAME = 'simulated, seed 1';

const { launchOptions } = playwrightConfig.projects!.find(({ name }) => name === 'web')!.use!;

/** Measures in a real browser on the web host, and says so where there is none. Needs `npm run build`. */
export async function inBrowser(measure: (browser: Browser) => Promise<BenchResult[]>): Promise<BenchResult[]> {
  if (!existsSync(launchOptions!.executablePath!)) {
    console.log(`  left out: there is no chromium at ${launchOptions!.executablePath}`);
    return [];
  }
  const browser = await chromium.launch(launchOptions);
  try {
    return await measure(browser);
  } finally {
    await browser.close();
  }
}

/** A program with a home of its own and a window on it, for as long as `work` takes. */
export async function withWindow<Result>(
  browser: Browser,
  prepare: (home: string) => void,
  work: (page: Page, servingSeconds: number) => Promise<Result>,
): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'opendems-bench-'));
  let program: WebProgram | undefined;
  try {
    prepare(home);
    const start = performance.now();
    program = await startWebProgram(home, [], PROGRAM);
    const servingSeconds = (performance.now() - start) / 1000;
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    const page = await openWebWindow(context, program.url, program.token);
    await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor({ state: 'attached' });
    return await work(page, servingSeconds);
  } finally {
    if (program) await stopWebProgram(program);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Puts a run of ten million samples into the library of a home. @returns how many there are */
export function addLargeRun(home: string): number {
  mkdirSync(join(home, 'library'), { recursive: true });
  return writeLargeRun(join(home, 'library', 'large.dems'), LARGE_SAMPLES);
}

/** Zooms by wheel and then pans by drag over the plots of a long run. @param subject what the results are called */
export async function zoomAndPan(
  page: Page,
  plots: Locator,
  subject: (work: string) => string,
): Promise<BenchResult[]> {
  const box = (await plots.boundingBox())!;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 3 };
  await page.mouse.move(middle.x, middle.y);
  const zoomed = await workPerFrame(page, async () => {
    for (let i = 0; i < MOVES / 2; i++) await page.mouse.wheel(0, i < MOVES / 4 ? -120 : 60);
    return watchFrames(page, 0.5);
  });
  await page.keyboard.down('Shift');
  await page.mouse.down();
  const panned = await workPerFrame(page, async () => {
    await page.mouse.move(middle.x + 300, middle.y, { steps: MOVES });
    return watchFrames(page, 0.5);
  });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  return [frameResult(subject('zoom by wheel'), zoomed), frameResult(subject('pan by drag'), panned)];
}

/** What frames cost while something goes on. */
export interface FrameWork {
  /** Work of the window's main thread for one frame that did any, seconds. */
  perFrame: number;
  /** Distance of frames as the screen would show them, seconds. */
  p95: number;
  share: number;
}

/** A measurement beside the budget of a frame. */
export function frameResult(subject: string, { perFrame, p95, share }: FrameWork): BenchResult {
  return {
    subject,
    measured: `${secondsText(perFrame)} of work a frame, frames 95 % within ${secondsText(p95)}, ${(100 * share).toFixed(0)} % of one core`,
    plain: 'a screen shows one every 16.7 ms',
    ratio: perFrame / (1 / 60),
    budget: '16 ms a frame',
    met: perFrame <= FRAME_BUDGET_SECONDS,
  };
}

/** Work of the main thread while `work` goes on, by the browser's own counters. */
export async function workPerFrame(page: Page, work: () => Promise<number[]>): Promise<FrameWork> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const before = await counters(session);
  const deltas = (await work()).sort((a, b) => a - b);
  const after = await counters(session);
  await session.detach();
  const busy = after.TaskDuration! - before.TaskDuration!;
  const wall = after.Timestamp! - before.Timestamp!;
  const frames = Math.max(1, Math.round(wall * 60));
  return {
    perFrame: busy / frames,
    p95: deltas[Math.floor(0.95 * (deltas.length - 1))] ?? Number.NaN,
    share: busy / wall,
  };
}

async function counters(session: CDPSession): Promise<Record<string, number>> {
  const { metrics } = await session.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

/** Distances of animation frames over so many seconds, seconds. In words, because benchmarks are compiled without a page's types. */
export function watchFrames(page: Page, seconds: number): Promise<number[]> {
  return page.evaluate<number[]>(`new Promise((done) => {
    const deltas = [];
    const start = performance.now();
    let last = start;
    const tick = (now) => {
      deltas.push((now - last) / 1000);
      last = now;
      if (now - start < ${seconds * 1000}) requestAnimationFrame(tick);
      else done(deltas.slice(1));
    };
    requestAnimationFrame(tick);
  })`);
}

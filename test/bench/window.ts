import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startSimulatedRun } from '../e2e/steps.ts';
import { openWebWindow, startWebProgram, stopWebProgram, type WebProgram } from '../support/web-app.ts';
import playwrightConfig from '../../playwright.config.ts';
import { secondsText, type BenchCase, type BenchResult } from './bench-case.ts';
import { writeLargeRun } from './large-run.ts';

const PROGRAM = resolve('dist/main/opendems.mjs');
const LARGE_SAMPLES = 1e7;
const WATCHED_SECONDS = 10;
const MOVES = 60;
const FRAME_BUDGET_SECONDS = 0.016;

const { launchOptions } = playwrightConfig.projects!.find(({ name }) => name === 'web')!.use!;

/** The window in a real browser on the web host: start-up, frames of a live run, pan and zoom in a long one. Needs `npm run build`. */
export const windowCase: BenchCase = {
  name: 'window',
  async run() {
    if (!existsSync(launchOptions!.executablePath!)) {
      console.log(`  left out: there is no chromium at ${launchOptions!.executablePath}`);
      return [];
    }
    const browser = await chromium.launch(launchOptions);
    try {
      return [...(await startUp(browser)), ...(await liveFrames(browser)), ...(await longRun(browser))];
    } finally {
      await browser.close();
    }
  },
};

/** A program with a home of its own and a window on it, for as long as `work` takes. */
async function withWindow<Result>(
  browser: Browser,
  prepare: (home: string) => void,
  work: (page: Page, times: { servingSeconds: number; pictureSeconds: number }) => Promise<Result>,
): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'opendems-bench-'));
  let program: WebProgram | undefined;
  try {
    prepare(home);
    const start = performance.now();
    program = await startWebProgram(home, [], PROGRAM);
    const serving = performance.now();
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    const page = await openWebWindow(context, program.url, program.token);
    await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor({ state: 'attached' });
    const picture = performance.now();
    return await work(page, { servingSeconds: (serving - start) / 1000, pictureSeconds: (picture - serving) / 1000 });
  } finally {
    if (program) await stopWebProgram(program);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function startUp(browser: Browser): Promise<BenchResult[]> {
  const plainStart = performance.now();
  const blank = await browser.newPage();
  await blank.goto('about:blank');
  const plain = (performance.now() - plainStart) / 1000;
  await blank.close();
  return withWindow(
    browser,
    () => {},
    async (_page, { servingSeconds, pictureSeconds }) => [
      {
        subject: 'program from nothing to serving',
        measured: secondsText(servingSeconds),
        plain: 'see start-up',
        budget: '1 s',
        met: servingSeconds <= 1,
      },
      {
        subject: 'window from its address to the first picture, code typed',
        measured: secondsText(pictureSeconds),
        plain: `empty page ${secondsText(plain)}`,
        ratio: pictureSeconds / plain,
        budget: '2 s',
        met: pictureSeconds <= 2,
      },
    ],
  );
}

async function liveFrames(browser: Browser): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const speed of [1, 1000])
    results.push(
      await withWindow(
        browser,
        () => {},
        async (page) => {
          // The two examples are being made meanwhile and would be measured with it.
          await page.locator('tr[data-run]').nth(1).waitFor({ timeout: 120_000 });
          await startSimulatedRun(page, 'Bench', speed);
          await page.getByTestId('plot-rows').locator('canvas').first().waitFor();
          const work = await workPerFrame(page, () => watchFrames(page, WATCHED_SECONDS));
          return frameResult(`live at x${speed}, ${WATCHED_SECONDS} s`, work);
        },
      ),
    );
  return results;
}

async function longRun(browser: Browser): Promise<BenchResult[]> {
  let samples = 0;
  const prepare = (home: string) => {
    mkdirSync(join(home, 'library'), { recursive: true });
    samples = writeLargeRun(join(home, 'library', 'large.dems'), LARGE_SAMPLES);
  };
  return withWindow(browser, prepare, async (page) => {
    const row = page.locator('tr[data-run]').first();
    await row.waitFor();
    const opening = performance.now();
    await row.dblclick();
    const plots = page.getByTestId('plot-rows');
    await plots.locator('canvas').nth(3).waitFor();
    const opened = (performance.now() - opening) / 1000;
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
    const count = samples.toExponential(1);
    return [
      {
        subject: `open a run of ${count} samples in the window`,
        measured: secondsText(opened),
        plain: 'see storage',
        budget: '1.5 s',
        met: opened <= 1.5,
      },
      frameResult(`zoom by wheel, ${count} samples`, zoomed),
      frameResult(`pan by drag, ${count} samples`, panned),
    ];
  });
}

interface FrameWork {
  /** Work of the window's main thread for one frame that did any, seconds. */
  perFrame: number;
  /** Distance of frames as the screen would show them, seconds. */
  p95: number;
  share: number;
}

function frameResult(subject: string, { perFrame, p95, share }: FrameWork): BenchResult {
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
async function workPerFrame(page: Page, work: () => Promise<number[]>): Promise<FrameWork> {
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
function watchFrames(page: Page, seconds: number): Promise<number[]> {
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

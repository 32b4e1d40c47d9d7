import type { Browser, Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulatedRun } from '../e2e/steps.ts';
import { secondsText, type BenchCase, type BenchResult } from './bench-case.ts';
import { frameResult, inBrowser, watchFrames, withWindow, workPerFrame } from './bench-window.ts';
import { writeLargeRun } from './large-run.ts';

const LARGE_SAMPLES = 1e7;
const WATCHED_SECONDS = 10;
const MOVES = 60;

/** The window in a real browser on the web host: start-up, frames of a live run, pan and zoom in a long one. Needs `npm run build`. */
export const windowCase: BenchCase = {
  name: 'window',
  run: () =>
    inBrowser(async (browser) => [
      ...(await startUp(browser)),
      ...(await liveFrames(browser)),
      ...(await longRun(browser)),
    ]),
};

/** Seconds from the address to the picture in a browser that was let in before, with nothing of the program in its cache. */
async function pictureSeconds(page: Page): Promise<number> {
  const url = page.url();
  const fresh = await page.context().newPage();
  const session = await page.context().newCDPSession(fresh);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const start = performance.now();
  await fresh.goto(url);
  await fresh.getByRole('heading', { level: 1, name: 'Runs' }).waitFor({ state: 'attached' });
  const seconds = (performance.now() - start) / 1000;
  await fresh.close();
  return seconds;
}

async function bestOf(times: number, measure: () => Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) best = Math.min(best, await measure());
  return best;
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
    async (page, servingSeconds) => {
      const picture = await bestOf(3, () => pictureSeconds(page));
      return [
        {
          subject: 'program from nothing to serving',
          measured: secondsText(servingSeconds),
          plain: 'see start-up',
          budget: '1 s',
          met: servingSeconds <= 1,
        },
        {
          subject: 'window from its address to the first picture',
          measured: secondsText(picture),
          plain: `empty page ${secondsText(plain)}`,
          ratio: picture / plain,
          budget: '2 s',
          met: picture <= 2,
        },
      ];
    },
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

import type { Browser, Page } from '@playwright/test';
import { startSimulatedRun } from '../e2e/steps.ts';
import { secondsText, type BenchCase, type BenchResult } from './bench-case.ts';
import {
  addLargeRun,
  frameResult,
  inBrowser,
  LARGE_NAME,
  watchFrames,
  withWindow,
  workPerFrame,
  zoomAndPan,
} from './bench-window.ts';

const WATCHED_SECONDS = 10;

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
    samples = addLargeRun(home);
  };
  return withWindow(browser, prepare, async (page) => {
    // The two examples are being made meanwhile and would be measured with it.
    await page.locator('tr[data-run]').nth(2).waitFor({ timeout: 120_000 });
    const row = page.locator('tr[data-run]').filter({ hasText: LARGE_NAME });
    const opening = performance.now();
    await row.dblclick();
    const plots = page.getByTestId('plot-rows');
    await plots.locator('canvas').nth(3).waitFor();
    const opened = (performance.now() - opening) / 1000;
    const count = samples.toExponential(1);
    const frames = await zoomAndPan(page, plots, (work) => `${work}, ${count} samples`);
    return [
      {
        subject: `open a run of ${count} samples in the window`,
        measured: secondsText(opened),
        plain: 'see storage',
        budget: '1.5 s',
        met: opened <= 1.5,
      },
      ...frames,
    ];
  });
}

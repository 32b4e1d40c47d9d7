import type { Browser, Page } from '@playwright/test';
import { setTimeout } from 'node:timers/promises';
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
import { descendants, residentMegabytes } from './process-memory.ts';

const DRAGGED_SECONDS = 4;
/** As often as a usual mouse, and a screen. */
const MOVES_PER_SECOND = 60;
const LEAST_UPDATES_PER_SECOND = 30;
const MOST_WINDOW_MEGABYTES = 300;

/** The place Analyse in a real browser: numbers while a span is dragged, and a run of ten million samples. */
export const analyseWindowCase: BenchCase = {
  name: 'analyse-window',
  run: () => inBrowser(async (browser) => [...(await draggedSpan(browser)), ...(await largeRun(browser))]),
};

async function analyse(page: Page, name: string): Promise<void> {
  await page.locator('tr[data-run]').filter({ hasText: name }).click({ timeout: 120_000 });
  await page.getByLabel('Preview').getByRole('button', { name: 'Analyse' }).click();
  await page.getByLabel('Steps of the recipe').locator('code').waitFor({ timeout: 120_000 });
}

/**
 * Pictures a second while a span is dragged: at once after opening, when nothing of it has run before, and again. They are
 * counted in the row of the amount, which moves with every place of the span. A row is drawn anew only when it shows something
 * else, so every picture is of new curves; how often the printed amount of the gas changed is said beside it (it follows some
 * times a second, and not every new number prints differently).
 */
async function draggedSpan(browser: Browser): Promise<BenchResult[]> {
  return withWindow(
    browser,
    () => {},
    async (page) => {
      await page.locator('tr[data-run]').nth(1).waitFor({ timeout: 120_000 });
      await analyse(page, 'bare NCM85');
      const handle = page.getByRole('slider', { name: 'Baseline 1, end' });
      const box = (await handle.boundingBox())!;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.evaluate(`(() => {
        window.pictures = 0;
        window.amounts = 0;
        const canvas = document.querySelector('[data-testid="analysis-rows"] > :last-child canvas');
        const context = canvas.getContext('2d');
        const clear = context.clearRect;
        context.clearRect = function (...box) {
          window.pictures += 1;
          return clear.apply(this, box);
        };
        const row = document.querySelector('[data-gas][aria-pressed="true"]');
        new MutationObserver(() => (window.amounts += 1)).observe(row, { characterData: true, childList: true, subtree: true });
      })()`);
      const first = await countedDrag(page, x, y, `first ${DRAGGED_SECONDS} s after opening`);
      // Not counted with the others: watching frames makes the window draw each of them.
      const work = await workPerFrame(page, async () => {
        const frames = watchFrames(page, DRAGGED_SECONDS);
        await dragAbout(page, x, y);
        return frames;
      });
      const again = await countedDrag(page, x, y, 'dragged again');
      await page.mouse.up();
      return [first, again, frameResult('window while the span is dragged', work)];
    },
  );
}

/** Drags and counts. @param when said of the result */
async function countedDrag(page: Page, x: number, y: number, when: string): Promise<BenchResult> {
  const counts = () => page.evaluate<[pictures: number, amounts: number]>('[window.pictures, window.amounts]');
  const before = await counts();
  const seconds = await dragAbout(page, x, y);
  const after = await counts();
  const rate = (after[0] - before[0]) / seconds;
  const printed = (after[1] - before[1]) / seconds;
  return {
    subject: `curves and numbers of the gas shown while a baseline span of a 90 h run is dragged, ${when}`,
    measured: `${rate.toFixed(1)} pictures a second, printed numbers changed ${printed.toFixed(1)} times a second`,
    plain: 'see analyse',
    budget: `${LEAST_UPDATES_PER_SECOND} a second`,
    met: rate >= LEAST_UPDATES_PER_SECOND,
  };
}

/**
 * Out and back by half a pixel at a time: every place is a new one, and the span stays within the OCV period. A mouse does
 * not wait until a move has been dealt with, so neither does this: one that waited would come less often the busier the
 * window is. Moves go to the browser itself, as those of a mouse do; Playwright's own look into the page before and after each
 * move with a button pressed, which takes the window longer than the move.
 */
async function dragAbout(page: Page, x: number, y: number): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const sent: Promise<unknown>[] = [];
  const start = performance.now();
  for (let move = 0; performance.now() - start < DRAGGED_SECONDS * 1000; move++) {
    const halfPixels = move % 120 < 60 ? move % 60 : 60 - (move % 60);
    const place = { x: x - halfPixels / 2, y };
    sent.push(session.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...place, button: 'left', buttons: 1 }));
    await setTimeout(Math.max(0, start + ((move + 1) * 1000) / MOVES_PER_SECOND - performance.now()));
  }
  const seconds = (performance.now() - start) / 1000;
  await Promise.all(sent);
  await session.detach();
  return seconds;
}

async function largeRun(browser: Browser): Promise<BenchResult[]> {
  let samples = 0;
  const prepare = (home: string) => {
    samples = addLargeRun(home);
  };
  return withWindow(browser, prepare, async (page) => {
    // The examples are being made meanwhile and would be measured with it.
    await page.locator('tr[data-run]').nth(2).waitFor({ timeout: 120_000 });
    const opening = performance.now();
    await analyse(page, LARGE_NAME);
    const opened = (performance.now() - opening) / 1000;
    const count = samples.toExponential(1);
    const frames = await zoomAndPan(
      page,
      page.getByTestId('analysis-rows'),
      (work) => `Analyse, ${work}, ${count} samples`,
    );
    const memory = residentMegabytes(descendants(process.pid, '--type=renderer')[0] ?? 0);
    return [
      {
        subject: `open a run of ${count} samples in Analyse, numbers and all`,
        measured: secondsText(opened),
        plain: 'see analyse',
        budget: '10 s, 1 s a million samples',
        met: opened <= 10,
      },
      ...frames,
      {
        subject: `window with ${count} samples in Analyse`,
        measured: `${memory.toFixed(0)} MB`,
        plain: `the samples alone ${((samples * 16) / 1e6).toFixed(0)} MB`,
        budget: `${MOST_WINDOW_MEGABYTES} MB`,
        met: memory <= MOST_WINDOW_MEGABYTES,
      },
    ];
  });
}

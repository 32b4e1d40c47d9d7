import { chromium, type Page } from '@playwright/test';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { goTo, startSimulatedRun } from '../e2e/steps.ts';
import { openWebWindow, startWebProgram, stopWebProgram } from '../support/web-app.ts';
import playwrightConfig from '../../playwright.config.ts';
import type { BenchCase, BenchResult } from './bench-case.ts';
import { descendants, proportionalMegabytes, residentMegabytes, slopeOf } from './process-memory.ts';

/** Laboratory seconds per second: a week in ten minutes. */
const SPEED = 1000;
/** One simulated experiment ends after three and a half days; two make a week. */
const RUNS = 2;
const HOURS_EACH = 84;
/** An evaluation takes some seconds. */
const LOOK_EVERY_SECONDS = 2;
/** Caches fill while the first hours are recorded; the slope is that after them. */
const SETTLED_AFTER_HOURS = 24;

const { launchOptions } = playwrightConfig.projects!.find(({ name }) => name === 'web')!.use!;

interface Look {
  hours: number;
  core: number;
  window: number;
  resident: { core: number; window: number };
}

/**
 * Memory of core and window over seven simulated days, the simulated lab inside the core. Takes ten minutes, so it
 * runs only when it is named: `npm run bench memory`. Needs `npm run build`, chromium and /proc.
 */
export const memoryCase: BenchCase = {
  name: 'memory',
  onlyWhenNamed: true,
  async run() {
    if (!existsSync(launchOptions!.executablePath!) || !existsSync('/proc/self/status')) {
      console.log('  left out: it needs chromium and /proc');
      return [];
    }
    const home = mkdtempSync(join(tmpdir(), 'opendems-bench-'));
    const program = await startWebProgram(home, [], resolve('dist/main/opendems.mjs'));
    const browser = await chromium.launch(launchOptions);
    try {
      const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
      const page = await openWebWindow(context, program.url, program.token);
      await page.locator('tr[data-run]').nth(1).waitFor({ timeout: 120_000 });
      const core = descendants(program.process.pid!, 'core-process')[0]!;
      // A browser keeps further renderers for itself and in reserve; the one with a page in it is the largest.
      const renderer = descendants(process.pid, '--type=renderer').toSorted(
        (a, b) => residentMegabytes(b) - residentMegabytes(a),
      )[0]!;
      const looks: Look[] = [];
      for (let run = 0; run < RUNS; run++) {
        await goTo(page, 'Runs');
        await startSimulatedRun(page, `Week ${run + 1}`, SPEED);
        for (let hours = 0; hours < HOURS_EACH;) {
          await new Promise((done) => void setTimeout(done, LOOK_EVERY_SECONDS * 1000));
          hours = Number(((await page.getByTestId('run-clock').textContent()) ?? '0').split(':')[0]);
          looks.push({
            hours: run * HOURS_EACH + hours,
            core: proportionalMegabytes(core),
            window: proportionalMegabytes(renderer),
            resident: { core: residentMegabytes(core), window: residentMegabytes(renderer) },
          });
        }
        await page.getByRole('button', { name: 'Stop run…' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Stop run' }).click();
        await page.getByRole('dialog').waitFor({ state: 'hidden', timeout: 60_000 });
      }
      const inUse = await inUseMegabytes(page, renderer);
      return [
        verdict('core with the simulated lab inside', looks, 'core'),
        verdict('window', looks, 'window', `; ${inUse.toFixed(0)} MB at the end without what waits for the collector`),
      ];
    } finally {
      await browser.close();
      await stopWebProgram(program);
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

/** What the window needs: a browser with room to spare lets garbage lie. */
async function inUseMegabytes(page: Page, renderer: number): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const inUse = proportionalMegabytes(renderer);
  await session.detach();
  return inUse;
}

function verdict(subject: string, looks: readonly Look[], which: 'core' | 'window', note = ''): BenchResult {
  const most = Math.max(...looks.map((look) => look[which]));
  const resident = Math.max(...looks.map((look) => look.resident[which]));
  const settled = looks.filter(({ hours }) => hours >= SETTLED_AFTER_HOURS);
  const slope = slopeOf(settled.map((look) => ({ x: look.hours, y: look[which] })));
  const days = (looks.at(-1)!.hours / 24).toFixed(1);
  return {
    subject: `${subject}, ${days} simulated days at x${SPEED}`,
    measured: `${most.toFixed(0)} MB at most (${resident.toFixed(0)} MB with all that it shares with other processes), ${slope.toFixed(2)} MB per laboratory hour after the first day${note}`,
    plain: `${looks[0]![which].toFixed(0)} MB at the beginning`,
    ratio: most / looks[0]![which],
    budget: '300 MB, less than 1 MB/h',
    met: most <= 300 && slope < 1,
  };
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { chooseTheme, goTo, startSimulatedRun } from '../e2e/steps.ts';
import { expect, test } from './program.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
const THEMES = ['Light', 'Dark'] as const;
/** Larger files are too much for a page that shows several. */
const LARGEST_BYTES = 300_000;
/** Laboratory seconds per second: thirty hours in under two minutes. */
const SPEED = 1000;

/** Waits until the run's clock shows so many hours. */
async function untilHours(page: Page, hours: number): Promise<void> {
  const clock = async () => Number(((await page.getByTestId('run-clock').textContent()) ?? '0').split(':')[0]);
  await expect.poll(clock, { timeout: 500_000, intervals: [500] }).toBeGreaterThanOrEqual(hours);
}

/** Flat surfaces need few colours: a palette makes the files a third as large. Needs ImageMagick. */
function shrink(path: string): void {
  const colours = ['-strip', '-dither', 'None', '-colors', '255', '-define', 'png:compression-filter=0'];
  const result = spawnSync('convert', [path, ...colours, `PNG8:${path}`], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`convert could not shrink ${path}: ${result.error ?? result.stderr}`);
}

/** One place in every size and theme. */
async function shoot(page: Page, name: string, settle: () => Promise<void>): Promise<void> {
  for (const theme of THEMES) {
    await chooseTheme(page, theme);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await settle();
      // The pointer rests where no button is, so that nothing is drawn as hovered.
      await page.mouse.move(size.width - 4, size.height - 4);
      const path = join(FOLDER, `${name}-${theme.toLowerCase()}-${size.width}x${size.height}.png`);
      await page.screenshot({ path });
      shrink(path);
      expect(statSync(path).size, path).toBeLessThan(LARGEST_BYTES);
    }
  }
}

test('pictures of every place', async ({ program }) => {
  mkdirSync(FOLDER, { recursive: true });
  const page = program.window;
  await expect(page.locator('tr[data-run]')).toHaveCount(2, { timeout: 60_000 });
  const plots = page.getByTestId('plot-rows');

  await page.locator('tr[data-run]').filter({ hasText: 'Example: bare' }).click();
  await page.getByLabel('Preview').getByRole('button', { name: 'Analyse' }).click();
  await expect(page.locator('[data-gas="CO2"]')).toBeVisible({ timeout: 60_000 });
  await shoot(page, 'analyse', async () => {
    await expect(page.getByTestId('analysis-rows').locator('canvas').first()).toBeVisible();
    await expect(page.getByText('Computing…')).toHaveCount(0);
  });

  await page.keyboard.press('Control+4');
  await page.getByRole('button', { name: 'Open the two examples' }).click();
  await shoot(page, 'compare', async () => {
    await expect(page.getByTestId('figure').locator('g.column')).toHaveCount(2, { timeout: 90_000 });
    await expect(page.getByText('Computing…')).toHaveCount(0);
  });
  await goTo(page, 'Runs');

  await startSimulatedRun(page, 'NCM85-bare-07', SPEED);
  await untilHours(page, 8);
  await page.keyboard.press('n');
  await page.getByLabel('Annotation').fill('Vent checked');
  await page.keyboard.press('Enter');
  await untilHours(page, 17);
  await goTo(page, 'Instruments');
  await page.getByLabel('Lasting, or jumping by').fill('2400');
  await page.getByRole('button', { name: 'Stall' }).click();
  await goTo(page, 'Live');
  // Gases rise from here on; the pictures take the laboratory another hour or two.
  await untilHours(page, 30);

  await shoot(page, 'live', async () => {
    const box = (await plots.boundingBox())!;
    await expect(plots.locator('canvas').first()).toHaveJSProperty('clientWidth', Math.round(box.width));
    // One refresh of the history, so that curves are folded for this size.
    const summary = await plots.getAttribute('aria-label');
    await expect(plots).not.toHaveAttribute('aria-label', summary ?? '');
  });

  await goTo(page, 'Instruments');
  await shoot(page, 'instruments', async () => {
    await expect(page.getByRole('table', { name: 'Mapping to roles' })).toBeVisible();
  });

  await goTo(page, 'Runs');
  await page.locator('tr[data-run]').filter({ hasText: 'coated' }).click();
  await shoot(page, 'runs', async () => {
    await expect(page.getByRole('complementary', { name: 'Preview' }).locator('.plot-row canvas')).toHaveCount(2);
    await expect(page.getByRole('complementary', { name: 'Preview' })).toContainText('samples in');
  });

  await page.locator('tr[data-run]').filter({ hasText: 'Example: bare' }).dblclick();
  await page.getByRole('radio', { name: 'SOC' }).check();
  await page.getByRole('radio', { name: 'Ch 1' }).check();
  await shoot(page, 'stored-run-soc', async () => {
    await expect(plots).toHaveAttribute('aria-label', /% SOC/);
  });
});

const GUIDE = fileURLToPath(new URL('../../docs/user-guide/pictures/', import.meta.url));

test('pictures of the user guide', async ({ program }) => {
  mkdirSync(GUIDE, { recursive: true });
  const page = program.window;
  await page.setViewportSize({ width: 1280, height: 800 });
  await chooseTheme(page, 'Light');
  await expect(page.locator('tr[data-run]')).toHaveCount(2, { timeout: 60_000 });
  const rows = page.getByTestId('analysis-rows');
  const stretch = (name: string) => page.getByRole('radiogroup', { name: 'Stretch' }).getByText(name).click();
  /** Waits until the figure shows what is said of it, then keeps the picture. */
  const keep = async (name: string, summary?: RegExp) => {
    if (summary) await expect(rows).toHaveAttribute('aria-label', summary, { timeout: 60_000 });
    await page.mouse.move(1276, 796);
    const path = join(GUIDE, `${name}.png`);
    await page.screenshot({ path });
    shrink(path);
    expect(statSync(path).size, path).toBeLessThan(LARGEST_BYTES);
  };

  await page.locator('tr[data-run]').filter({ hasText: 'Example: bare' }).click();
  await page.getByLabel('Preview').getByRole('button', { name: 'Analyse' }).click();
  await keep('01-proposal', /rate ± U/);
  await page.getByRole('button', { name: /^1 Sync/ }).click();
  await keep('02-clocks', /qms − cycler/);
  await page.getByRole('button', { name: /^5 Baseline/ }).click();
  const toggleResiduals = async () => {
    await page.getByRole('button', { name: /^Further curves/ }).click();
    await page.getByRole('checkbox', { name: 'Residuals' }).click();
    await page.keyboard.press('Escape');
  };
  await toggleResiduals();
  await keep('04-baseline', /ratio − baseline/);
  await toggleResiduals();
  await stretch('Calibration');
  await expect(page.locator('[data-span]').first()).toBeVisible();
  await keep('05-plateaus', /flow/);
  await page.getByRole('radiogroup', { name: 'Calibration as' }).getByText('Line').click();
  await expect(page.getByRole('img', { name: /^Calibration of O2/ })).toBeVisible();
  await keep('07-line');
  await page.getByRole('button', { name: /^8 Onset/ }).click();
  await stretch('Charge 1');
  await page.getByRole('radiogroup', { name: 'x axis' }).getByText('SOC').click();
  await page.locator('[data-gas="CO2"]').click();
  await keep('09-results', /% SOC.*CO₂ amount/);
  await page.getByRole('button', { name: 'Copy to…' }).click();
  await page.getByRole('dialog').getByRole('checkbox').check();
  await expect(page.getByRole('dialog')).toContainText('Calibration plateaus come from', { timeout: 60_000 });
  await keep('10-copy');
});

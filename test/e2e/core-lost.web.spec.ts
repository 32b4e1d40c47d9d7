import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '../support/program.ts';
import { startSimulatedRun } from './steps.ts';

/** The recording core of a program, by its home; Linux only. */
function coreOf(home: string): number {
  const found = readdirSync('/proc').find((name) => {
    try {
      return (
        readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('core-process') &&
        readFileSync(`/proc/${name}/environ`, 'utf8').includes(home)
      );
    } catch {
      return false;
    }
  });
  return Number(found);
}

test('a core that dies goes on with its run, and so do the plots', async ({ program }) => {
  test.skip(process.platform !== 'linux', 'finds the core in /proc');
  const page = program.window;
  await startSimulatedRun(page, 'Core lost', 1000);
  const clockHours = async () => {
    const [hours, minutes] = (await page.getByTestId('run-clock').innerText()).split(':').map(Number);
    return hours! + minutes! / 60;
  };
  /** Width of the plots by their own words: `5 h 20 min from 0.00 h`. */
  const shownHours = async () => {
    const words = (await page.locator('[aria-label*=" from 0.00 h"]').first().getAttribute('aria-label')) ?? '';
    const [, hours, minutes] = /(\d+) h (\d+) min from/.exec(words) ?? [];
    return Number(hours ?? 0) + Number(minutes ?? 0) / 60;
  };
  await expect.poll(shownHours, { timeout: 30_000 }).toBeGreaterThan(1);

  const core = coreOf(program.home);
  const atDeath = Math.max(await clockHours(), await shownHours());
  process.kill(core, 'SIGKILL');
  await expect.poll(() => coreOf(program.home), { timeout: 30_000 }).not.toBe(core);
  await expect(page.getByRole('status').filter({ hasText: 'Recording' })).toBeVisible({ timeout: 30_000 });
  await expect.poll(clockHours, { timeout: 30_000 }).toBeGreaterThan(atDeath + 2);
  await expect.poll(shownHours, { timeout: 30_000 }).toBeGreaterThan(atDeath + 2);
});

test('a recipe that was being proposed when the core died is there after it without being asked for again', async ({
  program,
}) => {
  test.skip(process.platform !== 'linux', 'finds the core in /proc');
  const page = program.window;
  await page.locator('tr[data-run]').filter({ hasText: 'bare NCM85' }).click();
  await page.getByLabel('Preview').getByRole('button', { name: 'Analyse' }).click();
  await page.getByLabel('Steps of the recipe').waitFor();
  process.kill(coreOf(program.home), 'SIGKILL');
  await expect(page.getByText('The connection to the recording core was lost.').first()).toBeVisible();
  await expect(page.getByLabel('Steps of the recipe').locator('code')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('The connection to the recording core was lost.')).toHaveCount(0);
});

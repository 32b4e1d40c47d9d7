import { expect, test } from '../support/program.ts';
import { expectChange, goTo, ionCurrent, readout, startSimulatedRun } from './steps.ts';

/** The first ten hours are OCV; at this speed the charge begins within the minute. */
const SPEED = 1000;

test('a simulated run is started, watched, annotated, disturbed, stopped and found again after a restart', async ({
  program,
}) => {
  test.setTimeout(300_000);
  let page = program.window;
  await startSimulatedRun(page, 'NCM85-bare-07', SPEED);

  // Voltage, current and four gases move.
  await expect(page.getByTestId('plot-rows').locator('canvas')).toHaveCount(4);
  await expect.poll(() => readout(page, 'voltage')).toMatch(/Cell voltage \d\.\d{3} ?V/);
  await expectChange(() => readout(page, 'voltage'), 'the voltage');
  await expectChange(() => readout(page, 'current'), 'the current');
  for (const mz of [2, 32, 44, 64]) {
    await expect.poll(() => ionCurrent(page, mz)).toMatch(/\d\.\d\d × 10−\d+/);
    await expectChange(() => ionCurrent(page, mz), `m/z ${mz}`);
  }
  await expectChange(async () => (await page.getByTestId('run-clock').textContent()) ?? '', 'the clock');

  // Annotate by key.
  await page.keyboard.press('n');
  await page.getByLabel('Annotation').fill('Vent checked, no leak');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByText('Annotation written to the run.')).toBeVisible();

  // Set the flow; the controller's read-back is shown.
  await page.getByRole('button', { name: 'Set flow…' }).click();
  await page.getByLabel('Set point').fill('2,6');
  await page.getByRole('button', { name: 'Write' }).click();
  await expect(page.getByTestId('read-back')).toHaveText(/^2\.600/);
  await page.getByRole('button', { name: 'Close' }).click();
  await expect.poll(() => readout(page, 'flow')).toMatch(/set 2\.600/);

  // Zoom pauses, recording goes on; follow catches up.
  const plots = page.getByTestId('plot-rows');
  const box = (await plots.boundingBox())!;
  await page.mouse.move(box.x + 200, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x + 420, box.y + 120, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByText('Paused, recording continues.')).toBeVisible();
  // A relaxed voltage stands still for hours; an ion current never does.
  await expectChange(() => ionCurrent(page, 32), 'm/z 32 while paused');
  await page.keyboard.press('f');
  await expect(page.getByRole('radio', { name: 'Follow' })).toBeChecked();

  // The charge begins; state of charge rises, and the plots show it.
  await expect(page.getByText(/^Charge 1 ·/)).toBeVisible({ timeout: 120_000 });
  await expect.poll(() => readout(page, 'soc'), { timeout: 60_000 }).toMatch(/^(0\.[1-9]|[1-9]\d*\.\d) % SOC/);
  await page.keyboard.press('x');
  await expect(page.getByRole('radio', { name: 'SOC' })).toBeChecked();
  await expect(plots).toHaveAttribute('aria-label', /% SOC/);
  await expectChange(() => readout(page, 'soc'), 'state of charge');
  await page.keyboard.press('x');

  // The table of runs knows how long and how large it is by now.
  await goTo(page, 'Runs');
  await expectChange(() => page.locator('tr[data-run]').first().getByRole('cell').nth(3).innerText(), 'length');
  // So does the preview, though it was read once, when the run was chosen.
  const facts = page.getByLabel('Preview').getByText(/samples in \d+ channels/);
  await expect(facts).toContainText(/\d\s+MB/);
  await expectChange(() => facts.innerText(), 'samples');

  // A stalled server is a standing alert with its next step.
  await goTo(page, 'Instruments');
  await page.getByLabel('Lasting, or jumping by').fill('50000');
  await page.getByRole('button', { name: 'Stall' }).click();
  await goTo(page, 'Live');
  const alerts = page.getByRole('complementary', { name: 'Alerts' });
  await page.keyboard.press('a');
  await expect(alerts.getByRole('listitem').first()).toContainText(/No |lost|silent|stale/i, { timeout: 60_000 });
  await alerts.getByRole('button', { name: 'Mark all as seen' }).click();
  await expect(alerts.getByRole('button', { name: 'Mark all as seen' })).toBeHidden();
  await page.keyboard.press('Escape');

  // Killing and replacing the window changes nothing.
  page = await program.replaceWindow();
  await expect(page.getByRole('status').filter({ hasText: 'Recording' })).toBeVisible();
  await goTo(page, 'Live');
  await expect(page.getByTestId('plot-rows').locator('canvas')).toHaveCount(4);
  await page.reload();
  await expect(page.getByTestId('plot-rows').locator('canvas')).toHaveCount(4);

  await page.getByRole('button', { name: 'Stop run…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop run' }).click();
  await expect(page.getByText('Not recording')).toBeVisible({ timeout: 30_000 });

  // After a restart the run is in the library and opens with everything that happened to it.
  page = await program.restart();
  const row = page.locator('tr[data-run]').filter({ hasText: 'NCM85-bare-07' });
  await expect(row).toBeVisible();
  await row.click();
  await expect(page.getByRole('complementary', { name: 'Preview' })).toContainText('Vent checked, no leak');
  await row.dblclick();
  await expect(page.getByRole('heading', { level: 2, name: 'NCM85-bare-07' })).toBeVisible();
  await expect(page.getByTestId('plot-rows')).toHaveAttribute('aria-label', /NCM85-bare-07, \d+ h/);
});

import { expect, test } from '../support/program.ts';
import { goTo } from './steps.ts';

test.use({ startingHome: 'empty' });

test('first start: the library gets two examples, and one opens in the stacked plots', async ({ program }) => {
  const page = program.window;
  await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeAttached();
  await expect(page.getByText('Not recording')).toBeVisible();

  // Made after the first picture is on screen.
  const examples = page.getByRole('row').filter({ hasText: /example/i });
  await expect(page.getByRole('row', { name: 'Examples, simulated with known truth' })).toBeVisible({
    timeout: 60_000,
  });
  await expect(examples.filter({ hasText: '90 h' }).or(examples.filter({ hasText: ' h ' }))).toHaveCount(2, {
    timeout: 60_000,
  });

  await page.locator('tr[data-run]').first().dblclick();
  const plots = page.getByTestId('plot-rows');
  await expect(plots.locator('canvas')).toHaveCount(4);
  // The text summary says what the picture shows.
  await expect(plots).toHaveAttribute('aria-label', /O₂ .* \(Ion current \/ A\)/);

  await page.getByRole('radio', { name: 'SOC' }).check();
  await expect(plots).toHaveAttribute('aria-label', /% SOC/);
  // The gases keep their reference, which lies outside this axis.
  await expect(plots).toHaveAttribute('aria-label', /SO₂ [+−]?\d+\.\d \(Δ I\(m\/z\)/);
  await page.getByRole('button', { name: '← Runs' }).click();
  await expect(page.getByRole('table', { name: 'Runs' })).toBeVisible();
});

test('every place has its empty state, and only places that work are offered', async ({ program }) => {
  const page = program.window;
  const places = page.getByRole('navigation', { name: 'Places' }).getByRole('button');
  // Reading texts does not wait for the window to be drawn.
  await expect(places.first()).toBeVisible();
  const offered = (await places.allInnerTexts()).map((text) => text.trim());
  expect(offered).toEqual(expect.arrayContaining(['Runs', 'Live', 'Instruments', 'Alerts', 'Settings']));
  for (const name of offered.filter((one) => one !== 'Alerts' && one !== 'Settings')) {
    await places.filter({ hasText: name }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeAttached();
  }
  await goTo(page, 'Live');
  await expect(page.getByText('No run is being recorded.')).toBeVisible();
  await goTo(page, 'Instruments');
  await expect(page.getByRole('button', { name: /Simulated lab/ })).toBeVisible();
  await page.keyboard.press('a');
  await expect(page.getByText('No alerts. Everything that is watched is as it should be.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary', { name: 'Alerts' })).toBeHidden();
});

test('a new run with mistakes is refused field by field and nothing is recorded', async ({ program }) => {
  const page = program.window;
  await page.getByRole('button', { name: 'New run…' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Composition', { exact: true }).fill('LiXx2');
  await dialog.getByLabel('Composite mass', { exact: true }).fill('twelve');
  await dialog.getByRole('button', { name: 'Start run' }).click();
  await expect(dialog.getByText('Give the run a name.')).toBeVisible();
  await expect(dialog.getByText('"Xx" in LiXx2 is no known element.')).toBeVisible();
  await expect(dialog.getByText('Enter a number.')).toBeVisible();
  await expect(dialog.getByLabel('Run name')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Not recording')).toBeVisible();
});

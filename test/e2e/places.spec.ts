import { expect, test } from '../support/program.ts';
import { chooseTheme, goTo, seriousFaults, startSimulatedRun } from './steps.ts';

for (const theme of ['Light', 'Dark'] as const)
  test(`axe finds no serious fault in any place, ${theme.toLowerCase()}`, async ({ program }) => {
    const page = program.window;
    await chooseTheme(page, theme);
    await expect(page.locator('tr[data-run]')).toHaveCount(2, { timeout: 60_000 });
    expect(await seriousFaults(page), 'Runs').toEqual([]);

    await page.locator('tr[data-run]').first().dblclick();
    await expect(page.getByTestId('plot-rows').locator('canvas')).toHaveCount(4);
    expect(await seriousFaults(page), 'stored run').toEqual([]);

    await goTo(page, 'Instruments');
    expect(await seriousFaults(page), 'Instruments').toEqual([]);

    await page.getByRole('button', { name: 'New run…' }).first().click();
    expect(await seriousFaults(page), 'new-run dialog').toEqual([]);
    await page.keyboard.press('Escape');

    await startSimulatedRun(page, 'axe', 60);
    await expect(page.getByTestId('plot-rows').locator('canvas')).toHaveCount(4);
    expect(await seriousFaults(page), 'Live').toEqual([]);
    await page.keyboard.press('a');
    expect(await seriousFaults(page), 'alerts').toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('F1');
    expect(await seriousFaults(page), 'help').toEqual([]);
  });

test('keys lead to every place and the help names them', async ({ program }) => {
  const page = program.window;
  await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeAttached();
  const headings = { 'Control+2': 'Live', 'Control+5': 'Instruments', 'Control+1': 'Runs' };
  for (const [key, name] of Object.entries(headings)) {
    await page.keyboard.press(key);
    await expect(page.getByRole('heading', { level: 1, name })).toBeAttached();
  }
  await page.keyboard.press('Control+f');
  await expect(page.getByRole('searchbox', { name: 'Search runs' })).toBeFocused();
  await page.keyboard.type('n?');
  await expect(page.getByRole('searchbox', { name: 'Search runs' })).toHaveValue('n?');
  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Ctrl+5');
  await page.keyboard.press('Escape');

  const theme = await page.locator('html').getAttribute('data-theme');
  await page.keyboard.press('Control+Shift+l');
  await expect(page.locator('html')).not.toHaveAttribute('data-theme', theme ?? '');
});

test('runs are found, renamed, tagged, thrown away and brought back', async ({ program }) => {
  const page = program.window;
  const rows = page.locator('tr[data-run]');
  await expect(rows).toHaveCount(2, { timeout: 60_000 });

  await page.getByRole('searchbox', { name: 'Search runs' }).fill('coated');
  await expect(rows).toHaveCount(1);
  await rows.first().click();
  await page.getByRole('button', { name: 'Rename, tag…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Coated example coated');
  await dialog.getByLabel('Tags').fill('paper, checked');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(rows.first()).toContainText('Coated example coated');
  await expect(rows.first()).toContainText('checked');

  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Check file' }).click();
  await expect(page.getByText(/Every block is intact\. SHA-256 of the raw samples: [0-9a-f]{64}/)).toBeVisible();

  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Move to trash' }).click();
  await expect(page.getByText('No run matches "coated".')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows).toHaveCount(1);
  await page.getByRole('searchbox', { name: 'Search runs' }).fill('');
  await expect(rows).toHaveCount(2);
});

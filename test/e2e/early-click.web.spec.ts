import { expect, test } from '../support/program.ts';

test('settings asked for before the core has answered open with what is stored, and nothing is overwritten', async ({
  program,
}) => {
  const page = program.window;
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await page.getByRole('button', { name: 'Settings' }).click();
  await dialog.getByLabel('Laboratory').fill('Gas bench 3');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();

  let letIn: () => void = () => {};
  const allowed = new Promise<void>((resume) => (letIn = resume));
  await page.routeWebSocket(/\/channel$/, async (socket) => {
    await allowed;
    socket.connectToServer();
  });
  await page.reload();
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('button', { name: 'Settings' })).toBeFocused();
  await expect(dialog).toBeHidden();
  letIn();
  await expect(dialog.getByLabel('Laboratory')).toHaveValue('Gas bench 3');
  await dialog.getByRole('radio', { name: 'Dark' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { resultsSchema, type Results } from '../../shared/domain/results.ts';
import { expect } from '../support/program.ts';

/** What a person does in the window, in the words of the window. */

export async function goTo(page: Page, place: 'Runs' | 'Live' | 'Instruments'): Promise<void> {
  await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: place }).click();
  await expect(page.getByRole('heading', { level: 1, name: place })).toBeAttached();
}

/** Opens the new-run dialog, fills in the reference case of science.md 1.6 and starts on the simulated lab. */
export async function startSimulatedRun(page: Page, name: string, speed: number): Promise<void> {
  await page.getByRole('button', { name: 'New run…' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Run name').fill(name);
  await dialog.getByLabel('Profile').selectOption('Simulated lab');
  await dialog.getByLabel('Speed').fill(String(speed));
  await dialog.getByLabel('Sample name').fill('Bare NCM85');
  await dialog.getByLabel('Composition', { exact: true }).fill('LiNi0.85Co0.10Mn0.05O2');
  await dialog.getByLabel('Composite mass', { exact: true }).fill('12.5');
  await dialog.getByLabel('Active fraction').fill('69.3');
  await expect(dialog.getByText('274.98 mAh/g from the composition.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Start run' }).click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
  await expect(page.getByRole('status').filter({ hasText: 'Recording' })).toBeVisible();
}

/** Text of a large readout, e.g. `voltage`, `current`, `flow`, `soc`. */
export async function readout(page: Page, id: string): Promise<string> {
  return (await page.locator(`[data-readout="${id}"]`).innerText()).replaceAll('\n', ' ');
}

/** Text of an ion current's newest value. */
export async function ionCurrent(page: Page, mz: number): Promise<string> {
  return page.locator(`tr[data-ion="${mz}"] .number`).innerText();
}

/** Waits until a text has changed from what it was. */
export async function expectChange(read: () => Promise<string>, what: string): Promise<void> {
  const before = await read();
  await expect.poll(read, { message: `${what} moves` }).not.toBe(before);
}

/** Faults that axe calls serious or critical, with where they are. */
export async function seriousFaults(page: Page): Promise<string[]> {
  // Legacy mode: a real Electron window cannot open the second page that axe would use.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations
    .filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
    .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** Chooses a theme in the settings. */
export async function chooseTheme(page: Page, theme: 'Light' | 'Dark'): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('radio', { name: theme }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme.toLowerCase());
}

/** Every run below a home as `opendems analyse` evaluates it. */
export function analysedRuns(home: string): Results[] {
  const command = fileURLToPath(new URL('../../dist/main/opendems.mjs', import.meta.url));
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.dems'));
  return files.map((name) => {
    const printed = execFileSync(process.execPath, [command, 'analyse', '--json', join(home, name)], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    return resultsSchema.parse(JSON.parse(printed));
  });
}

/** What exports the figure on screen in a format, by the dialog. */
export const exported = (page: Page, format: 'SVG' | 'PDF' | 'PNG' | 'CSV') => async () => {
  await page.getByRole('button', { name: 'Export figure' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: format }).check();
  await dialog.getByRole('button', { name: `Export ${format}` }).click();
  await expect(dialog).toBeHidden({ timeout: 60_000 });
};

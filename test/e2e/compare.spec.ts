import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/program.ts';
import { readXml } from '../unit/figure/read-xml.ts';
import { analysedRuns, seriousFaults } from './steps.ts';

/** Compare with both examples, as someone who has read no manual: one click on the only button. */
async function openExamples(page: Page): Promise<void> {
  await expect(page.locator('tr[data-run]')).toHaveCount(2, { timeout: 60_000 });
  await page.keyboard.press('Control+4');
  await expect(page.getByRole('heading', { level: 1, name: 'Compare' })).toBeAttached();
  await expect(page.getByText('Choose two or more runs to compare.')).toBeVisible();
  await page.getByRole('button', { name: 'Open the two examples' }).click();
  await expect(page.getByTestId('figure').locator('g.column')).toHaveCount(2, { timeout: 90_000 });
}

/** Figure of the export dialog, in a format. */
const exported = (page: Page, format: string) => async () => {
  await page.getByRole('button', { name: 'Export figure' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: format }).check();
  await dialog.getByRole('button', { name: `Export ${format}` }).click();
  await expect(dialog).toBeHidden({ timeout: 60_000 });
};

test('two runs become Figure 6, and its exports are the numbers of the command line', async ({ program }) => {
  test.slow();
  const page = program.window;
  await openExamples(page);
  const figure = page.getByTestId('figure');
  await expect(page.getByRole('button', { name: 'Figure 6' })).toHaveAttribute('aria-pressed', 'true');
  for (const row of ['voltage', 'cumulative-O2', 'rate-SO2']) {
    const panels = figure.locator(`g[data-row="${row}"]`);
    await expect(panels).toHaveCount(2);
    // Bare and coated share their limits.
    const limits = await panels.evaluateAll((all) => all.map((panel) => panel.getAttribute('data-y-limits')));
    expect(limits[0]).toBe(limits[1]);
  }
  await expect(page.locator('tr[data-row="peak-SO2"] td.significant')).toHaveText(/^−\d/);
  await expect(
    page.getByText('This is the difference between these cells; cell-to-cell spread not assessed.'),
  ).toBeVisible();
  await expect(figure).toHaveAttribute('aria-label', /SO₂ norm\., 1 Bare NCM85: from .* onset \d\d\.\d %/);
  expect(await seriousFaults(page)).toEqual([]);

  const csv = readFileSync(await program.savedFile(exported(page, 'CSV')), 'utf8');
  const svg = readFileSync(await program.savedFile(exported(page, 'SVG')), 'utf8');
  const metadata = readXml(svg).children.find(({ name }) => name === 'metadata')!;
  const { samples } = JSON.parse(metadata.text) as {
    samples: { run: string; rawSha256: string; gases: { species: string; interval: unknown }[] }[];
  };
  const names = samples.map(({ run }) => run);
  expect(names).toEqual(['Example: bare NCM85', 'Example: ZrO2-coated NCM85']);
  const results = analysedRuns(program.home);
  for (const [index, sample] of samples.entries()) {
    const own = results.find(({ rawSha256 }) => rawSha256 === sample.rawSha256)!;
    for (const { species, interval } of sample.gases) {
      const same = own.gases
        .find((gas) => gas.species === species)!
        .intervals.find(({ label }) => label === 'charge 1');
      expect(interval).toEqual(same);
    }
    // The curve ends at the amount, to the last digit.
    const oxygen = own.gases.find((gas) => gas.species === 'O2')!.intervals.find(({ label }) => label === 'charge 1')!;
    const last = csv
      .split('\n')
      .filter((line) => line.startsWith(`${index + 1} `) && line.includes(',Cumulative O₂ / µmol g⁻¹,curve,'))
      .at(-1)!;
    expect(last.split(',')[4]).toBe(String(oxygen.amount));
  }
  expect(svg).toMatch(/^<\?xml[\s\S]*<text[\s\S]*SOC \/ %/);

  const pdf = readFileSync(await program.savedFile(exported(page, 'PDF')));
  expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  const png = readFileSync(await program.savedFile(exported(page, 'PNG')));
  // 175 mm at 600 dpi: 175 / 25.4 x 600 = 4133.9 pixels.
  expect(png.readUInt32BE(16)).toBe(4134);
});

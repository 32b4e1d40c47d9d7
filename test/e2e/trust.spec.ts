import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/program.ts';
import { startLabProcess } from './lab-process.ts';
import { goTo, seriousFaults } from './steps.ts';

test('a server nobody has trusted is refused with its thumbprint, and trusted by a click for good', async ({
  program,
}) => {
  test.slow();
  const profileFile = join(program.home, 'lab-profile.json');
  const labHome = join(program.home, 'lab');
  const lab = startLabProcess(['--seed', '3', '--speed', '20', '--profile-output', profileFile], labHome);
  try {
    await lab.line();
    const folder = join(program.home, 'records', 'profile');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'gateway.json'),
      JSON.stringify({
        ...JSON.parse(readFileSync(profileFile, 'utf8')),
        name: 'Gateway',
        security: { mode: 'SignAndEncrypt', policy: 'Basic256Sha256' },
      }),
    );
    const page = program.window;
    await page.reload();
    await goTo(page, 'Instruments');
    await page.getByRole('button', { name: 'Gateway' }).click();
    await page.getByRole('button', { name: 'Run test' }).click();
    await expect(page.getByRole('heading', { name: 'Trust this server?' })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText('Test failed')).toBeVisible();
    const shown = (await page.getByTestId('thumbprint').innerText()).replaceAll(/\s/g, '');
    expect(shown).toBe(thumbprintIn(labHome));
    expect(await seriousFaults(page)).toEqual([]);

    await page.getByRole('button', { name: 'Trust and test again' }).click();
    await expectListening(page);
    // For good: the next test asks nothing.
    await page.getByRole('button', { name: 'Run again' }).click();
    await expectListening(page);
  } finally {
    await lab.stop();
  }
});

/** A test measures for a while, and only once the server has let it in; that it measures is enough here. */
async function expectListening(page: Page): Promise<void> {
  const measured = page.getByRole('progressbar', { name: 'Connection test' });
  await expect.poll(() => measured.getAttribute('value').then(Number), { timeout: 60_000 }).toBeGreaterThan(0);
  await expect(page.getByRole('heading', { name: 'Trust this server?' })).toBeHidden();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByText('Test cancelled')).toBeVisible();
}

/** SHA-1 of the server's own certificate, from its own folder. */
function thumbprintIn(home: string): string {
  const file = readdirSync(home, { recursive: true, encoding: 'utf8' }).find((name) => /own.certs.*\.pem$/.test(name));
  const [, base64] = /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/.exec(
    readFileSync(join(home, file!), 'utf8'),
  )!;
  return createHash('sha1').update(Buffer.from(base64!, 'base64')).digest('hex').toUpperCase();
}

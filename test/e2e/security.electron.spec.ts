import type { Page } from '@playwright/test';
import { startElectronProgram } from '../support/electron-app.ts';
import { expect, test } from '../support/program.ts';

/** Addresses a window must never go to; `data:` and `file:` are what a dropped file or a slipped-in link would be. */
const FOREIGN = ['https://example.org/', 'file:///etc/passwd', 'data:text/html,<h1>foreign</h1>', 'about:blank'];

/** Lets the page try to leave, as a script that got in would. */
async function tryToLeave(page: Page, address: string): Promise<void> {
  await page.evaluate((to) => {
    const link = document.createElement('a');
    link.href = to;
    document.body.append(link);
    link.click();
    link.remove();
  }, address);
}

test.describe('the desktop window', () => {
  for (const address of FOREIGN)
    test(`stays itself when sent to ${address}`, async ({ program }) => {
      const { window } = program;
      // A refused navigation still ends the loading of the page that asked for it.
      await expect(window.locator('#window > *').first()).toBeVisible();
      // A page that is left takes the function that left it along.
      const leave = (work: Promise<unknown>) => work.catch(() => {});
      await leave(tryToLeave(window, address));
      await leave(
        window.evaluate((to) => {
          location.href = to;
        }, address),
      );
      await expect
        .poll(() => window.evaluate(() => `${location.origin} ${document.title}`).catch(() => 'leaving'))
        .toBe('app://opendems OpenDEMS');
      await expect
        .poll(() => window.evaluate(() => document.querySelector('#window')?.childElementCount ?? 0).catch(() => 0))
        .toBeGreaterThan(0);
    });

  test('serves files of the window only', async ({ program }) => {
    const statuses = await program.window.evaluate(async () => {
      const paths = [
        '/index.html',
        '/../package.json',
        '/%2e%2e/package.json',
        '/..%5cpackage.json',
        '/.env',
        '/none.js',
      ];
      return Promise.all(paths.map(async (path) => (await fetch(`app://opendems${path}`)).status));
    });
    expect(statuses).toEqual([200, 404, 404, 404, 404, 404]);
    const policy = await program.window.evaluate(async () =>
      (await fetch('app://opendems/index.html')).headers.get('content-security-policy'),
    );
    expect(policy).toContain("default-src 'self'");
  });

  test('gets from its host a way to ask for a channel and nothing else', async ({ program }) => {
    const given = await program.window.evaluate(() => {
      const host = (globalThis as unknown as { openDemsHost: Record<string, unknown> }).openDemsHost;
      return Object.keys(host);
    });
    expect(given).toEqual(['requestChannel', 'offerFile']);
  });

  test('is one program per home: a second start shows the first', async ({ program }) => {
    // Starting again ends at once without a window; Playwright then finds nothing to drive.
    await expect(startElectronProgram(program.home)).rejects.toThrow();
    await expect(program.window).toHaveTitle('OpenDEMS');
  });
});

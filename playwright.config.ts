import { defineConfig } from '@playwright/test';

/**
 * End-to-end tests: the same specs in real Electron and in a browser on the web host (test/support/program.ts).
 * The program must have been built (`npm run build`).
 */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  // Two cores on the build machine, and each test runs a program with a recording core of its own.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  // Programs, servers and a browser share two cores there; a second failure is a failure.
  retries: process.env.CI ? 1 : 0,
  use: { viewport: { width: 1280, height: 800 }, trace: 'retain-on-failure' },
  projects: [
    // What only one host has is tested in specs named for it.
    { name: 'electron', testIgnore: '**/*.web.spec.ts' },
    {
      name: 'web',
      testIgnore: '**/*.electron.spec.ts',
      use: {
        browserName: 'chromium',
        launchOptions: {
          executablePath: process.env.OPENDEMS_CHROMIUM ?? '/usr/bin/chromium',
          args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        },
      },
    },
  ],
});

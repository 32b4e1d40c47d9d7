import { defineConfig } from 'vitest/config';

/** Unit and integration tests run in plain Node; end-to-end tests are Playwright's (test/e2e). */
export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/integration/**/*.test.ts'],
    environment: 'node',
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Processes and servers in real time on two shared cores; a second failure is a failure.
    retry: process.env.CI ? 1 : 0,
    // Two cores on the build machine: more forks only make real-time integration tests late.
    maxWorkers: 2,
  },
});

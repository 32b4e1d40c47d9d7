import { defineConfig } from '@playwright/test';
import base from '../../playwright.config.ts';

/** Pictures for the documentation, made by hand: `npx playwright test -c test/support/screenshots.config.ts`. */
export default defineConfig({
  ...base,
  testDir: '.',
  testMatch: 'screenshots.shots.ts',
  outputDir: '../../test-results',
  timeout: 1_200_000,
  projects: base.projects?.filter((project) => project.name === 'web') ?? [],
});

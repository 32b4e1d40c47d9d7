import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { startElectronProgram } from '../support/electron-app.ts';
import { startXDisplay, type XDisplay } from '../support/x-display.ts';

const COMMAND = fileURLToPath(new URL('../../dist/main/opendems.mjs', import.meta.url));

let home: string;
let display: XDisplay;

test.skip(process.platform !== 'linux', 'only here a display can go away under a program, and signals reach a group');

test.beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'opendems-display-'));
  await writeFile(join(home, 'settings.json'), JSON.stringify({ examplesMade: true }));
  display = await startXDisplay();
});

test.afterEach(async () => {
  await display.end();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

/** What `opendems info` says of the only run. */
async function runInfo(): Promise<{ openEnded: boolean; samples: number; runs: number }> {
  const library = join(home, 'library');
  const files = (await readdir(library)).filter((name) => name.endsWith('.dems'));
  const printed = execFileSync(process.execPath, [COMMAND, 'info', '--json', join(library, files[0]!)], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const { openEnded, channels } = JSON.parse(printed) as { openEnded: boolean; channels: { samples: number }[] };
  return { openEnded, samples: channels.reduce((sum, channel) => sum + channel.samples, 0), runs: files.length };
}

/** Starts the demonstration on the display and waits until some of it is on disk. */
async function recordOnDisplay() {
  const { app, window } = await startElectronProgram(home, ['--demo'], display.name);
  const child = app.process();
  await expect(window.getByText('Demonstration: bare NCM85').first()).toBeVisible({ timeout: 60_000 });
  await expect.poll(async () => (await runInfo()).samples, { timeout: 60_000 }).toBeGreaterThan(1000);
  return child;
}

test('a run whose display goes away keeps its samples, goes on at the next start and is sealed then', async () => {
  const child = await recordOnDisplay();
  const { samples: before } = await runInfo();
  const exited = once(child, 'exit');
  await display.end();
  // Electron cannot live without its display; the system asks it to end all the same.
  child.kill('SIGTERM');
  await exited;
  const left = await runInfo();
  expect(left.samples).toBeGreaterThanOrEqual(before);

  display = await startXDisplay();
  const again = await startElectronProgram(home, [], display.name);
  await expect(again.window.getByRole('status').filter({ hasText: 'Recording' })).toBeVisible({ timeout: 60_000 });
  await expect.poll(async () => (await runInfo()).samples, { timeout: 60_000 }).toBeGreaterThan(left.samples);
  const closed = again.app.waitForEvent('close');
  again.app.process().kill('SIGTERM');
  await closed;
  expect(await runInfo()).toMatchObject({ openEnded: false, runs: 1 });
});

test('a run is sealed when every process of the program is asked to end at once', async () => {
  const child = await recordOnDisplay();
  const exited = once(child, 'exit');
  // The whole group, as a terminal, xvfb-run or a service manager does: Electron loses its GPU process first.
  process.kill(-child.pid!, 'SIGTERM');
  await exited;
  expect(await runInfo()).toMatchObject({ openEnded: false, runs: 1 });
});

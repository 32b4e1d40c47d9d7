import type { ElectronApplication } from '@playwright/test';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { CLOSE_CHOICES, type CloseChoice } from '../../src-main/host-electron/decide-close.ts';
import { startElectronProgram, type ElectronProgram } from '../support/electron-app.ts';

let home: string;
let program: ElectronProgram;
/** Playwright forgets the process of a program that has ended. */
let processOfProgram: ChildProcess;

test.beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'opendems-close-'));
  // Examples are not what these tests are about.
  await writeFile(join(home, 'settings.json'), JSON.stringify({ examplesMade: true }));
  program = await startElectronProgram(home, ['--demo']);
  processOfProgram = program.app.process();
  await expect(program.window.getByText('Demonstration: bare NCM85').first()).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => isBlockingSleep(program.app)).toBe(true);
});

test.afterEach(async () => {
  processOfProgram.kill('SIGKILL');
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

/** The computer is kept awake while, and only while, a run is recorded. */
function isBlockingSleep(app: ElectronApplication): Promise<boolean> {
  return app.evaluate(({ powerSaveBlocker }) => [0, 1, 2, 3].some((id) => powerSaveBlocker.isStarted(id)));
}

/** A native dialog cannot be clicked from here: the person's answer is put in its place, and the question kept. */
function answerCloseQuestion(app: ElectronApplication, choice: CloseChoice): Promise<void> {
  return app.evaluate(({ dialog }, response) => {
    const asked = globalThis as unknown as { questions: string[] };
    asked.questions ??= [];
    dialog.showMessageBox = (async (...args: unknown[]) => {
      asked.questions.push((args.at(-1) as { message: string }).message);
      return { response, checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
  }, CLOSE_CHOICES.indexOf(choice));
}

function closeWindows(app: ElectronApplication): Promise<void> {
  return app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.close();
  });
}

const windowCount = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
const questions = (app: ElectronApplication) =>
  app.evaluate(() => (globalThis as unknown as { questions?: string[] }).questions ?? []);

test('closing the window of a recording program asks, and may leave it as it is', async () => {
  const { app } = program;
  await answerCloseQuestion(app, 'keep-open');
  await closeWindows(app);
  await expect.poll(() => questions(app)).toEqual(['Demonstration: bare NCM85 is being recorded.']);
  expect(await windowCount(app)).toBe(1);
  expect(await isBlockingSleep(app)).toBe(true);
});

test('a run goes on without a window, and starting the program again shows it', async () => {
  const { app } = program;
  await answerCloseQuestion(app, 'record-without-window');
  await closeWindows(app);
  await expect.poll(() => windowCount(app)).toBe(0);
  expect(await isBlockingSleep(app)).toBe(true);
  const opened = app.waitForEvent('window');
  await app.evaluate(({ app: electron }) => electron.emit('second-instance'));
  const window = await opened;
  await expect(window.getByText('Demonstration: bare NCM85').first()).toBeVisible();
});

test('stopping and quitting seals the run first', async () => {
  const { app } = program;
  await answerCloseQuestion(app, 'stop-and-quit');
  const closed = app.waitForEvent('close');
  await closeWindows(app);
  await closed;
  // One file, nothing beside it: no log, no lock.
  expect((await readdir(join(home, 'library'))).filter((name) => name.startsWith('demonstration'))).toEqual([
    expect.stringMatching(/^demonstration.*\.dems$/),
  ]);
});

import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The desktop program under test. */
export interface ElectronProgram {
  app: ElectronApplication;
  window: Page;
}

/**
 * Playwright preloads its hook only into an Electron that the electron package finds, not into a given executable; without
 * the hook it waits for ever on a program that opens its window at once.
 */
function letPackageFindElectron(): void {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) return;
  const executable = execFileSync(process.execPath, [join(ROOT, 'build', 'electron-for-tests.mjs')], {
    encoding: 'utf8',
  }).trim();
  process.env.ELECTRON_OVERRIDE_DIST_PATH = dirname(executable);
}

/**
 * Starts the built desktop program with a home of its own and waits for its window.
 * @param display X display to show it on; the tests' own without one
 */
export async function startElectronProgram(
  home: string,
  args: string[] = [],
  display?: string,
): Promise<ElectronProgram> {
  letPackageFindElectron();
  const app = await _electron.launch({
    args: [ROOT, ...args],
    env: {
      ...definedEnvironment(),
      ...(display !== undefined && { DISPLAY: display }),
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      OPENDEMS_HOME: home,
    },
  });
  return { app, window: await app.firstWindow() };
}

/** Ends the program at once, as a crash or a power cut would. */
export async function killElectronProgram({ app }: ElectronProgram): Promise<void> {
  const closed = app.waitForEvent('close');
  app.process().kill('SIGKILL');
  await closed;
}

function definedEnvironment(): Record<string, string> {
  const defined = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(defined);
}

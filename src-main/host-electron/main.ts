import { app } from 'electron';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { homeFolder } from '../core/storage/home.ts';
import { setAppMenu } from './app-menu.ts';
import { registerAppScheme, serveAppScheme } from './app-protocol.ts';
import { DesktopApp } from './desktop-app.ts';
import { enforceSecurityPolicy } from './security-policy.ts';

/** Entry of the desktop program. */
const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const home = homeFolder();

app.setName('OpenDEMS');
// Electron's own files lie with everything else of ours, and one home means one desktop program.
app.setPath('userData', join(home, 'electron'));
// Every window asks for its sandbox anyway. Insisting on it for all processes would leave none running for root, who has
// to start Electron with --no-sandbox.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerAppScheme();
enforceSecurityPolicy();

async function start(): Promise<void> {
  await app.whenReady();
  serveAppScheme(beside('../renderer'));
  setAppMenu();
  const desktop = new DesktopApp(
    {
      home,
      coreModule: beside('./core-process.mjs'),
      preload: beside('./preload.cjs'),
      windowState: join(home, 'electron', 'window.json'),
    },
    process.argv.includes('--demo'),
  );
  // Closing the terminal must not end a run; being asked to end by the system does, and seals it.
  process.on('SIGHUP', () => {
    if (!desktop.isRecording) desktop.quitBySignal();
  });
  process.on('SIGTERM', () => desktop.quitBySignal());
  process.on('SIGINT', () => desktop.quitBySignal());
  desktop.showWindow();
}

// Not awaited: Electron is ready only after this file has been loaded whole.
if (app.requestSingleInstanceLock()) void start();
else app.exit(0);

import { BrowserWindow, nativeTheme, screen } from 'electron';
import { APP_URL, isAppUrl } from './decide-navigation.ts';
import { fitWindow, SMALLEST_WINDOW } from './fit-window.ts';
import { readWindowState, writeWindowState } from './window-state-file.ts';

/** Frame colours of ui.md, so that a window does not flash white before its first picture. */
const BACKGROUND = { light: '#E9ECED', dark: '#0C0F11' };
/** A page that crashes again within this time stays down: reloading for ever would hide it. */
const RELOAD_AT_MOST_EVERY_MS = 10_000;

/** Opens a window at its remembered place. */
export function openMainWindow(preloadPath: string, statePath: string): BrowserWindow {
  const workAreas = [
    screen.getPrimaryDisplay(),
    ...screen.getAllDisplays().filter((display) => display.id !== screen.getPrimaryDisplay().id),
  ].map((display) => display.workArea);
  const { bounds, isMaximized } = fitWindow(readWindowState(statePath), workAreas);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: SMALLEST_WINDOW.width,
    minHeight: SMALLEST_WINDOW.height,
    title: 'OpenDEMS',
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      // A window in the background still takes its events; a throttled one would fall behind.
      backgroundThrottling: false,
    },
  });
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize();
    window.show();
  });
  window.on('close', () => rememberWindow(window, statePath));
  reloadAfterCrash(window);
  // An empty page is not asked about before it is shown (Electron 33); nothing but our own pages stays in the window.
  window.webContents.on('did-navigate', (_event, address) => {
    if (!isAppUrl(address)) void window.loadURL(APP_URL);
  });
  void window.loadURL(APP_URL);
  return window;
}

/** Keeps a window's place for the next start. */
export function rememberWindow(window: BrowserWindow, statePath: string): void {
  writeWindowState(statePath, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() });
}

function reloadAfterCrash(window: BrowserWindow): void {
  let lastMs = -Infinity;
  window.webContents.on('render-process-gone', (_event, details) => {
    const now = performance.now();
    if (details.reason === 'clean-exit' || window.isDestroyed() || now - lastMs < RELOAD_AT_MOST_EVERY_MS) return;
    lastMs = now;
    window.webContents.reload();
  });
}

import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { CHANNEL_MESSAGE, FILES_MESSAGE } from './channel-message.ts';

// A preload script runs in the page, which the rest of this folder does not know.
declare const window: { postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void };
declare const location: { readonly origin: string };

/**
 * All that a window gets from Electron: a fresh channel to the core when it asks, and handles for files that the person
 * dropped or chose. It asks, because a port pushed before this script has run would be delivered to nobody.
 */
ipcRenderer.on(CHANNEL_MESSAGE, (event) => {
  // Into the page itself: a port cannot cross the context bridge.
  window.postMessage({ kind: CHANNEL_MESSAGE }, location.origin, event.ports);
});

contextBridge.exposeInMainWorld('openDemsHost', {
  requestChannel: () => ipcRenderer.send(CHANNEL_MESSAGE),
  /** The path stays here: only files that the person gave have one, and the page gets handles. */
  offerFile: async (file: Parameters<typeof webUtils.getPathForFile>[0]) => {
    const path = webUtils.getPathForFile(file);
    return path === '' ? undefined : ipcRenderer.invoke(FILES_MESSAGE, path);
  },
});

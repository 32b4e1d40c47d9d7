import { BrowserWindow, dialog, shell, type OpenDialogOptions, type SaveDialogOptions } from 'electron';
import { dirname, extname, join } from 'node:path';
import type { HostRequest } from '../core/host-messages.ts';

/** What the core asks of the desktop: the only place where paths are chosen. */
export class HostDialogs {
  /** Since Electron 43 dialogs open in Downloads unless told; the folder used last is what a person expects. */
  #lastFolder: string | undefined;
  #lastSaveFolder: string | undefined;

  async answer(request: HostRequest): Promise<unknown> {
    switch (request.kind) {
      case 'choose-run-files':
        return this.#chooseRunFiles();
      case 'choose-save-path':
        return this.#chooseSavePath(request.suggestedName);
      case 'reveal':
        return shell.showItemInFolder(request.path);
    }
  }

  async #chooseRunFiles(): Promise<string[]> {
    const options: OpenDialogOptions = {
      title: 'Open runs',
      filters: [
        { name: 'OpenDEMS runs', extensions: ['dems'] },
        { name: 'All files', extensions: ['*'] },
      ],
      properties: ['openFile', 'multiSelections'],
      ...(this.#lastFolder !== undefined && { defaultPath: this.#lastFolder }),
    };
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
    const chosen = window ? await dialog.showOpenDialog(window, options) : await dialog.showOpenDialog(options);
    this.#lastFolder = chosen.filePaths[0] ?? this.#lastFolder;
    return chosen.canceled ? [] : chosen.filePaths;
  }

  /** The dialog itself asks before a file would be replaced. */
  async #chooseSavePath(suggestedName: string): Promise<string | null> {
    const extension = extname(suggestedName).slice(1);
    const options: SaveDialogOptions = {
      title: 'Save',
      defaultPath: this.#lastSaveFolder === undefined ? suggestedName : join(this.#lastSaveFolder, suggestedName),
      filters: extension === '' ? [] : [{ name: extension.toUpperCase(), extensions: [extension] }],
    };
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
    const chosen = window ? await dialog.showSaveDialog(window, options) : await dialog.showSaveDialog(options);
    if (chosen.canceled || chosen.filePath === '') return null;
    this.#lastSaveFolder = dirname(chosen.filePath);
    return chosen.filePath;
  }
}

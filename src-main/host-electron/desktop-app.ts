import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  MessageChannelMain,
  type IpcMainEvent,
  type WebFrameMain,
} from 'electron';
import { problemOf, type Problem } from '../../shared/api/errors.ts';
import { systemHostClock } from '../../shared/domain/clock.ts';
import { CoreSupervisor } from '../core/core-supervisor.ts';
import type { RecordingStatus } from '../core/host-messages.ts';
import { CHANNEL_MESSAGE, FILES_MESSAGE } from './channel-message.ts';
import { launchCoreUtility } from './core-utility.ts';
import { CLOSE_CHOICES, closeQuestion, decideClose } from './decide-close.ts';
import { decideSender } from './decide-navigation.ts';
import { HostDialogs } from './host-dialogs.ts';
import { openMainWindow, rememberWindow } from './main-window.ts';
import { RecordingPower } from './recording-power.ts';

export interface DesktopPaths {
  home: string;
  coreModule: string;
  preload: string;
  windowState: string;
}

/** The desktop program: one core, its windows, and the guard between closing a window and ending a run. */
export class DesktopApp {
  #paths: DesktopPaths;
  #core: CoreSupervisor;
  #power: RecordingPower;
  #isQuitConfirmed = false;
  #isAsking = false;
  #isCoreStopping = false;
  #isCoreStopped = false;
  #nextConnection = 1;

  constructor(paths: DesktopPaths, demo: boolean) {
    this.#paths = paths;
    const dialogs = new HostDialogs();
    this.#core = new CoreSupervisor({
      launch: (onMessage, onExit) => launchCoreUtility(paths.coreModule, onMessage, onExit),
      home: paths.home,
      demo,
      capabilities: { nativeDialogs: true, keepAwake: true, revealInFolder: true, quit: true },
      clock: systemHostClock(),
      // Bytes go through each window's own port.
      onWindowMessage: () => {},
      onStatus: (status) => this.#follow(status),
      answer: (request) => dialogs.answer(request),
      // The ports die with the core; each window asks for another by itself.
      onLost: () => {},
      onGivenUp: (problem) => this.#fail(problem),
    });
    this.#power = new RecordingPower((message) => this.#core.send(message));
    // Told to the person by onGivenUp.
    this.#core.ready.catch(() => {});
    ipcMain.on(CHANNEL_MESSAGE, (event) => this.#handOverChannel(event));
    ipcMain.handle(FILES_MESSAGE, (event, path: unknown) => this.#offerFile(event.senderFrame, path));
    app.on('second-instance', () => this.showWindow());
    app.on('activate', () => this.showWindow());
    app.on('window-all-closed', () => this.#quitIfIdle());
    app.on('before-quit', (event) => {
      if (decideClose(this.#closeFacts(true)) === 'close') return;
      event.preventDefault();
      void this.#askToQuit(undefined);
    });
    app.on('will-quit', (event) => {
      if (this.#isCoreStopped) return;
      event.preventDefault();
      void this.#stopCore();
    });
  }

  showWindow(): void {
    const open = BrowserWindow.getAllWindows()[0];
    if (open) {
      if (open.isMinimized()) open.restore();
      open.show();
      open.focus();
      return;
    }
    const window = openMainWindow(this.#paths.preload, this.#paths.windowState);
    window.on('close', (event) => {
      if (decideClose(this.#closeFacts(BrowserWindow.getAllWindows().length === 1)) === 'close') return;
      event.preventDefault();
      void this.#askToQuit(window);
    });
    // Windows ends its session without asking `before-quit`; the run is on disk, sealing it is a courtesy.
    window.on('session-end', () => this.quit());
  }

  /**
   * Ends the program; a run is stopped and sealed first. Sealing begins at once, before windows close: where a session
   * ends, the display may go at any moment, and Electron with it.
   */
  quit(): void {
    this.#isQuitConfirmed = true;
    void this.#stopCore();
  }

  /**
   * Ends the program as the system asks by a signal. That often goes to all its processes at once: without its GPU process
   * Electron would give up after a few tries, before the run is sealed. So nothing is left to be drawn, and tries are not
   * counted.
   */
  quitBySignal(): void {
    app.commandLine.appendSwitch('disable-gpu-process-crash-limit');
    for (const window of BrowserWindow.getAllWindows()) {
      rememberWindow(window, this.#paths.windowState);
      window.destroy();
    }
    this.quit();
  }

  get isRecording(): boolean {
    return this.#core.status.isRecording;
  }

  async #stopCore(): Promise<void> {
    if (this.#isCoreStopping) return;
    this.#isCoreStopping = true;
    await this.#core.quit();
    this.#isCoreStopped = true;
    app.quit();
  }

  #closeFacts(isLastWindow: boolean) {
    return { isRecording: this.isRecording, isQuitConfirmed: this.#isQuitConfirmed, isLastWindow };
  }

  async #askToQuit(window: BrowserWindow | undefined): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const question = closeQuestion(this.#core.status.runName);
    const parent = window ?? BrowserWindow.getAllWindows()[0];
    const { response } = parent ? await dialog.showMessageBox(parent, question) : await dialog.showMessageBox(question);
    this.#isAsking = false;
    const choice = CLOSE_CHOICES[response];
    if (choice === 'stop-and-quit') this.quit();
    // `destroy` does not ask again.
    else if (choice === 'record-without-window') for (const open of BrowserWindow.getAllWindows()) open.destroy();
  }

  #handOverChannel(event: IpcMainEvent): void {
    const frame = event.senderFrame;
    if (!frame || this.#isCoreStopping || decideSender(frame.url, frame.parent !== null) === 'deny') return;
    const { port1, port2 } = new MessageChannelMain();
    this.#core.send({ kind: 'open', connection: this.#nextConnection++ }, [port1]);
    frame.postMessage(CHANNEL_MESSAGE, null, [port2]);
  }

  /** A handle on a file of the person's, or the problem with it: an error would lose its fields on the way. */
  async #offerFile(frame: WebFrameMain | null, path: unknown) {
    if (!frame || decideSender(frame.url, frame.parent !== null) === 'deny' || typeof path !== 'string')
      return undefined;
    try {
      const [file] = await this.#core.offerFiles([path]);
      return { file };
    } catch (error) {
      return { problem: problemOf(error) };
    }
  }

  #follow(status: RecordingStatus): void {
    this.#power.follow(status);
    if (!status.isRecording && BrowserWindow.getAllWindows().length === 0) this.#quitIfIdle();
  }

  /** Without a window the program lives for its run only. */
  #quitIfIdle(): void {
    if (!this.isRecording) app.quit();
  }

  #fail(problem: Problem): void {
    dialog.showErrorBox('OpenDEMS', `${problem.happened}\n\n${problem.safe}\n\n${problem.next}`);
    this.#isCoreStopped = true;
    app.exit(1);
  }
}

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../shared/api/errors.ts';
import { systemHostClock, type HostClock } from '../../shared/domain/clock.ts';
import { CoreSupervisor } from '../core/core-supervisor.ts';
import { homeFolder, homeFolders } from '../core/storage/home.ts';
import { removeControlFile, writeControlFile } from './control-file.ts';
import { CoreChild } from './core-child.ts';
import { DownloadOffers } from './download-offers.ts';
import { KeepAwake } from './keep-awake.ts';
import { LaunchTokens } from './launch-tokens.ts';
import { launchFolderOf } from './open-served-window.ts';
import { showWindow } from './show-window.ts';
import { WindowServer } from './window-server.ts';
import { WindowSockets } from './window-sockets.ts';

export interface WebHostOptions {
  /** Default 0: a free one. */
  port?: number;
  /** Show the window in a browser of this computer, if there is one; default true. */
  openBrowser?: boolean;
  /** Start a simulated run at once. */
  demo?: boolean;
  /** Default OPENDEMS_HOME, else the user's application-data folder. */
  home?: string;
  /** Told what a person needs to know, line by line. */
  say: (line: string) => void;
  clock?: HostClock;
  /** Where the built program lies; default beside this bundle. */
  coreModule?: string;
  rendererFolder?: string;
}

export interface WebHost {
  readonly url: string;
  readonly port: number;
  /** Whether ending the program would end a run. */
  isRecording(): boolean;
  /** Mints a launch token: valid 60 s, once. */
  mintToken(): string;
  /** Process id of the present core. */
  coreProcessId(): number | undefined;
  /** Ends the program; a run is stopped and sealed first. */
  close(): Promise<void>;
  /** Resolves when the host has ended by itself: no core could be kept running. */
  readonly ended: Promise<AppError>;
}

/** Serves the window to browsers on this computer and keeps a core running. @throws AppError */
export async function runWebHost(options: WebHostOptions): Promise<WebHost> {
  const home = options.home ?? homeFolder();
  homeFolders(home);
  const launchFolder = launchFolderOf(home);
  const clock = options.clock ?? systemHostClock();
  const keepAwake = new KeepAwake();
  const downloads = new DownloadOffers();
  let child: CoreChild | undefined;
  let onEnded: (error: AppError) => void = () => {};
  const ended = new Promise<AppError>((done) => (onEnded = done));

  const core = new CoreSupervisor({
    launch: (onMessage, onExit) =>
      (child = new CoreChild(options.coreModule ?? beside('./core-process.mjs'), onMessage, onExit)),
    home,
    demo: options.demo ?? false,
    capabilities: { nativeDialogs: false, keepAwake: keepAwake.isPossible, revealInFolder: false, quit: false },
    clock,
    onWindowMessage: (message) => {
      if (message.kind === 'bytes') sockets.send(message.connection, message.bytes);
      else sockets.close(message.connection);
    },
    onStatus: (status) => keepAwake.follow(status.isRecording),
    answer: () => Promise.reject(noDialogs()),
    onDownload: (offer) => downloads.add(offer),
    onLost: () => sockets.closeAll(),
    onGivenUp: (problem) => onEnded(new AppError(problem)),
  });
  const sockets = new WindowSockets((message) => core.send(message));

  try {
    await core.ready;
    const tokens = new LaunchTokens(clock);
    const secret = randomBytes(32).toString('base64url');
    const server = await WindowServer.start({
      port: options.port ?? 0,
      rendererFolder: options.rendererFolder ?? beside('../renderer'),
      tokens,
      controlSecret: secret,
      downloads,
      onWindow: (socket) => sockets.add(socket),
    });
    writeControlFile(launchFolder, { port: server.port, secret, processId: process.pid });
    options.say(`OpenDEMS is served at ${server.url}, for this computer only.`);
    const browserProfile = join(home, 'browser');
    showWindow({
      launchFolder,
      browserProfile,
      port: server.port,
      mint: () => tokens.mint(),
      openBrowser: options.openBrowser ?? true,
      say: options.say,
    });
    return {
      url: server.url,
      port: server.port,
      isRecording: () => core.status.isRecording,
      mintToken: () => tokens.mint(),
      coreProcessId: () => child?.processId,
      ended,
      async close() {
        await core.quit();
        keepAwake.follow(false);
        removeControlFile(launchFolder, server.port);
        await server.close();
      },
    };
  } catch (error) {
    await core.quit();
    throw error;
  }
}

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));

function noDialogs(): AppError {
  return new AppError({
    code: 'no-native-dialogs',
    happened: 'A browser window has no dialogs of the desktop.',
    safe: 'Nothing was changed.',
    next: 'Copy the file into the library folder, or use the desktop program.',
  });
}

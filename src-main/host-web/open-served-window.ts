import { request } from 'node:http';
import { join } from 'node:path';
import { AppError } from '../../shared/api/errors.ts';
import { homeFolder } from '../core/storage/home.ts';
import { readControlFiles, removeControlFile, type ControlFile } from './control-file.ts';
import { MINT_PATH } from './decide-request.ts';
import { showWindow } from './show-window.ts';

/** Control and redirect files, readable by the user only. */
export function launchFolderOf(home: string): string {
  return join(home, 'launch');
}

export interface OpenOptions {
  /** Default OPENDEMS_HOME, else the user's application-data folder. */
  home?: string;
  /** Default true. */
  openBrowser?: boolean;
  say: (line: string) => void;
}

/** `opendems open`: another window on the web host that runs. @throws AppError `nothing-served` */
export async function openServedWindow(options: OpenOptions): Promise<void> {
  const home = options.home ?? homeFolder();
  const launchFolder = launchFolderOf(home);
  for (const control of readControlFiles(launchFolder)) {
    const token = await mintToken(control);
    if (token === undefined) {
      // Left behind by a host that was killed.
      removeControlFile(launchFolder, control.port);
      continue;
    }
    return showWindow({
      launchFolder,
      browserProfile: join(home, 'browser'),
      port: control.port,
      mint: () => token,
      openBrowser: options.openBrowser ?? true,
      say: options.say,
    });
  }
  throw new AppError({
    code: 'nothing-served',
    happened: 'OpenDEMS is not being served on this computer.',
    safe: 'Nothing was changed.',
    next: 'Start it with `opendems serve`.',
  });
}

/** A token from a host that runs; undefined where nobody answers as it should. */
function mintToken({ port, secret }: ControlFile): Promise<string | undefined> {
  return new Promise((done) => {
    const asking = request(
      {
        host: '127.0.0.1',
        port,
        path: MINT_PATH,
        method: 'POST',
        headers: { authorization: `Bearer ${secret}` },
        timeout: 5000,
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => done(response.statusCode === 200 ? tokenIn(text) : undefined));
      },
    );
    asking.on('error', () => done(undefined));
    asking.on('timeout', () => asking.destroy());
    asking.end();
  });
}

function tokenIn(text: string): string | undefined {
  try {
    const { token } = JSON.parse(text) as { token?: unknown };
    return typeof token === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}

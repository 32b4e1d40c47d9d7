import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { AppError } from '../../../shared/api/errors.ts';

/** The folders below OPENDEMS_HOME; the same for Electron, web host and command line. */
export interface HomeFolders {
  home: string;
  /** Samples, set-ups, gas bottles, profiles, settings: one JSON record per file. */
  records: string;
  /** Own keys and certificates, trusted and rejected servers; readable by the user only. */
  pki: string;
  /** Passwords; readable by the user only. */
  secrets: string;
  logs: string;
  /** Where runs go unless the settings name another folder. */
  library: string;
}

/** Makes a folder that only the user may enter, or closes one that others could enter. Windows keeps its own rights. */
export function ensurePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') chmodSync(folder, 0o700);
}

/** OPENDEMS_HOME, else the user's application-data folder. */
export function homeFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment.OPENDEMS_HOME;
  return named ? resolve(named) : envPaths('OpenDEMS', { suffix: '' }).data;
}

/** The folders of a home, made on need. @throws AppError `home-not-writable` */
export function homeFolders(home: string = homeFolder()): HomeFolders {
  const folders: HomeFolders = {
    home,
    records: join(home, 'records'),
    pki: join(home, 'pki'),
    secrets: join(home, 'secrets'),
    logs: join(home, 'logs'),
    library: join(home, 'library'),
  };
  try {
    for (const folder of [home, folders.records, folders.logs, folders.library]) mkdirSync(folder, { recursive: true });
    for (const folder of [folders.pki, folders.secrets]) ensurePrivateFolder(folder);
  } catch (error) {
    throw new AppError(
      {
        code: 'home-not-writable',
        happened: `The program’s own folder ${home} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
        safe: 'Run files elsewhere are not touched.',
        next: 'Make the folder writable, or name another one in the environment variable OPENDEMS_HOME.',
      },
      { cause: error },
    );
  }
  return folders;
}

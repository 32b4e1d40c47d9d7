import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsSchema, type Settings } from '../../shared/api/contract.ts';
import { homeFolders } from '../core/storage/home.ts';

/** Settings of the window, where there are any; a command never writes them. */
export function settingsOfHome(): Settings {
  try {
    const { home } = homeFolders(process.env.OPENDEMS_HOME);
    return settingsSchema.parse(JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8')));
  } catch {
    // No home, or one that the window will complain of: a command can do without.
    return settingsSchema.parse({});
  }
}

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { settingsSchema, type Settings } from '../../../shared/api/contract.ts';
import type { HostClock } from '../../../shared/domain/clock.ts';
import type { AlertBoard } from '../acquisition/alert-board.ts';
import { writeDurably } from '../storage/durable-files.ts';
import { withProblems } from '../storage/storage-problems.ts';
import type { SettingsStore } from './stores.ts';

/** The program's settings in one JSON file. One that cannot be understood is left alone until something is changed. */
export function settingsFile(home: string, board: AlertBoard, clock: HostClock): SettingsStore {
  const path = join(home, 'settings.json');
  let settings = read();

  function read(): Settings {
    if (!statSync(path, { throwIfNoEntry: false })) return settingsSchema.parse({});
    try {
      return settingsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      board.raise({
        id: 'settings-unreadable',
        severity: 'warning',
        sentence: `The settings in ${path} cannot be understood; the usual ones are used. The file was not changed.`,
        next: 'Correct or delete the file and start the program again, or save the settings anew.',
        sinceUs: clock.utcUs(),
      });
      return settingsSchema.parse({});
    }
  }

  return {
    get: () => settings,
    save(change) {
      const changed = settingsSchema.parse({ ...settings, ...change });
      withProblems(path, 'write', () => writeDurably(path, `${JSON.stringify(changed, null, 2)}\n`));
      settings = changed;
      board.clear('settings-unreadable');
      return settings;
    },
  };
}

import { existsSync } from 'node:fs';
import { profileSchema, SIMULATION_PRESETS, type Profile } from '../../shared/domain/profile.ts';
import { AppError } from '../../shared/api/errors.ts';
const readRecords = (_folder: string, _kind: 'profile'): Profile[] => [];
import { readDocument } from './read-document.ts';

/** The profile of that name: `simulated-<preset>`, a JSON file, or one stored by the program. @throws AppError */
export function findProfile(name: string, recordsFolder: string): Profile {
  const preset = SIMULATION_PRESETS.find((candidate) => name === `simulated-${candidate}`);
  if (preset) return profileSchema.parse({ name, kind: 'simulated-lab', preset });
  if (existsSync(name) || name.endsWith('.json')) return readDocument(name, profileSchema, 'profile');
  const stored = readRecords(recordsFolder, 'profile');
  const found = stored.find((profile) => profile.name === name);
  if (found) return found;
  const known = [
    ...SIMULATION_PRESETS.map((candidate) => `simulated-${candidate}`),
    ...stored.map((profile) => profile.name),
  ];
  throw new AppError({
    code: 'unknown-profile',
    happened: `There is no profile "${name}".`,
    safe: 'Nothing was written.',
    next: `Name a profile file, or one of: ${known.join(', ')}.`,
  });
}

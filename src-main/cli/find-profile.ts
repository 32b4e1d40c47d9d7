import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/api/errors.ts';
import { profileSchema, SIMULATION_PRESETS, type Profile } from '../../shared/domain/profile.ts';
import type { HomeFolders } from '../core/storage/home.ts';
import { RecordFolder } from '../core/storage/records.ts';
import { SecretStore } from '../core/storage/secrets.ts';
import { readDocument } from './read-document.ts';

/** The profile of that name: `simulated-<preset>`, a JSON file, or one stored by the program. @throws AppError */
export function findProfile(name: string, folders: HomeFolders): Profile {
  const preset = SIMULATION_PRESETS.find((candidate) => name === `simulated-${candidate}`);
  if (preset) return profileSchema.parse({ name, kind: 'simulated-lab', preset });
  if (existsSync(name) || name.endsWith('.json')) return readDocument(name, profileSchema, 'profile');
  const stored = new RecordFolder(join(folders.records, 'profile'), profileSchema, 'profile');
  const found = stored.get(name);
  if (found) return found;
  const known = [
    ...SIMULATION_PRESETS.map((candidate) => `simulated-${candidate}`),
    ...stored.list().records.map((profile) => profile.name),
  ];
  throw new AppError({
    code: 'unknown-profile',
    happened: `There is no profile "${name}".`,
    safe: 'Nothing was written.',
    next: `Name a profile file, or one of: ${known.join(', ')}.`,
  });
}

/** Password of a profile that wants one: OPENDEMS_PASSWORD, else the secret store. Never on a command line. */
export function passwordFor(profile: Profile, folders: HomeFolders): string | undefined {
  if (profile.kind !== 'opc-ua' || profile.user.kind !== 'password') return undefined;
  return process.env.OPENDEMS_PASSWORD ?? new SecretStore(folders.secrets).get(profile.user.secret);
}

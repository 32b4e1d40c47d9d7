import { join } from 'node:path';
import { AppError } from '../../../shared/api/errors.ts';
import type { HostClock } from '../../../shared/domain/clock.ts';
import { profileSchema, type Profile } from '../../../shared/domain/profile.ts';
import type { AlertBoard } from '../acquisition/alert-board.ts';
import { RecordFolder } from '../storage/records.ts';
import { SecretStore } from '../storage/secrets.ts';
import type { ProfileStore } from './stores.ts';
import { UnreadableAlerts } from './unreadable-alerts.ts';

/** There from the first start, so that everything can be tried at once; changing it stores a profile of the same name. */
export const BUILT_IN_PROFILE: Profile = profileSchema.parse({
  name: 'Simulated lab',
  kind: 'simulated-lab',
  preset: 'bare-ncm85',
  seed: 1,
  speed: 60,
});

/** Connection profiles; passwords lie apart from them. */
export function profileStore(
  recordsFolder: string,
  secretsFolder: string,
  board: AlertBoard,
  clock: HostClock,
): ProfileStore {
  const folder = new RecordFolder(join(recordsFolder, 'profile'), profileSchema, 'profile');
  const secrets = new SecretStore(secretsFolder);
  const alerts = new UnreadableAlerts(board, 'profile');

  const list = () => {
    const { records, unreadable } = folder.list();
    alerts.follow(unreadable, clock.utcUs());
    const stored = records.map((profile) => ({ profile, builtIn: profile.name === BUILT_IN_PROFILE.name }));
    return stored.some(({ builtIn }) => builtIn) ? stored : [{ profile: BUILT_IN_PROFILE, builtIn: true }, ...stored];
  };
  const secretOf = (profile: Profile) =>
    profile.kind === 'opc-ua' && profile.user.kind === 'password' ? profile.user.secret : undefined;

  return {
    list,
    named(name) {
      const found = list().find(({ profile }) => profile.name === name);
      if (found) return found.profile;
      throw new AppError({
        code: 'unknown-profile',
        happened: `There is no connection profile "${name}".`,
        safe: 'Nothing was changed.',
        next: 'Choose a profile in Instruments.',
      });
    },
    save(profile, previousName, password) {
      const stored = folder.put(profile);
      const secret = secretOf(stored);
      if (password !== undefined && secret !== undefined) secrets.set(secret, password);
      if (previousName !== undefined && previousName !== stored.name) folder.remove(previousName);
    },
    remove(name) {
      const profile = folder.get(name);
      if (!profile) return;
      folder.remove(name);
      const secret = secretOf(profile);
      const isShared = folder.list().records.some((other) => secretOf(other) === secret);
      if (secret !== undefined && !isShared) secrets.remove(secret);
    },
    passwordOf(profile) {
      const secret = secretOf(profile);
      return secret === undefined ? undefined : secrets.get(secret);
    },
  };
}

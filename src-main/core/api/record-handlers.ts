import type { Handlers } from '../../../shared/api/contract.ts';
import type { CoreServices } from './core-services.ts';

type RecordHandlers = Pick<
  Handlers,
  Extract<keyof Handlers, `records.${string}` | `profiles.${string}` | 'settings.save'>
>;

/** Records of the laboratory, connection profiles and settings. */
export function recordHandlers(core: CoreServices): RecordHandlers {
  const { records, profiles, commissioning, runControl } = core;
  return {
    'settings.save': async ({ change }) => {
      const settings = core.settings.save(change);
      core.feed.broadcast('settings.changed', settings);
      if (change.libraryFolder !== undefined) {
        core.library.refresh();
        core.feed.broadcast('runs.changed', { reason: 'library moved' });
      }
      return settings;
    },

    'records.list': async () => ({ records: records.list() }),
    'records.save': async (record) => {
      records.save(record);
      return {};
    },
    'records.remove': async ({ kind, name }) => {
      records.remove(kind, name);
      return {};
    },

    'profiles.list': async () => {
      const inUse = runControl.session?.header.run.profile?.name;
      return { profiles: profiles.list().map((entry) => ({ ...entry, inUse: entry.profile.name === inUse })) };
    },
    'profiles.save': async ({ profile, previousName, password }) => {
      profiles.save(profile, previousName, password);
      return {};
    },
    'profiles.remove': async ({ name }) => {
      profiles.remove(name);
      return {};
    },
    'profiles.test': async ({ name, trustThumbprint }) => {
      commissioning.start(profiles.named(name), trustThumbprint);
      return {};
    },
    'profiles.cancelTest': async () => {
      commissioning.cancel();
      return {};
    },
  };
}

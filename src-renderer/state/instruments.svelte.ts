import type { Commissioning, ProfileEntry } from '../../shared/api/instruments.ts';
import { problemOf, type Problem } from '../../shared/api/errors.ts';
import type { Profile } from '../../shared/domain/profile.ts';
import { core } from './core.svelte.ts';

/** Connection profiles and the newest connection test of each. */
class Instruments {
  profiles = $state.raw<readonly ProfileEntry[]>([]);
  loaded = $state(false);
  problem = $state.raw<Problem | undefined>(undefined);
  selectedName = $state<string | undefined>(undefined);
  selected = $derived(this.profiles.find((entry) => entry.profile.name === this.selectedName) ?? this.profiles[0]);
  /** By profile name. */
  tests = $state.raw<ReadonlyMap<string, Commissioning>>(new Map());

  constructor() {
    // A run that starts or ends takes or frees a profile.
    core.on('runs.changed', () => void this.load());
    core.on('commissioning.changed', (test) => (this.tests = new Map(this.tests).set(test.profileName, test)));
  }

  async load(): Promise<void> {
    try {
      this.profiles = (await core.call('profiles.list', {})).profiles;
      this.problem = undefined;
    } catch (error) {
      this.problem = problemOf(error);
    }
    this.loaded = true;
  }

  async save(profile: Profile, previousName?: string, password?: string): Promise<void> {
    await core.call('profiles.save', {
      profile,
      ...(previousName !== undefined && { previousName }),
      ...(password !== undefined && { password }),
    });
    await this.load();
    this.selectedName = profile.name;
  }

  async remove(name: string): Promise<void> {
    await core.call('profiles.remove', { name });
    this.selectedName = undefined;
    await this.load();
  }
}

export const instruments = new Instruments();

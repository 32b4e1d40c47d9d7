import type { Settings } from '../../shared/api/contract.ts';
import { core } from './core.svelte.ts';

const DEFAULTS: Settings = {
  version: 1,
  theme: 'system',
  laboratory: '',
  operator: '',
  libraryFolder: null,
  examplesMade: false,
  comparison: null,
};

/** Settings as the core keeps them, and the theme they mean on this screen. */
class SettingsState {
  current = $state.raw<Settings>(DEFAULTS);
  #systemDark = matchMedia('(prefers-color-scheme: dark)');
  #systemIsDark = $state(this.#systemDark.matches);

  constructor() {
    this.#systemDark.addEventListener('change', (event) => (this.#systemIsDark = event.matches));
  }

  get theme(): 'light' | 'dark' {
    if (this.current.theme !== 'system') return this.current.theme;
    return this.#systemIsDark ? 'dark' : 'light';
  }

  take(settings: Settings): void {
    this.current = settings;
  }

  async save(change: Partial<Settings>): Promise<void> {
    this.current = await core.call('settings.save', { change });
  }

  /** Light to dark and back, as the key does. */
  toggleTheme(): Promise<void> {
    return this.save({ theme: this.theme === 'dark' ? 'light' : 'dark' });
  }
}

export const settings = new SettingsState();

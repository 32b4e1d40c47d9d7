import { problemOf, type Problem } from '../../shared/api/errors.ts';
import type { RunSummary } from '../../shared/api/runs.ts';
import { core } from './core.svelte.ts';

/** The library of runs. */
class Runs {
  all = $state.raw<readonly RunSummary[]>([]);
  folder = $state('');
  loaded = $state(false);
  problem = $state.raw<Problem | undefined>(undefined);
  selectedId = $state<string | undefined>(undefined);
  /** The newest run, until one is chosen. */
  selected = $derived(
    this.all.find((run) => run.runId === this.selectedId) ?? this.all.find((run) => run.state !== 'unreadable'),
  );
  /** What the last move to the trash needs to be undone. */
  lastTrash = $state.raw<{ trashId: string; name: string } | undefined>(undefined);

  constructor() {
    core.on('runs.changed', () => void this.load());
  }

  async load(): Promise<void> {
    try {
      const { runs, folder } = await core.call('runs.list', {});
      this.all = runs;
      this.folder = folder;
      this.problem = undefined;
      if (!runs.some((run) => run.runId === this.selectedId)) this.selectedId = undefined;
    } catch (error) {
      this.problem = problemOf(error);
    }
    this.loaded = true;
  }

  /** Lets the host's dialog add run files to the library. */
  async openDialog(): Promise<void> {
    const { runIds } = await core.call('runs.openDialog', {});
    await this.load();
    if (runIds[0] !== undefined) this.selectedId = runIds[0];
  }

  async trash(run: RunSummary): Promise<void> {
    const { trashId } = await core.call('runs.trash', { runId: run.runId });
    this.lastTrash = { trashId, name: run.name };
    await this.load();
  }

  async restore(): Promise<void> {
    if (!this.lastTrash) return;
    const { runId } = await core.call('runs.restore', { trashId: this.lastTrash.trashId });
    this.lastTrash = undefined;
    await this.load();
    this.selectedId = runId;
  }
}

export const runs = new Runs();

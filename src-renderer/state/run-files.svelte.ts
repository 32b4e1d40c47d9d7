import { problemOf, type Problem } from '../../shared/api/errors.ts';
import type { OpenDemsHost } from '../api/connect.ts';
import { takeFiles } from '../api/files.ts';
import { core } from './core.svelte.ts';
import { navigation } from './navigation.svelte.ts';
import { runs } from './runs.svelte.ts';
import { status } from './status.svelte.ts';

/** Whether a file is a run of this program and not one of other software to import. */
export function isRunFile({ name }: { name: string }): boolean {
  return name.toLowerCase().endsWith('.dems');
}

/** Run files that were dropped or chosen and may be copied into the library. */
class RunFiles {
  offered = $state.raw<readonly File[]>([]);
  problem = $state.raw<Problem | undefined>(undefined);
  /** Bytes on their way into the core, where they have to be sent; copied and checked after that. */
  sent = $state.raw<{ done: number; total: number } | undefined>(undefined);
  busy = $state(false);
  isAdded = $state(false);
  #sending: AbortController | undefined;

  offer(files: readonly File[]): void {
    if (files.length === 0 || this.busy) return;
    this.offered = files;
    this.isAdded = false;
    this.problem = undefined;
    navigation.show('add-runs');
  }

  /** True where they are in the library; else `problem` says why not. */
  async add(): Promise<boolean> {
    const files = this.offered;
    const total = files.reduce((sum, { size }) => sum + size, 0);
    const sending = (this.#sending = new AbortController());
    this.busy = true;
    this.problem = undefined;
    this.sent = { done: 0, total };
    try {
      const handles = await takeFiles(core, files, {
        host: (window as unknown as { openDemsHost?: OpenDemsHost }).openDemsHost,
        signal: sending.signal,
        onProgress: (done) => (this.sent = { done, total }),
      });
      this.sent = undefined;
      const { runIds, findings } = await core.call('runs.add', { files: handles.map(({ handle }) => handle) });
      this.isAdded = true;
      await runs.load();
      runs.selectedId = runIds[0];
      navigation.openRun(undefined);
      status.say(
        files.length === 1 ? `${files[0]!.name} is in the library.` : `${files.length} runs are in the library.`,
      );
      this.problem = findings.length === 0 ? undefined : damaged(findings);
      return findings.length === 0;
    } catch (error) {
      if (!sending.signal.aborted) this.problem = problemOf(error);
      return false;
    } finally {
      this.busy = false;
      this.sent = undefined;
    }
  }

  cancel(): void {
    this.#sending?.abort();
    this.offered = [];
  }
}

function damaged(findings: readonly string[]): Problem {
  return {
    code: 'added-damaged',
    happened: `The library has it now, but its check found: ${findings.join(' ')}`,
    safe: 'The original was not touched, and everything whose checksum matches can be read.',
    next: 'Add a sound copy of the file if there is one.',
  };
}

export const runFiles = new RunFiles();

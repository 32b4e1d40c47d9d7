import type { Compared, CompareRequest } from '../../shared/api/compare.ts';
import { problemOf, type Problem } from '../../shared/api/errors.ts';
import { core } from './core.svelte.ts';

type Choices = Omit<CompareRequest, 'runIds'>;

/** The place Compare: chosen runs, the figure made of them, and what it could not do. */
class ComparisonState {
  runIds = $state.raw<readonly string[]>([]);
  choices = $state.raw<Choices>({
    figure: 'six',
    halfCycle: 'charge 1',
    x: 'soc',
    layout: 'columns',
    normalisation: 'A',
    widthMillimetre: 175,
  });
  result = $state.raw<Compared | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  busy = $state(false);
  /** Where the last export went. */
  exported = $state<string | undefined>(undefined);
  #asked = 0;

  /** Adds a run as the last column, or takes it out. */
  toggle(runId: string): void {
    const has = this.runIds.includes(runId);
    this.choose(has ? this.runIds.filter((id) => id !== runId) : [...this.runIds, runId]);
  }

  choose(runIds: readonly string[]): void {
    this.runIds = runIds;
    void this.load();
  }

  change(change: Partial<Choices>): void {
    this.choices = { ...this.choices, ...change };
    void this.load();
  }

  /** Asks for the figure; only the newest answer counts, the old figure stays until then. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    this.exported = undefined;
    this.problem = undefined;
    this.busy = false;
    if (this.runIds.length < 2) {
      this.result = undefined;
      return;
    }
    this.busy = true;
    try {
      const result = await core.call('compare.read', { ...this.choices, runIds: [...this.runIds] });
      if (asked === this.#asked) this.result = result;
    } catch (error) {
      if (asked === this.#asked) this.problem = problemOf(error);
    }
    if (asked === this.#asked) this.busy = false;
  }

  async export(format: 'svg' | 'csv'): Promise<void> {
    try {
      const request = { ...this.choices, runIds: [...this.runIds] };
      this.exported = (await core.call('compare.export', { request, format })).path;
    } catch (error) {
      this.problem = problemOf(error);
    }
  }
}

export const comparison = new ComparisonState();

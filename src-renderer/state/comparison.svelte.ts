import { MOST_COMPARED_RUNS, type Compared, type CompareRequest } from '../../shared/api/compare.ts';
import { problemOf, type Problem } from '../../shared/api/errors.ts';
import { arrangeFigure, type FigureArrangement } from '../../shared/figure/figure-arrangement.ts';
import type { FigureModel } from '../../shared/figure/figure-model.ts';
import { FIGURE_PRESETS, type FigurePreset, type FigureRowRequest } from '../../shared/figure/figure-request.ts';
import { figureDesignSchema, type FigureDesign } from '../../shared/figure/saved-figure.ts';
import { core } from './core.svelte.ts';
import { startHistory, stepBack, stepForward, stepped, type History } from './history.ts';
import { settings } from './settings.svelte.ts';

/** What undo and redo go through. */
interface Choices {
  runIds: readonly string[];
  design: FigureDesign;
}

/** The place Compare: chosen runs, the figure made of them, and what it could not do. */
class ComparisonState {
  #history = $state.raw<History<Choices>>(startHistory({ runIds: [], design: figureDesignSchema.parse({}) }));
  runIds = $derived(this.#history.present.runIds);
  design = $derived(this.#history.present.design);
  canUndo = $derived(this.#history.past.length > 0);
  canRedo = $derived(this.#history.future.length > 0);
  result = $state.raw<Compared | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  busy = $state(false);
  model = $derived.by((): FigureModel | undefined =>
    this.result ? arrangeFigure(this.result.content, this.design.arrangement) : undefined,
  );
  isFull = $derived(this.runIds.length >= MOST_COMPARED_RUNS);
  #asked = 0;
  /** What the newest question was, so that looks alone ask nothing. */
  #question = '';

  /** What the runs are asked for. */
  get request(): CompareRequest {
    const { arrangement: _arrangement, print: _print, ...figure } = this.design;
    return { ...figure, runs: this.runIds.map((runId) => ({ runId })) };
  }

  /** Goes on where the person left off, as far as the runs are still there. */
  restore(known: readonly string[]): void {
    const last = settings.current.comparison;
    if (!last || this.runIds.length > 0 || this.canUndo) return;
    const runIds = last.runIds.filter((id) => known.includes(id));
    if (runIds.length === 0) return;
    this.#history = startHistory({ runIds, design: last.design });
    this.#loadIfNeeded();
  }

  choose(runIds: readonly string[]): void {
    this.#take({ ...this.#history.present, runIds: runIds.slice(0, MOST_COMPARED_RUNS) });
  }

  remove(runId: string): void {
    this.choose(this.runIds.filter((id) => id !== runId));
  }

  /** Puts a run before the one that is at that place now. */
  move(runId: string, place: number): void {
    const others = this.runIds.filter((id) => id !== runId);
    this.choose([...others.slice(0, place), runId, ...others.slice(place)]);
  }

  change(change: Partial<FigureDesign>): void {
    this.#take({ ...this.#history.present, design: { ...this.design, ...change } });
  }

  arrange(change: Partial<FigureArrangement>): void {
    this.change({ arrangement: { ...this.design.arrangement, ...change } });
  }

  /** A figure in one step: its panels with nothing left of limits chosen for others. */
  usePreset(preset: FigurePreset): void {
    this.#setRows([...FIGURE_PRESETS[preset]]);
  }

  /** Figure 6 of Ma et al. 2022: voltage, cumulative O2 and normalised SO2 against SOC, first charge, samples beside each other. */
  useFigureSix(): void {
    const { print } = this.design;
    this.change({ ...figureDesignSchema.parse({}), print });
  }

  #setRows(rows: FigureRowRequest[]): void {
    this.change({ rows, arrangement: { ...this.design.arrangement, rowLimits: {} } });
  }

  undo(): void {
    this.#goTo(stepBack(this.#history));
  }

  redo(): void {
    this.#goTo(stepForward(this.#history));
  }

  /** Asks for the numbers; only the newest answer counts, the old figure stays until then. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    this.problem = undefined;
    this.busy = false;
    if (this.runIds.length === 0) {
      this.result = undefined;
      return;
    }
    this.busy = true;
    try {
      const result = await core.call('compare.read', this.request);
      if (asked === this.#asked) this.result = result;
    } catch (error) {
      if (asked === this.#asked) this.problem = problemOf(error);
    }
    if (asked === this.#asked) this.busy = false;
  }

  #take(next: Choices): void {
    this.#goTo(stepped(this.#history, next));
  }

  #goTo(history: History<Choices>): void {
    if (history === this.#history) return;
    this.#history = history;
    this.#loadIfNeeded();
    const { runIds, design } = history.present;
    // Losing what was shown last is no reason to stop a person.
    void settings.save({ comparison: { runIds: [...runIds], design } }).catch(() => {});
  }

  #loadIfNeeded(): void {
    const question = JSON.stringify(this.request);
    if (question === this.#question && !this.problem) return;
    this.#question = question;
    void this.load();
  }
}

export const comparison = new ComparisonState();

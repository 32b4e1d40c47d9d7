import type { EvaluationAnswer, FigureRequest, RecipeVersion } from '../../shared/api/analysis.ts';
import { problemOf, type Problem } from '../../shared/api/errors.ts';
import type { PhaseView } from '../../shared/api/views.ts';
import type { Recipe } from '../../shared/domain/recipe.ts';
import type { Range } from '../plot/range.ts';
import type { StackFrame, XKind } from '../plot/stack-frame.ts';
import { analysisFrame } from '../views/analyse/analysis-frame.ts';
import {
  changed,
  isSameRecipe,
  redone,
  startHistory,
  undone,
  type RecipeHistory,
} from '../views/analyse/recipe-history.ts';
import { resetStep, type PanelStep } from '../views/analyse/recipe-steps.ts';
import type { PlotView } from './active-plot.svelte.ts';
import { core } from './core.svelte.ts';

const AXES = ['time', 'soc', 'capacity', 'voltage'] as const satisfies readonly XKind[];

/**
 * One stored run under evaluation: its recipe with undo, the newest results, what the figure shows. While one evaluation
 * is under way only the newest wish is remembered; the last answer stays on screen until the next is there.
 */
export class RunAnalysis implements PlotView {
  readonly runId: string;
  /** Undefined until the run has been read. */
  history = $state.raw<RecipeHistory | undefined>(undefined);
  /** The recipe while a span is being dragged; no step of the history yet. */
  draft = $state.raw<Recipe | undefined>(undefined);
  recipe = $derived(this.draft ?? this.history?.present);
  versions = $state.raw<readonly RecipeVersion[]>([]);
  answer = $state.raw<EvaluationAnswer | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  isComputing = $state(false);
  xKind = $state<XKind>('time');
  halfCycle = $state<number | null>(null);
  range = $state.raw<Range | undefined>(undefined);
  cursor = $state<number | undefined>(undefined);
  species = $state('O2');
  openStep = $state<PanelStep | undefined>('baseline');
  showsResiduals = $state(false);
  /** Told when a new picture is due. */
  onDirty: () => void = () => {};

  readonly isRecording = false;
  readonly follow = false;
  readonly description = undefined;

  readonly #editor = crypto.randomUUID();
  #proposal: Recipe | undefined;
  #pixels = 800;
  #isDue = false;
  #isBusy = false;
  #isEnded = false;

  constructor(runId: string) {
    this.runId = runId;
  }

  /** Reads the run and the recipe to begin with. */
  async load(): Promise<void> {
    this.problem = undefined;
    this.isComputing = true;
    try {
      const { recipe, origin, versions } = await core.call('analysis.open', { runId: this.runId });
      if (origin === 'proposed') this.#proposal = recipe;
      this.versions = versions;
      this.history = startHistory(recipe);
      this.#evaluateSoon();
    } catch (error) {
      this.problem = problemOf(error);
      this.isComputing = false;
    }
  }

  end(): void {
    this.#isEnded = true;
  }

  get zeroUs(): number {
    return this.answer?.zeroUs ?? 0;
  }

  /** The newest version kept in the run is what is on screen. */
  get isSaved(): boolean {
    const newest = this.versions.at(-1);
    return newest !== undefined && this.recipe !== undefined && isSameRecipe(newest.recipe, this.recipe);
  }

  change(recipe: Recipe): void {
    if (!this.history) return;
    this.draft = undefined;
    this.history = changed(this.history, recipe);
    this.#evaluateSoon();
  }

  /** A change that is still being made, by dragging. */
  sketch(recipe: Recipe): void {
    this.draft = recipe;
    this.#evaluateSoon();
    this.onDirty();
  }

  /** Takes what was sketched as one step. */
  settle(): void {
    if (this.draft) this.change(this.draft);
  }

  giveUpSketch(): void {
    if (!this.draft) return;
    this.draft = undefined;
    this.#evaluateSoon();
  }

  get canUndo(): boolean {
    return (this.history?.past.length ?? 0) > 0;
  }

  get canRedo(): boolean {
    return (this.history?.future.length ?? 0) > 0;
  }

  undo(): void {
    this.#step(undone);
  }

  redo(): void {
    this.#step(redone);
  }

  /** Puts a step back to what is proposed from the run's phases. */
  async reset(step: PanelStep): Promise<void> {
    this.#proposal ??= (await core.call('analysis.propose', { runId: this.runId })).recipe;
    const { recipe } = this;
    if (recipe) this.change(resetStep(recipe, this.#proposal, step));
  }

  /** Keeps the recipe as a version in the run. */
  async save(name: string, notes: string): Promise<void> {
    if (!this.recipe) return;
    const recipe = { ...this.recipe, name, notes };
    const { versions } = await core.call('analysis.save', { runId: this.runId, recipe });
    this.versions = versions;
    this.change(recipe);
  }

  // What the keys and the figure ask of plots.

  get phases(): readonly PhaseView[] {
    const none = { socFrom: null, socTo: null };
    return (this.answer?.figure.phases ?? []).map((phase) => ({ ...phase, ...none }));
  }

  fullRange(): Range {
    const figure = this.answer?.figure;
    return figure ? { from: figure.fullFrom, to: figure.fullTo } : { from: 0, to: 1 };
  }

  setRange(range: Range | undefined): void {
    this.range = range;
    this.#evaluateSoon();
    this.onDirty();
  }

  showAll(): void {
    this.setRange(undefined);
  }

  setXKind(xKind: XKind): void {
    if (xKind === this.xKind) return;
    this.xKind = xKind;
    if (xKind !== 'time') this.halfCycle ??= 0;
    this.#look();
  }

  nextAxis(): void {
    const next = AXES[(AXES.indexOf(this.xKind) + 1) % AXES.length];
    this.setXKind(next === undefined || !this.phases.some((phase) => phase.halfCycle !== null) ? 'time' : next);
  }

  setHalfCycle(halfCycle: number | null): void {
    this.halfCycle = halfCycle;
    if (halfCycle === null) this.xKind = 'time';
    this.#look();
  }

  /** Shows a stretch of time, whatever was shown before. */
  showTime(range: Range): void {
    this.xKind = 'time';
    this.halfCycle = null;
    this.cursor = undefined;
    this.setRange(range);
  }

  setFollow(): void {
    // A stored run has no newest sample to follow.
  }

  toggle(): void {
    // The figure shows one gas at a time; it is chosen in the results.
  }

  setPixels(pixels: number): void {
    const wanted = Math.max(16, Math.min(8192, Math.round(pixels)));
    if (wanted === this.#pixels) return;
    this.#pixels = wanted;
    this.#evaluateSoon();
  }

  /** A picture of what is known now. */
  frame(): StackFrame | undefined {
    const { answer } = this;
    if (!answer) return undefined;
    const { figure, results } = answer;
    const isShown = figure.x === this.xKind && figure.halfCycle === this.halfCycle;
    const range = (isShown ? this.range : undefined) ?? { from: figure.fullFrom, to: figure.fullTo };
    return analysisFrame(figure, results, {
      species: this.species,
      showsCalibration: this.openStep === 'calibration',
      showsResiduals: this.showsResiduals,
      range,
    });
  }

  #look(): void {
    this.range = undefined;
    this.cursor = undefined;
    this.#evaluateSoon();
  }

  #step(move: (history: RecipeHistory) => RecipeHistory): void {
    if (!this.history) return;
    this.draft = undefined;
    this.history = move(this.history);
    this.#evaluateSoon();
  }

  #evaluateSoon(): void {
    this.#isDue = true;
    if (!this.#isBusy) void this.#evaluate();
  }

  async #evaluate(): Promise<void> {
    this.#isBusy = true;
    while (this.#isDue && !this.#isEnded && this.recipe) {
      this.#isDue = false;
      this.isComputing = true;
      try {
        this.#take(
          await core.call('analysis.evaluate', {
            runId: this.runId,
            editor: this.#editor,
            recipe: this.recipe,
            figure: this.#wish(),
          }),
        );
      } catch (error) {
        this.problem = problemOf(error);
      }
    }
    this.#isBusy = false;
    this.isComputing = false;
  }

  /** Curves reach beyond what is shown, so that panning finds some. */
  #wish(): FigureRequest {
    const { xKind: x, halfCycle, range } = this;
    const margin = range ? 0.25 * (range.to - range.from) : 0;
    return {
      x,
      halfCycle,
      from: range ? range.from - margin : null,
      to: range ? range.to + margin : null,
      pixels: this.#pixels,
    };
  }

  #take(answer: EvaluationAnswer): void {
    this.answer = answer;
    this.problem = undefined;
    if (!answer.figure.gases.some((gas) => gas.species === this.species))
      this.species = answer.figure.gases[0]?.species ?? this.species;
    this.onDirty();
  }
}

/** The run in the place Analyse; it stays open while the person looks elsewhere. */
class Analysis {
  current = $state.raw<RunAnalysis | undefined>(undefined);

  open(runId: string): void {
    if (this.current?.runId === runId) return;
    this.close();
    this.current = new RunAnalysis(runId);
    void this.current.load();
  }

  close(): void {
    this.current?.end();
    this.current = undefined;
  }
}

export const analysis = new Analysis();

import type { AdaptedRecipe, EvaluationAnswer, RecipeVersion } from '../../shared/api/analysis.ts';
import type { MethodInput } from '../../shared/api/contract.ts';
import { problemOf, type Problem } from '../../shared/api/errors.ts';
import type { PhaseView } from '../../shared/api/views.ts';
import type { GasBottle } from '../../shared/domain/gases.ts';
import type { Span } from '../../shared/domain/recipe-span.ts';
import type { Recipe } from '../../shared/domain/recipe.ts';
import { MICROSECONDS_PER_HOUR } from '../../shared/domain/time.ts';
import type { Range } from '../plot/range.ts';
import type { StackFrame, XKind } from '../plot/stack-frame.ts';
import { analysisFrame } from '../views/analyse/analysis-frame.ts';
import { gasStretch, type CalibrationTime } from '../views/analyse/gas-stretch.ts';
import { resetStep, type PanelStep } from '../views/analyse/recipe-steps.ts';
import { USUAL_PERIOD_HOURS, type SideCurve } from '../views/analyse/side-curves.ts';
import type { PlotView } from './active-plot.svelte.ts';
import { core } from './core.svelte.ts';
import { isSame } from './history.ts';
import type { NewestWork } from './newest-work.svelte.ts';
import { RecipeEditor } from './recipe-editor.svelte.ts';
import { RunEvaluation } from './run-evaluation.svelte.ts';

const AXES = ['time', 'soc', 'capacity', 'voltage'] as const satisfies readonly XKind[];

/** One stored run under evaluation: its recipe with undo, the newest results, what the figure shows. */
export class RunAnalysis implements PlotView {
  readonly runId: string;
  readonly editor = new RecipeEditor(() => this.evaluation.ask());
  readonly evaluation: RunEvaluation;
  versions = $state.raw<readonly RecipeVersion[]>([]);
  /** Gas bottles kept with the run. */
  bottles = $state.raw<readonly GasBottle[]>([]);
  /** The recipe to begin with came from the run's phases, not from a version kept in the run. */
  isProposed = $state(false);
  /** The run still grows; what is shown is of the time it was read. */
  isGrowing = $state(false);
  xKind = $state<XKind>('time');
  halfCycle = $state<number | null>(null);
  range = $state.raw<Range | undefined>(undefined);
  cursor = $state<number | undefined>(undefined);
  #species = $state('O2');
  /** Label of the phase or window whose numbers are listed, or `total`; undefined is the first. */
  interval = $state<string | undefined>(undefined);
  openStep = $state<PanelStep | undefined>('baseline');
  /** What the figure is of: the evaluation, the calibration plateaus, or the two voltages clocks are compared by. */
  picture = $state<'run' | 'calibration' | 'sync'>('run');
  /** Which calibration is shown, and whether as plateaus in time or as line over the amount of gas. */
  calibrationTime = $state<CalibrationTime>('post');
  showsLine = $state(false);
  sideCurves = $state.raw<ReadonlySet<SideCurve>>(new Set());
  /** Half-gain period of the asymmetric least squares, hours. */
  periodHours = $state(USUAL_PERIOD_HOURS);
  /** Told when a new picture is due. */
  onDirty: () => void = () => {};

  readonly isRecording = false;
  readonly follow = false;
  readonly description = undefined;

  #proposal: Recipe | undefined;
  /** As it was last shown, hours. */
  #wholeRun: Range = { from: 0, to: 0 };
  #pixels = 800;

  constructor(runId: string) {
    this.runId = runId;
    this.evaluation = new RunEvaluation(runId, this.editor, () => this.#wish());
    this.evaluation.onEvaluated = (answer) => this.#follow(answer);
    this.evaluation.onPicture = () => this.onDirty();
  }

  get recipe(): Recipe | undefined {
    return this.editor.recipe;
  }

  /** The recipe whose spans stand in the figure: while one is dragged, newer than what panels show. */
  get placedRecipe(): Recipe | undefined {
    return this.editor.placed ?? this.editor.recipe;
  }

  get work(): NewestWork {
    return this.evaluation.work;
  }

  /** Results and figure as they are printed. */
  get answer(): EvaluationAnswer | undefined {
    return this.evaluation.answer;
  }

  /** The gas whose numbers are newer than all others, because a span is being dragged. */
  get sketched(): string | undefined {
    return this.evaluation.sketched;
  }

  get problem(): Problem | undefined {
    return this.evaluation.problem;
  }

  /** Reads the run and the recipe to begin with; a change that was made before stays. */
  async load(): Promise<void> {
    this.evaluation.problem = undefined;
    this.work.beginWaiting();
    try {
      const { recipe, origin, versions, isRecording, bottles } = await core.call('analysis.open', {
        runId: this.runId,
      });
      this.isProposed = origin === 'proposed';
      if (this.isProposed) this.#proposal = recipe;
      this.isGrowing = isRecording;
      this.versions = versions;
      this.bottles = bottles;
      this.editor.start(recipe);
      this.evaluation.ask();
    } catch (error) {
      this.evaluation.problem = problemOf(error);
      this.work.endWaiting();
    }
  }

  /** Gives up the evaluation under way; the last finished one stays on screen. */
  cancel(): Promise<void> {
    return this.evaluation.cancel();
  }

  /** Once more, as the recipe and the figure are now. */
  retry(): void {
    if (this.recipe) this.evaluation.ask();
    else void this.load();
  }

  end(): void {
    this.evaluation.end();
  }

  /** The gas whose curves and budget are shown. */
  get species(): string {
    return this.#species;
  }

  set species(species: string) {
    if (species === this.#species) return;
    this.#species = species;
    this.evaluation.ask();
  }

  /** Mass of the chosen gas. */
  get mz(): number | undefined {
    return this.answer?.figure.gases.find((gas) => gas.species === this.species)?.mz;
  }

  /** Where spans may stand, hours; a span that reaches further already may keep its end. */
  spanLimits(endHours: number): { least: number; most: number } {
    const grid = this.#wholeRun;
    return { least: Math.min(0, grid.from), most: Math.max(grid.to, endHours) };
  }

  /** The middle fifth of what the figure shows, for a span that is added. */
  spanInSight(): Span {
    const shown = this.xKind === 'time' ? (this.range ?? this.fullRange()) : this.fullRange();
    const us = (share: number) =>
      Math.round(this.zeroUs + (shown.from + share * (shown.to - shown.from)) * MICROSECONDS_PER_HOUR);
    return { fromUs: us(0.4), toUs: us(0.6) };
  }

  get zeroUs(): number {
    return this.answer?.zeroUs ?? 0;
  }

  /** The newest version kept in the run is what is on screen. */
  get isSaved(): boolean {
    const newest = this.versions.at(-1);
    return newest !== undefined && this.recipe !== undefined && isSame(newest.recipe, this.recipe);
  }

  change(recipe: Recipe): void {
    this.editor.change(recipe);
  }

  /** Shows a curve beside the usual ones, or takes it away. */
  toggleSideCurve(curve: SideCurve): void {
    const shown = new Set(this.sideCurves);
    if (!shown.delete(curve)) shown.add(curve);
    this.sideCurves = shown;
    // dQ/dV has only one axis.
    if (shown.has('differential-capacity') && curve === 'differential-capacity') this.setXKind('voltage');
    this.evaluation.ask();
  }

  setPeriod(hours: number): void {
    this.periodHours = hours;
    this.evaluation.ask();
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
    this.isProposed = false;
    this.change(recipe);
  }

  /** How the recipe would look in another run. */
  adapt(targetId: string): Promise<AdaptedRecipe> {
    if (!this.recipe) throw new Error('there is no recipe yet');
    return core.call('analysis.adapt', { runId: this.runId, recipe: this.recipe, targetId });
  }

  /** Takes k of every gas from another run, by that run's newest recipe. @returns the gases */
  async borrowCalibration(runId: string): Promise<string[]> {
    const { sensitivities } = await core.call('analysis.sensitivities', { runId });
    const { recipe } = this;
    if (recipe && sensitivities.length > 0)
      this.change({ ...recipe, calibration: { ...recipe.calibration, direct: sensitivities } });
    return sensitivities.map(({ species }) => species);
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
    this.evaluation.ask();
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

  /** A half-cycle in the figure is also the one whose numbers are listed. */
  setHalfCycle(halfCycle: number | null): void {
    this.halfCycle = halfCycle;
    this.picture = 'run';
    if (halfCycle === null) this.xKind = 'time';
    else this.interval = this.phases.find((phase) => phase.halfCycle === halfCycle)?.label ?? this.interval;
    this.#look();
  }

  /** Numbers of a phase or window; the figure goes along where it shows a half-cycle. */
  setInterval(label: string): void {
    this.interval = label;
    const found = this.phases.find((phase) => phase.label === label)?.halfCycle ?? null;
    if (found !== null && this.halfCycle !== null && this.halfCycle !== found) this.setHalfCycle(found);
    else this.onDirty();
  }

  /** Opens a step, and what of the figure belongs to it. */
  openUp(step: PanelStep | undefined): void {
    this.openStep = step;
    if (step === 'calibration') this.showCalibration(this.calibrationTime);
    else if (step === 'sync') this.showSync();
    else if (step !== undefined && this.picture !== 'run') this.showRun();
  }

  /** The plateaus before or after the run. */
  showCalibration(wanted: CalibrationTime): void {
    const stretch = gasStretch(this.phases, wanted, this.fullRange().to);
    this.openStep = 'calibration';
    this.picture = 'calibration';
    this.calibrationTime = stretch?.when ?? wanted;
    if (stretch) this.showTime(stretch.range);
    else this.#look();
  }

  showSync(): void {
    this.picture = 'sync';
    this.xKind = 'time';
    this.halfCycle = null;
    this.#look();
  }

  showRun(): void {
    this.picture = 'run';
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
    this.evaluation.ask();
  }

  /** A picture of what is known now. */
  frame(): StackFrame | undefined {
    const { drawn } = this.evaluation;
    if (!drawn) return undefined;
    const { figure, results } = drawn;
    const isShown = figure.x === this.xKind && figure.halfCycle === this.halfCycle;
    const range = (isShown ? this.range : undefined) ?? { from: figure.fullFrom, to: figure.fullTo };
    return analysisFrame(figure, results, {
      // Until the curves of another gas are there, those before stay.
      species: figure.gas ?? this.species,
      picture: this.picture,
      interval: this.interval,
      sideCurves: this.sideCurves,
      periodHours: this.periodHours,
      range,
    });
  }

  #look(): void {
    this.range = undefined;
    this.cursor = undefined;
    this.evaluation.ask();
    this.onDirty();
  }

  /** Curves reach beyond what is shown, so that panning finds some. */
  #wish(): MethodInput<'analysis.evaluate'>['figure'] {
    const { xKind: x, halfCycle, range } = this;
    const margin = range ? 0.25 * (range.to - range.from) : 0;
    return {
      x,
      halfCycle,
      from: range ? range.from - margin : null,
      to: range ? range.to + margin : null,
      pixels: this.#pixels,
      // A plateau is looked at in every gas.
      ...(this.picture === 'run' && { gas: this.species }),
      extras: this.#extras(),
    };
  }

  /** Only what is drawn is computed. */
  #extras(): NonNullable<MethodInput<'analysis.evaluate'>['figure']['extras']> {
    if (this.picture === 'sync') return { sync: true };
    if (this.picture === 'calibration') return { flow: true };
    return {
      ...(this.sideCurves.has('asymmetric-baseline') && { asymmetricBaseline: { periodHours: this.periodHours } }),
      ...(this.sideCurves.has('differential-capacity') && { differentialCapacity: true }),
    };
  }

  /** What the figure shows has to be in the evaluation. */
  #follow({ figure }: EvaluationAnswer): void {
    const { x, halfCycle, fullFrom: from, fullTo: to } = figure;
    if (x === 'time' && halfCycle === null) this.#wholeRun = { from, to };
    if (!figure.gases.some((gas) => gas.species === this.species))
      this.species = figure.gases[0]?.species ?? this.species;
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

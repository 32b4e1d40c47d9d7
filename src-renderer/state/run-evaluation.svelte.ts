import type { EvaluationAnswer, Sketch } from '../../shared/api/analysis.ts';
import type { MethodInput } from '../../shared/api/contract.ts';
import { problemOf, type Problem } from '../../shared/api/errors.ts';
import { core } from './core.svelte.ts';
import { NewestWork, type WorkOutcome } from './newest-work.svelte.ts';
import { Overdue } from './overdue.ts';
import type { RecipeEditor } from './recipe-editor.svelte.ts';
import { withSketch } from './with-sketch.ts';

type FigureWish = MethodInput<'analysis.evaluate'>['figure'];

/** While one sketch is computed the next one is on its way: whoever computes never waits for the window. */
const SKETCHES_AT_ONCE = 2;
/** A span that is held still so long gets all its numbers. */
const HELD_STILL_MS = 250;
/** While a span is dragged, printed numbers follow it so often: faster nobody reads, and laying out text costs pictures. */
const NUMBERS_PERIOD_MS = 125;
/** Numbers that no picture takes along are printed so late at the latest. */
const NUMBERS_OVERDUE_MS = 150;

/**
 * The newest results of a recipe with their figure. While one evaluation is under way only the newest wish is remembered; the
 * last answer stays until the next is there. While a span is dragged one gas is computed, and what is drawn is newer than
 * what is printed.
 */
export class RunEvaluation {
  /** As it is printed. */
  answer = $state.raw<EvaluationAnswer | undefined>(undefined);
  /** The gas whose numbers are newer than all others, because a span is being dragged. */
  sketched = $state.raw<string | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  readonly work = new NewestWork(
    () => this.#evaluate(),
    () => (this.#editor.isSketching && !this.#wantsAll ? SKETCHES_AT_ONCE : 1),
  );
  /** Told when a new picture is due. */
  onPicture: () => void = () => {};
  /** Told of every whole evaluation, before its picture. */
  onEvaluated: (answer: EvaluationAnswer) => void = () => {};

  readonly #runId: string;
  readonly #editor: RecipeEditor;
  readonly #figure: () => FigureWish;
  /** Whose wishes replace one another in the core. */
  readonly #wishes = crypto.randomUUID();
  #newest: { answer: EvaluationAnswer; sketched: string | undefined } | undefined;
  /** The figure of the last evaluation as it was asked for: only that one can be sketched into. */
  #figureAskedFor = '';
  /** All numbers are wanted, though a span is being dragged. */
  #wantsAll = false;
  #printedAt = Number.NEGATIVE_INFINITY;
  readonly #printing = new Overdue(NUMBERS_OVERDUE_MS, () => this.#print());
  #stillTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param figure the curves wanted now */
  constructor(runId: string, editor: RecipeEditor, figure: () => FigureWish) {
    this.#runId = runId;
    this.#editor = editor;
    this.#figure = figure;
  }

  /** What is drawn: as new as it gets, and not reactive. */
  get drawn(): EvaluationAnswer | undefined {
    return this.#newest?.answer;
  }

  /** The picture stays as it is until the answer comes: while a span is dragged only the span moves. */
  ask(): void {
    clearTimeout(this.#stillTimer);
    this.#wantsAll = false;
    this.work.ask();
  }

  /** Gives up the evaluation under way; the last finished one stays on screen. */
  async cancel(): Promise<void> {
    this.work.forget();
    await core.call('analysis.cancel', {});
  }

  end(): void {
    clearTimeout(this.#stillTimer);
    this.#printing.cancel();
    this.work.end();
  }

  async #evaluate(): Promise<WorkOutcome> {
    const recipe = this.#editor.newest;
    if (!recipe) return 'done';
    const figure = this.#figure();
    const request = { runId: this.#runId, editor: this.#wishes, recipe, figure };
    const askedFor = JSON.stringify(figure);
    // Where the figure shows all gases, or another stretch, only an evaluation will do.
    const isSketch =
      this.#editor.isSketching && !this.#wantsAll && figure.gas !== undefined && askedFor === this.#figureAskedFor;
    try {
      const { sketch } = isSketch ? await core.call('analysis.sketch', request) : { sketch: null };
      if (sketch && this.#newest) {
        this.#takeSketch(this.#newest.answer, sketch);
        return 'more follows';
      }
      this.#take(await core.call('analysis.evaluate', request));
      this.#figureAskedFor = askedFor;
    } catch (error) {
      this.problem = problemOf(error);
    }
    return 'done';
  }

  /** What moves with the span; the rest follows when it stands still or is let go. */
  #takeSketch(before: EvaluationAnswer, sketch: Sketch): void {
    this.#newest = { answer: withSketch(before, sketch), sketched: sketch.gas.species };
    this.problem = undefined;
    this.#editor.showPlace();
    if (performance.now() - this.#printedAt >= NUMBERS_PERIOD_MS) this.#printing.doNow();
    else this.#printing.expect();
    this.onPicture();
    clearTimeout(this.#stillTimer);
    this.#stillTimer = setTimeout(() => {
      this.#wantsAll = true;
      this.work.ask();
    }, HELD_STILL_MS);
  }

  #take(answer: EvaluationAnswer): void {
    this.#newest = { answer, sketched: undefined };
    this.problem = undefined;
    this.#editor.showPlace();
    this.#printing.doNow();
    this.onEvaluated(answer);
    this.onPicture();
  }

  #print(): void {
    this.#printedAt = performance.now();
    this.answer = this.#newest?.answer;
    this.sketched = this.#newest?.sketched;
    this.#editor.showDraft();
  }
}

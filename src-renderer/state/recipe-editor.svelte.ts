import type { Recipe } from '../../shared/domain/recipe.ts';
import { Overdue } from './overdue.ts';
import { startHistory, stepBack, stepForward, stepped, type History } from './history.ts';

/**
 * A dragged span follows the pointer with the next picture; one that takes longer is not waited for. A frame for the span
 * alone costs half of one with curves: shorter, and pictures that are a little late would come later still.
 */
const PLACE_OVERDUE_MS = 90;

/**
 * A recipe with undo, and what it would become while something is being dragged. What is dragged has a new place with every
 * move of the pointer; whoever shows it is told at a pace that can be drawn.
 */
export class RecipeEditor {
  /** Undefined until there is a recipe to begin with. */
  history = $state.raw<History<Recipe> | undefined>(undefined);
  /** What panels show while something is dragged; no step of the history yet. */
  draft = $state.raw<Recipe | undefined>(undefined);
  /** What the figure shows while something is dragged. */
  placed = $state.raw<Recipe | undefined>(undefined);
  recipe = $derived(this.draft ?? this.history?.present);
  canUndo = $derived((this.history?.past.length ?? 0) > 0);
  canRedo = $derived((this.history?.future.length ?? 0) > 0);
  readonly #changed: () => void;
  readonly #placing = new Overdue(PLACE_OVERDUE_MS, () => (this.placed = this.#sketched));
  #sketched: Recipe | undefined;

  /** @param changed told of every change */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** As the last move of the pointer left it, whether or not that is shown yet. */
  get newest(): Recipe | undefined {
    return this.#sketched ?? this.history?.present;
  }

  get isSketching(): boolean {
    return this.#sketched !== undefined;
  }

  /** The recipe to begin with; what a person has changed before stays. */
  start(recipe: Recipe): void {
    this.history ??= startHistory(recipe);
  }

  change(recipe: Recipe): void {
    if (this.history) this.#take(stepped(this.history, recipe));
  }

  /** A change that is still being made. */
  sketch(recipe: Recipe): void {
    this.#sketched = recipe;
    this.#placing.expect();
    this.#changed();
  }

  /** A picture is about to be drawn: what is dragged moves with it. */
  showPlace(): void {
    this.#placing.doNow();
  }

  /** Numbers are about to be printed: those of what is dragged with them. */
  showDraft(): void {
    this.draft = this.#sketched;
  }

  /** Takes what was sketched as one step. */
  settle(): void {
    if (this.#sketched) this.change(this.#sketched);
  }

  giveUpSketch(): void {
    if (!this.#sketched) return;
    this.#forgetSketch();
    this.#changed();
  }

  undo(): void {
    if (this.history) this.#take(stepBack(this.history));
  }

  redo(): void {
    if (this.history) this.#take(stepForward(this.history));
  }

  #forgetSketch(): void {
    this.#sketched = undefined;
    this.#placing.doNow();
    this.showDraft();
  }

  #take(history: History<Recipe>): void {
    this.#forgetSketch();
    this.history = history;
    this.#changed();
  }
}

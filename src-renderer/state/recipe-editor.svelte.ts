import type { Recipe } from '../../shared/domain/recipe.ts';
import { startHistory, stepBack, stepForward, stepped, type History } from './history.ts';

/** A recipe with undo, and what it would become while something is being dragged. */
export class RecipeEditor {
  /** Undefined until there is a recipe to begin with. */
  history = $state.raw<History<Recipe> | undefined>(undefined);
  /** No step of the history yet. */
  draft = $state.raw<Recipe | undefined>(undefined);
  recipe = $derived(this.draft ?? this.history?.present);
  canUndo = $derived((this.history?.past.length ?? 0) > 0);
  canRedo = $derived((this.history?.future.length ?? 0) > 0);
  readonly #changed: () => void;

  /** @param changed told of every change */
  constructor(changed: () => void) {
    this.#changed = changed;
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
    this.draft = recipe;
    this.#changed();
  }

  /** Takes what was sketched as one step. */
  settle(): void {
    if (this.draft) this.change(this.draft);
  }

  giveUpSketch(): void {
    if (!this.draft) return;
    this.draft = undefined;
    this.#changed();
  }

  undo(): void {
    if (this.history) this.#take(stepBack(this.history));
  }

  redo(): void {
    if (this.history) this.#take(stepForward(this.history));
  }

  #take(history: History<Recipe>): void {
    this.draft = undefined;
    this.history = history;
    this.#changed();
  }
}

/** States a person went through, for undo and redo. Nothing in it is ever changed in place. */
export interface History<State> {
  past: readonly State[];
  present: State;
  future: readonly State[];
}

/** More steps back than anyone counts. */
const MOST_STEPS = 200;

export function startHistory<State>(state: State): History<State> {
  return { past: [], present: state, future: [] };
}

/** A new state after the present one; an equal one is no step. */
export function stepped<State>(history: History<State>, next: State): History<State> {
  if (isSame(history.present, next)) return history;
  return { past: [...history.past, history.present].slice(-MOST_STEPS), present: next, future: [] };
}

/** One step back; the same history where there is none. */
export function stepBack<State>(history: History<State>): History<State> {
  const { past, present, future } = history;
  return past.length === 0 ? history : { past: past.slice(0, -1), present: past.at(-1)!, future: [present, ...future] };
}

/** One step forward again; the same history where there is none. */
export function stepForward<State>(history: History<State>): History<State> {
  const { past, present, future } = history;
  return future.length === 0 ? history : { past: [...past, present], present: future[0]!, future: future.slice(1) };
}

/** Equal in every choice, in whatever order the choices are written. */
export function isSame<State>(a: State, b: State): boolean {
  return a === b || inOrder(a) === inOrder(b);
}

function inOrder(state: unknown): string {
  return JSON.stringify(state, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

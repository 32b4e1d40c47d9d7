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
  if (JSON.stringify(history.present) === JSON.stringify(next)) return history;
  return { past: [...history.past, history.present].slice(-MOST_STEPS), present: next, future: [] };
}

export function stepBack<State>({ past, present, future }: History<State>): History<State> {
  return past.length === 0
    ? { past, present, future }
    : { past: past.slice(0, -1), present: past.at(-1)!, future: [present, ...future] };
}

export function stepForward<State>({ past, present, future }: History<State>): History<State> {
  return future.length === 0
    ? { past, present, future }
    : { past: [...past, present], present: future[0]!, future: future.slice(1) };
}

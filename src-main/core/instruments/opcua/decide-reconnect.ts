/** How a lost or doubted connection is being won back. */
export interface ReconnectState {
  /** Attempts made in the present outage. */
  attempts: number;
  /** Full reconnections forced by silence of late. */
  forced: number;
  /** Host time from which silence may force the next one, microseconds. */
  notBeforeUs: number;
}

export type ReconnectInput =
  /** The socket closed or publishing died; the server may still hold session and queue. */
  | { kind: 'lost' }
  /** Session or subscription are gone or not to be trusted. */
  | { kind: 'subscription-lost' }
  /** An attempt to come back failed. */
  | { kind: 'attempt-failed'; sessionUsable: boolean }
  /** Nothing arrives although the connection claims to live. */
  | { kind: 'silent'; hostMonotonicUs: number }
  /** Samples arrive. */
  | { kind: 'data'; hostMonotonicUs: number };

/** `resume` takes the old session and queue back if the server kept them; `full` begins anew. */
export interface ReconnectAction {
  afterMs: number;
  mode: 'resume' | 'full';
}

export const NO_OUTAGE: ReconnectState = { attempts: 0, forced: 0, notBeforeUs: Number.NEGATIVE_INFINITY };

const FIRST_DELAY_MS = 200;
/** Resuming must follow the return of the link within 5 s, so the pauses stay below it. */
const LONGEST_DELAY_MS = 3000;
const FIRST_FORCED_PAUSE_US = 30e6;
const LONGEST_FORCED_PAUSE_US = 300e6;
const CALM_US = 600e6;

/** Decides the next step; null means: do nothing. */
export function decideReconnect(
  state: ReconnectState,
  input: ReconnectInput,
): { state: ReconnectState; action: ReconnectAction | null } {
  switch (input.kind) {
    case 'data': {
      // Data right after a forced reconnection prove little: some servers send the first value and then nothing.
      const calm = input.hostMonotonicUs >= state.notBeforeUs + CALM_US;
      return { state: calm ? NO_OUTAGE : { ...state, attempts: 0 }, action: null };
    }
    case 'lost':
      return { state: { ...state, attempts: 0 }, action: { afterMs: FIRST_DELAY_MS, mode: 'resume' } };
    case 'subscription-lost':
      return { state: { ...state, attempts: 0 }, action: { afterMs: FIRST_DELAY_MS, mode: 'full' } };
    case 'attempt-failed': {
      const attempts = state.attempts + 1;
      const afterMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempts, 10));
      return { state: { ...state, attempts }, action: { afterMs, mode: input.sessionUsable ? 'resume' : 'full' } };
    }
    case 'silent': {
      if (input.hostMonotonicUs < state.notBeforeUs) return { state, action: null };
      const pauseUs = Math.min(LONGEST_FORCED_PAUSE_US, FIRST_FORCED_PAUSE_US * 2 ** Math.min(state.forced, 10));
      return {
        state: { attempts: 0, forced: state.forced + 1, notBeforeUs: input.hostMonotonicUs + pauseUs },
        action: { afterMs: 0, mode: 'full' },
      };
    }
  }
}

/** How the program came to be asked to close. */
export interface CloseFacts {
  isRecording: boolean;
  /** A person has chosen to stop the run and quit, or the computer is shutting down. */
  isQuitConfirmed: boolean;
  /** The last window: closing it ends the program. */
  isLastWindow: boolean;
}

/**
 * Pure: what happens when a window is closed or the program is quit. A run is never ended by closing a window:
 * - `close`: nothing is recorded, or another window stays.
 * - `ask`: the person chooses between recording without a window, stopping the run, and not closing.
 */
export function decideClose(facts: CloseFacts): 'close' | 'ask' {
  return facts.isRecording && facts.isLastWindow && !facts.isQuitConfirmed ? 'ask' : 'close';
}

/** The choices of the question, in the order of its buttons. */
export const CLOSE_CHOICES = ['keep-open', 'record-without-window', 'stop-and-quit'] as const;
export type CloseChoice = (typeof CLOSE_CHOICES)[number];

/** The question's words. */
export function closeQuestion(runName: string | null) {
  return {
    type: 'question' as const,
    title: 'OpenDEMS is recording',
    message: `${runName ?? 'A run'} is being recorded.`,
    detail:
      'Closing the window does not end it: recording can go on without a window. Start OpenDEMS again to see it. If you stop the run, everything recorded so far is kept.',
    buttons: ['Keep the window', 'Record without a window', 'Stop the run and quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
}

/** A stretch of a run with one meaning; bounds in microseconds on the clock of the source that decided it. */
export interface Phase {
  kind: PhaseKind;
  /** Counted per kind from 1 for charge, discharge and rest; 0 where only one label exists. */
  number: number;
  fromUs: number;
  /** Null while it lasts. */
  toUs: number | null;
}

export const PHASE_KINDS = ['ocv', 'charge', 'discharge', 'rest', 'zero-gas', 'calibration-gas'] as const;
export type PhaseKind = (typeof PHASE_KINDS)[number];

const WORDS: Record<PhaseKind, string> = {
  ocv: 'OCV',
  charge: 'charge',
  discharge: 'discharge',
  rest: 'rest',
  'zero-gas': 'zero gas',
  'calibration-gas': 'calibration gas',
};

/** The label from the one list of the field: `OCV`, `charge 1`, `zero gas`. */
export function phaseLabel(phase: Pick<Phase, 'kind' | 'number'>): string {
  return phase.number > 0 ? `${WORDS[phase.kind]} ${phase.number}` : WORDS[phase.kind];
}

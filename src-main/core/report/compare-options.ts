/** What one row of the figure shows. */
export type FigureRowRequest = { kind: 'voltage' } | { kind: 'cumulative' | 'rate'; species: string };

/** Figures made in one step: `six` as in Ma et al. 2022, `si` the companion for CO2 and H2 (science.md 8). */
export const FIGURE_PRESETS = {
  six: [{ kind: 'voltage' }, { kind: 'cumulative', species: 'O2' }, { kind: 'rate', species: 'SO2' }],
  si: [{ kind: 'voltage' }, { kind: 'cumulative', species: 'CO2' }, { kind: 'cumulative', species: 'H2' }],
} as const satisfies Record<string, readonly FigureRowRequest[]>;

export const FIGURE_X_AXES = ['soc', 'capacity', 'time'] as const;

export interface CompareFigureOptions {
  rows: readonly FigureRowRequest[];
  x: (typeof FIGURE_X_AXES)[number];
  halfCycle: string;
  layout: 'columns' | 'overlay';
  /** Gases without calibration: A as the recipe gives them, C over the one maximum of all samples (science.md 2). */
  normalisation: 'A' | 'C';
}

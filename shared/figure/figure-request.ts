import { z } from 'zod';

/** What one row of the figure shows. */
export const figureRowRequestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('voltage') }),
  z.object({ kind: z.literal('current') }),
  /** Amount since the half-cycle began, or the rate; gases without calibration as normalised ion current. */
  z.object({ kind: z.literal('cumulative'), species: z.string() }),
  z.object({ kind: z.literal('rate'), species: z.string() }),
  /** Ion current over the carrier's as measured, with its fitted background. */
  z.object({ kind: z.literal('ratio'), mz: z.number().int().positive() }),
]);
export type FigureRowRequest = z.infer<typeof figureRowRequestSchema>;

export const FIGURE_X_AXES = ['soc', 'capacity', 'time', 'voltage'] as const;
export type FigureXAxis = (typeof FIGURE_X_AXES)[number];

/** The half-cycle that stands for everything from the first current on; against time only. */
export const WHOLE_RUN = 'total';

/** Which numbers a figure is made of. */
export const figureRequestSchema = z.object({
  rows: z.array(figureRowRequestSchema).min(1).max(8),
  x: z.enum(FIGURE_X_AXES),
  /** Label as `opendems analyse` prints it, or `total`. */
  halfCycle: z.string(),
  /** Gases without calibration: A as the recipe gives them, C over the one maximum of all samples (science.md 2). */
  normalisation: z.enum(['A', 'C']),
});
export type FigureRequest = z.infer<typeof figureRequestSchema>;

/**
 * Figures made in one step: `six` as in Ma et al. 2022, `si` its companion for CO2 and H2 (science.md 8), `rates` what
 * evolves when, `amounts` how much in all.
 */
export const FIGURE_PRESETS = {
  six: [{ kind: 'voltage' }, { kind: 'cumulative', species: 'O2' }, { kind: 'rate', species: 'SO2' }],
  si: [{ kind: 'voltage' }, { kind: 'cumulative', species: 'CO2' }, { kind: 'cumulative', species: 'H2' }],
  rates: [
    { kind: 'voltage' },
    { kind: 'rate', species: 'H2' },
    { kind: 'rate', species: 'CO2' },
    { kind: 'rate', species: 'O2' },
    { kind: 'rate', species: 'SO2' },
  ],
  amounts: [
    { kind: 'voltage' },
    { kind: 'cumulative', species: 'H2' },
    { kind: 'cumulative', species: 'CO2' },
    { kind: 'cumulative', species: 'O2' },
  ],
} as const satisfies Record<string, readonly FigureRowRequest[]>;
export type FigurePreset = keyof typeof FIGURE_PRESETS;

/** One name for a row, in files and in arrangements. */
export function rowId(row: FigureRowRequest): string {
  if (row.kind === 'ratio') return `ratio-${row.mz}`;
  return 'species' in row ? `${row.kind}-${row.species}` : row.kind;
}

import type { FigurePanel, FigureRow } from '../../../shared/figure/figure-model.ts';

/** One row of a figure with its panels, one per run. */
export interface MadeRow {
  row: FigureRow;
  panels: FigurePanel[];
}

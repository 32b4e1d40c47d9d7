import type { FigureLayout, PanelLayout } from './figure-layout.ts';
import type { FigureModel } from './figure-model.ts';
import type { FigureStyle } from './figure-style.ts';

/** What the parts of a drawing share. */
export interface Drawing {
  model: FigureModel;
  style: FigureStyle;
  layout: FigureLayout;
  /** Begins every id, so that two figures can stand in one page. */
  idPrefix: string;
}

/** A panel with its scales. */
export interface Place extends PanelLayout {
  column: number;
  row: number;
  scaleX: (value: number) => number;
  scaleY: (value: number) => number;
}

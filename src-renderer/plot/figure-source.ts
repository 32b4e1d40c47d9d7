import type { ExactValues } from './readings.ts';
import type { Range } from './range.ts';
import type { StackFrame } from './stack-frame.ts';

/** Whoever shows stacked plots: frames to draw, and what the pointer does to them. */
export interface FigureSource {
  /** Place of the cursor on x; undefined while there is none. */
  cursor: number | undefined;
  /** Samples read from the run at the cursor; without them readouts are what is drawn. */
  readonly exact?: ExactValues | undefined;
  /** Said behind the cursor's place, e.g. `71.0 % SOC`. */
  readonly placeNote?: string | undefined;
  /** Called by the source when a new picture is due. */
  onDirty: () => void;
  /** The picture as it stands; undefined before there is one. */
  frame(): StackFrame | undefined;
  fullRange(): Range;
  setRange(range: Range | undefined): void;
  /** What a double click shows. */
  showAll(): void;
  /** Device pixels of the plotting area; curves are folded for them. */
  setPixels(pixels: number): void;
}

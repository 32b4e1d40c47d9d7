import type { CurveStyle } from './channel-style.ts';
import type { GapMark } from './common-gaps.ts';
import type { Columns } from './curve.ts';
import type { GasScale } from './gas-scale.ts';
import type { Range } from './range.ts';

/** A y-axis: its title `quantity / unit` and how values of curves are read on it. */
export interface AxisSpec {
  title: string;
  /** Where the title does not fit beside its row. */
  shortTitle?: string;
  /** Behind a value read out; empty where the title says it once for many. */
  unit: string;
  kind: 'linear' | 'log';
  /** Curve values times this are what the axis shows. */
  factor: number;
  /** Least span of a linear axis, in shown units. */
  smallestSpan: number;
  /** Draws a line at zero. */
  zeroLine?: boolean;
  /** The axis reaches to zero, whatever the data are. */
  includesZero?: boolean;
  /** Only these parts of x decide the limits, if there are data in them. */
  limitsWithin?: readonly Range[];
}

/** One line of a row. Columns are plain typed arrays and are never copied into reactive state. */
export interface StackCurve {
  id: string;
  /** Short name for direct labels and readouts, e.g. `32 O₂`. */
  label: string;
  style: CurveStyle;
  side: 'left' | 'right';
  columns: Columns;
  staircase: boolean;
  /** Smallest and largest are value - U and value + U, not how far readings spread. */
  isUncertainty?: boolean;
  /** Set where columns are ratios to the carrier after scaling; samples read from the run are before it. */
  scale?: GasScale;
}

export interface StackRow {
  id: string;
  /** Share of the height. */
  weight: number;
  left: AxisSpec;
  right: AxisSpec | undefined;
  curves: StackCurve[];
  /** Labels in the right gutter; not with a right axis. */
  directLabels: boolean;
  /** What is shown, where the title does not say it all: `10-min means, change since end of OCV`. */
  note: string;
  gaps: GapMark[];
  /** Dashed lines across the row, in shown units of the left axis. */
  levels?: readonly { value: number; label: string }[];
}

export interface PhaseMark {
  label: string;
  from: number;
  to: number;
  current: boolean;
}

/** What x is: hours, per cent, mAh/g, volt. */
export type XKind = 'time' | 'soc' | 'capacity' | 'voltage';

/** Everything one picture of the stack shows; built anew for each, from data that stay where they are. */
export interface StackFrame {
  xKind: XKind;
  x: Range;
  /** Newest sample while recording; undefined else. */
  now: number | undefined;
  /** Place of the newest sample; on the SOC axis undefined. */
  newest?: number | undefined;
  rows: StackRow[];
  phases: PhaseMark[];
  annotations: { x: number; text: string }[];
  /** Where a gas begins: dotted through all rows, a triangle and words in its own row. */
  onset?: { x: number; rowId: string; label: string } | undefined;
  /** Small plots: no words inside the rows. */
  compact: boolean;
}

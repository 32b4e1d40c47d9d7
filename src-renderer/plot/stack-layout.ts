/** Lengths that every row of a stack shares, CSS pixels. */
export interface StackLayout {
  leftGutter: number;
  rightGutter: number;
  xAxisHeight: number;
  /** Free space above and below a row. */
  air: number;
}

export const STACK_LAYOUT: StackLayout = { leftGutter: 62, rightGutter: 66, xAxisHeight: 44, air: 8 };
/** Small plots beside the library: no labels at the right, titles stay. */
export const PREVIEW_LAYOUT: StackLayout = { leftGutter: 52, rightGutter: 14, xAxisHeight: 40, air: 8 };

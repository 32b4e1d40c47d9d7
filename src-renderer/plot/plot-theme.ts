/** Resolved colours for drawing on a canvas; read again when the theme changes. */
export interface PlotTheme {
  /** Colour of a CSS variable such as `--channel-o2`. */
  colour(variable: string): string;
  fontFamily: string;
}

/** Reads the theme's colours as they apply at an element. */
export function readPlotTheme(element: Element): PlotTheme {
  const style = getComputedStyle(element);
  const known = new Map<string, string>();
  return {
    colour(variable) {
      let value = known.get(variable);
      if (value === undefined) {
        value = style.getPropertyValue(variable).trim();
        known.set(variable, value);
      }
      return value;
    },
    fontFamily: style.getPropertyValue('--font-sans').trim() || 'sans-serif',
  };
}

import type { FigureChannel } from './figure-model.ts';

/** Line of a curve on paper; lengths in points. */
export interface LineStyle {
  colour: string;
  width: number;
  dash: readonly number[];
}

const style = (colour: string, width: number, ...dash: number[]): LineStyle => ({ colour, width, dash });

/**
 * Print styles by channel: colours far apart for every kind of colour vision and in grey, dashes where grey alone would
 * not do.
 */
const CHANNEL_STYLES: Record<FigureChannel, LineStyle> = {
  O2: style('#3D6DCF', 1.2),
  CO2: style('#813504', 1.1, 7, 3),
  SO2: style('#BB8402', 1.1, 8, 2, 1.5, 2),
  H2: style('#670047', 1.1, 3, 2.2),
  He: style('#71737A', 0.7),
  H2O: style('#5095B3', 1, 4, 2.4),
  N2: style('#512D8C', 1, 6.4, 2.4, 1.6, 2.4),
  Ar: style('#2D5742', 1, 1.6, 1.6),
  H2S: style('#6D774B', 1, 1.6, 2.4),
  voltage: style('#15191C', 1.2),
  other: style('#47515A', 1, 5, 2.4),
};

/** Dashes that tell samples apart where they share a panel; the colour still says the channel. */
const SAMPLE_DASHES: readonly (readonly number[])[] = [[], [5, 2.2], [1.6, 1.8], [7, 2, 1.6, 2], [3, 1.4]];

/** How a curve is drawn: by its channel, or by its sample where samples share a panel. */
export function lineStyle(channel: FigureChannel, sample: number, isOverlay: boolean): LineStyle {
  const own = CHANNEL_STYLES[channel];
  return isOverlay ? { ...own, dash: SAMPLE_DASHES[sample % SAMPLE_DASHES.length]! } : own;
}

/** The style of a gas by its formula. */
export function channelOfSpecies(species: string): FigureChannel {
  return species in CHANNEL_STYLES && species !== 'voltage' ? (species as FigureChannel) : 'other';
}

/** Inks of everything that is no curve. */
export const INK = {
  text: '#15191C',
  secondary: '#47515A',
  axis: '#A7B1B9',
  grid: '#E8EBED',
  paper: '#FFFFFF',
} as const;

/** Points; nothing in a figure is smaller. */
export const FONT_SIZE = 8;
export const FONT_FAMILY = "'IBM Plex Sans', Arial, Helvetica, sans-serif";

import { z } from 'zod';
import type { FigureChannel } from './figure-model.ts';

/** Line of a curve; lengths in the figure's unit. */
export interface LineStyle {
  colour: string;
  width: number;
  dash: readonly number[];
}

/** Inks of everything that is no curve. */
export interface FigureInks {
  text: string;
  secondary: string;
  axis: string;
  grid: string;
  paper: string;
}

/** How a figure is drawn. All lengths are in one unit: points on paper, CSS pixels on a screen. */
export interface FigureStyle {
  width: number;
  /** Null leaves it to the rows. */
  height: number | null;
  fontSize: number;
  /** How wide the picture says it is, e.g. `85mm`; the height follows. */
  writtenWidth: { value: number; unit: 'mm' | 'px' };
  /** Height of a row with `relativeHeight` 1 where `height` is null. */
  rowHeight: number;
  inks: FigureInks;
  line(channel: FigureChannel): LineStyle;
}

/** Column widths of journals, millimetres: one column, one and a half, two. */
export const JOURNAL_WIDTHS_MILLIMETRE = [85, 120, 175] as const;

/** Points in a millimetre. */
export const POINTS_PER_MILLIMETRE = 72 / 25.4;
/** Smallest text of a figure in print. */
const LEAST_FONT_POINT = 8;
const millimetre = z.number().min(40).max(400);

/** What a person chooses of a printed figure. */
export const figurePaperSchema = z.object({
  widthMillimetre: millimetre.default(175),
  /** Null is what the rows need. */
  heightMillimetre: millimetre.nullable().default(null),
  fontSizePoint: z.number().min(LEAST_FONT_POINT).max(24).default(LEAST_FONT_POINT),
  palette: z.enum(['colour', 'grey']).default('colour'),
  /** `distinct` dashes every gas its own way; in black it is always so. Solid reads best where each gas has its panel. */
  lines: z.enum(['distinct', 'solid']).default('solid'),
});
export type FigurePaper = z.infer<typeof figurePaperSchema>;

interface ChannelStyle {
  light: string;
  dark: string;
  screen: readonly [width: number, ...dash: number[]];
  print: readonly [width: number, ...dash: number[]];
}

/**
 * Colours far apart for every kind of colour vision, their order kept in grey, dashes where that alone would not do.
 */
const CHANNELS: Record<FigureChannel, ChannelStyle> = {
  O2: { light: '#3D6DCF', dark: '#6899FF', screen: [1.9], print: [1.3] },
  CO2: { light: '#813504', dark: '#D47700', screen: [1.6], print: [1.1, 7, 3] },
  SO2: { light: '#BB8402', dark: '#EBE2B5', screen: [1.6], print: [1.1, 8, 2, 1.5, 2] },
  H2: { light: '#670047', dark: '#C75085', screen: [1.6], print: [1.1, 3, 2.2] },
  He: { light: '#71737A', dark: '#BFC0C2', screen: [1], print: [0.7] },
  H2O: { light: '#5095B3', dark: '#589BAF', screen: [1.4, 5, 3], print: [1, 4, 2.4] },
  N2: { light: '#512D8C', dark: '#D2C8F6', screen: [1.4, 8, 3, 2, 3], print: [1, 6.4, 2.4, 1.6, 2.4] },
  Ar: { light: '#2D5742', dark: '#6CAE7B', screen: [1.4, 2, 2], print: [1, 1.6, 1.6] },
  H2S: { light: '#6D774B', dark: '#777C50', screen: [1.4, 2, 3], print: [1, 1.6, 2.4] },
  voltage: { light: '#15191C', dark: '#E7EAEC', screen: [1.75], print: [1.2] },
  current: { light: '#00808A', dark: '#3FB8C0', screen: [1.6, 7, 3], print: [1, 5.6, 2.4] },
  other: { light: '#47515A', dark: '#AEB7BE', screen: [1.4, 5, 2.4], print: [1, 5, 2.4] },
};

/** Inks of print: figures and the reports around them. */
export const INK: FigureInks = {
  text: '#15191C',
  secondary: '#47515A',
  axis: '#7F8A93',
  grid: '#E8EBED',
  paper: '#FFFFFF',
};
const GREY_INKS: FigureInks = {
  ...INK,
  text: '#000000',
  secondary: '#444444',
  axis: '#666666',
  grid: '#E6E6E6',
};
const SCREEN_INKS: Record<'light' | 'dark', FigureInks> = {
  light: { ...INK, axis: '#A7B1B9' },
  dark: { text: '#E7EAEC', secondary: '#AEB7BE', axis: '#4A555E', grid: '#1F262B', paper: '#12161A' },
};

/** What is drawn over a gas: it stays dashed. */
const SHARES_PANELS: ReadonlySet<FigureChannel> = new Set(['current', 'other']);

/** The line of a channel in print, in points. */
export function printLine(channel: FigureChannel): LineStyle {
  const { light, print } = CHANNELS[channel];
  const [width, ...dash] = print;
  return { colour: light, width, dash };
}

/** The figure as it is printed. */
export function paperStyle(paper: FigurePaper): FigureStyle {
  const { widthMillimetre, heightMillimetre, fontSizePoint, palette } = paper;
  const isGrey = palette === 'grey';
  const isSolid = paper.lines === 'solid' && !isGrey;
  return {
    width: widthMillimetre * POINTS_PER_MILLIMETRE,
    height: heightMillimetre === null ? null : heightMillimetre * POINTS_PER_MILLIMETRE,
    fontSize: fontSizePoint,
    writtenWidth: { value: widthMillimetre, unit: 'mm' },
    rowHeight: Math.min(42, Math.max(28, 24 + widthMillimetre / 11)) * POINTS_PER_MILLIMETRE,
    inks: isGrey ? GREY_INKS : INK,
    line: (channel) => {
      const { colour, width, dash } = printLine(channel);
      return { colour: isGrey ? '#000000' : colour, width, dash: isSolid && !SHARES_PANELS.has(channel) ? [] : dash };
    },
  };
}

/** The figure as the window shows it. */
export function screenStyle(theme: 'light' | 'dark', width: number, height: number): FigureStyle {
  return {
    width,
    height,
    fontSize: 11.5,
    writtenWidth: { value: width, unit: 'px' },
    rowHeight: 160,
    inks: SCREEN_INKS[theme],
    line: (channel) => {
      const own = CHANNELS[channel];
      const [lineWidth, ...dash] = own.screen;
      return { colour: own[theme], width: lineWidth, dash };
    },
  };
}

/** Dashes that tell samples apart where they share a panel; the colour still says the channel. */
const SAMPLE_DASHES: readonly (readonly number[])[] = [[], [5, 2.2], [1.6, 1.8], [8, 2, 1.6, 2], [3, 1.4], [10, 3]];

/** How a curve is drawn: by its channel, or by its sample where samples share a panel. */
export function curveStyle(style: FigureStyle, channel: FigureChannel, sample: number, isOverlay: boolean): LineStyle {
  const own = style.line(channel);
  return isOverlay ? { ...own, dash: SAMPLE_DASHES[sample % SAMPLE_DASHES.length]! } : own;
}

/** The style of a gas by its formula. */
export function channelOfSpecies(species: string): FigureChannel {
  return species in CHANNELS && species !== 'voltage' && species !== 'current' ? (species as FigureChannel) : 'other';
}

export const FONT_FAMILY = "'IBM Plex Sans', Arial, Helvetica, sans-serif";

import { format } from 'd3-format';
import { scaleLinear } from 'd3-scale';
import { powerText } from './figure-text.ts';
import type { FigureColumn, FigureModel, FigurePanel, FigureRow } from './figure-model.ts';

/** An axis: what it covers, its ticks and how they read. */
export interface FigureAxis {
  limits: readonly [number, number];
  ticks: readonly { value: number; label: string }[];
  title: string;
  /** Labels are values over ten to this. */
  exponent: number;
}

const MOST_TICKS = 5;
/** Free part of the range below and above the data. */
const MARGIN = 0.05;

/** The power of ten taken out of numbers of a size: none for sizes that read well as they are. */
export function displayExponent(size: number): number {
  if (!(size > 0) || !Number.isFinite(size)) return 0;
  const own = Math.floor(Math.log10(size));
  return own <= -3 || own >= 4 ? own : 0;
}

/** Multiples of the smallest step of 1, 2, 2.5, 5 times a power of ten that needs no more than so many. */
function roundValues(from: number, to: number, most: number): number[] {
  if (!(from < to) || !Number.isFinite(to - from)) return [];
  let power = 10 ** (Math.floor(Math.log10((to - from) / most)) - 1);
  for (;;) {
    for (const nice of [1, 2, 2.5, 5]) {
      const step = nice * power;
      const first = Math.ceil(from / step - 1e-9);
      const last = Math.floor(to / step + 1e-9);
      if (last - first < most) return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
    }
    power *= 10;
  }
}

/** Decimals that show every multiple of a step. */
function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 12; decimals++) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return decimals;
  }
  return 12;
}

/** At most five round values inside the limits, all with the same decimals; labels are value / 10^exponent. */
export function axisTicks(limits: readonly [number, number], exponent = 0, most = MOST_TICKS): FigureAxis['ticks'] {
  const unit = 10 ** exponent;
  const values = roundValues(limits[0] / unit, limits[1] / unit, most);
  const step = values.length > 1 ? values[1]! - values[0]! : Math.abs(values[0] ?? 1) || 1;
  const print = format(`.${decimalsOf(step)}f`);
  return values.map((value) => ({ value: value * unit, label: print(Math.abs(value) < step * 1e-9 ? 0 : value) }));
}

/** Least and most of everything finite; undefined where there is nothing. */
class Extent {
  least = Number.POSITIVE_INFINITY;
  most = Number.NEGATIVE_INFINITY;

  take(values: Iterable<number> | undefined): void {
    for (const value of values ?? []) {
      if (!Number.isFinite(value)) continue;
      if (value < this.least) this.least = value;
      if (value > this.most) this.most = value;
    }
  }

  /** Never empty: an axis needs a length. */
  get range(): [number, number] {
    const { least, most } = this;
    if (!(least <= most)) return [0, 1];
    if (least < most) return [least, most];
    const half = (Math.abs(least) || 1) / 2;
    return [least - half, most + half];
  }
}

/** Everything that a panel draws vertically. */
function takePanel(extent: Extent, { series, limits, onsets }: FigurePanel): void {
  for (const { y, low, high } of series) for (const values of [y, low, high]) extent.take(values);
  extent.take(limits.map((limit) => limit.value));
  extent.take(onsets.map((onset) => onset.y));
}

/**
 * One axis for a row, or for one panel of it.
 * @param headroom share of the height kept free at the top for printed results, 0..1
 */
export function rowAxis(row: FigureRow, panels: readonly FigurePanel[], headroom: number): FigureAxis {
  const limits = row.limits ?? fittedLimits(row, panels, headroom);
  const exponent = displayExponent(Math.max(Math.abs(limits[0]), Math.abs(limits[1])));
  const unit = [powerText(exponent), row.unit].filter((part) => part !== '').join(' ');
  const title = unit === '' ? row.quantity : `${row.quantity} / ${unit}`;
  return { limits, ticks: axisTicks(limits, exponent), title, exponent };
}

function fittedLimits(row: FigureRow, panels: readonly FigurePanel[], headroom: number): [number, number] {
  const extent = new Extent();
  for (const panel of panels) takePanel(extent, panel);
  if (row.includeZero) extent.take([0]);
  const [least, most] = extent.range;
  const bottom = least - MARGIN * (most - least);
  return [bottom, bottom + (most + MARGIN * (most - least) - bottom) / (1 - headroom)];
}

/**
 * The x axis of some columns.
 * @param width of a panel over the font size: narrow ones take fewer ticks
 */
export function columnAxis(
  { quantity, unit, limits: given }: FigureModel['xAxis'],
  columns: readonly FigureColumn[],
  width: number,
): FigureAxis {
  const extent = new Extent();
  for (const column of columns) for (const panel of column.panels) for (const { x } of panel.series) extent.take(x);
  const limits = given ?? (scaleLinear().domain(extent.range).nice(MOST_TICKS).domain() as [number, number]);
  const title = unit === '' ? quantity : `${quantity} / ${unit}`;
  return { limits, ticks: axisTicks(limits, 0, width < 14 ? 3 : 6), title, exponent: 0 };
}

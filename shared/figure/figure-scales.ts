import { format } from 'd3-format';
import { scaleLinear } from 'd3-scale';
import { powerText } from './figure-text.ts';
import type { FigureModel, FigurePanel, FigureRow } from './figure-model.ts';

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

/** Multiples of the smallest step of 1, 2, 2.5, 5 times a power of ten that needs no more than five. */
function roundValues(from: number, to: number): number[] {
  let power = 10 ** (Math.floor(Math.log10((to - from) / MOST_TICKS)) - 1);
  for (;;) {
    for (const nice of [1, 2, 2.5, 5]) {
      const step = nice * power;
      const first = Math.ceil(from / step - 1e-9);
      const last = Math.floor(to / step + 1e-9);
      if (last - first < MOST_TICKS) return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
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
export function axisTicks(limits: readonly [number, number], exponent = 0): FigureAxis['ticks'] {
  const unit = 10 ** exponent;
  const values = roundValues(limits[0] / unit, limits[1] / unit);
  const step = values.length > 1 ? values[1]! - values[0]! : Math.abs(values[0] ?? 1) || 1;
  const print = format(`.${decimalsOf(step)}f`);
  return values.map((value) => ({ value: value * unit, label: print(value === 0 ? 0 : value) }));
}

/** Everything finite that a panel draws vertically. */
function drawnValues(panel: FigurePanel): number[] {
  return [
    ...panel.series.flatMap(({ y, low, high }) => [...y, ...(low ?? []), ...(high ?? [])]),
    ...panel.limits.map((limit) => limit.value),
    ...panel.onsets.map((onset) => onset.y),
  ].filter(Number.isFinite);
}

function extent(values: readonly number[]): [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (!(least <= most)) return [0, 1];
  return least === most
    ? [least - Math.max(Math.abs(least), 1) / 2, most + Math.max(Math.abs(most), 1) / 2]
    : [least, most];
}

/**
 * One axis for a row: the same limits in every column.
 * @param headroom share of the height kept free at the top for printed results, 0..1
 */
export function rowAxis(row: FigureRow, panels: readonly FigurePanel[], headroom: number): FigureAxis {
  const values = panels.flatMap(drawnValues);
  const [least, most] = extent(row.includeZero ? [...values, 0] : values);
  const bottom = least - MARGIN * (most - least);
  const top = bottom + (most + MARGIN * (most - least) - bottom) / (1 - headroom);
  const size = Math.max(Math.abs(least), Math.abs(most));
  const exponent = displayExponent(size);
  const limits = [bottom, top] as const;
  const unit = [powerText(exponent), row.unit].filter((part) => part !== '').join(' ');
  const title = unit === '' ? row.quantity : `${row.quantity} / ${unit}`;
  return { limits, ticks: axisTicks(limits, exponent), title, exponent };
}

/**
 * The x axis all panels share.
 * @param width of a panel in points: narrow ones take fewer ticks of percent
 */
export function sharedAxis({ xAxis, columns }: FigureModel, width: number): FigureAxis {
  const all = columns.flatMap((column) => column.panels.flatMap((panel) => panel.series.flatMap((one) => [...one.x])));
  const limits =
    xAxis.limits ??
    (scaleLinear()
      .domain(extent(all.filter(Number.isFinite)))
      .nice(MOST_TICKS)
      .domain() as [number, number]);
  const title = xAxis.unit === '' ? xAxis.quantity : `${xAxis.quantity} / ${xAxis.unit}`;
  const ticks =
    limits[0] === 0 && limits[1] === 100
      ? (width < 110 ? [0, 50, 100] : [0, 20, 40, 60, 80, 100]).map((value) => ({ value, label: String(value) }))
      : axisTicks(limits);
  return { limits, ticks, title, exponent: 0 };
}

import { formatFixed, superscript } from '../format/numbers.ts';

/** Tick positions with their labels. */
export interface Ticks {
  values: number[];
  labels: string[];
}

const NICE = [1, 2, 2.5, 5, 10];

/** Smallest step of 1, 2, 2.5, 5 times a power of ten that needs at most `count` ticks. */
export function niceStep(span: number, count: number): number {
  if (!(span > 0)) return 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  return (NICE.find((nice) => nice * power >= rough * (1 - 1e-9)) ?? 10) * power;
}

/** Multiples of `step` within [from, to], as exact as doubles allow. */
function multiples(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  const values: number[] = [];
  for (let index = first; index <= last; index++) values.push(index === 0 ? 0 : index * step);
  return values;
}

/** Decimals that show every multiple of a step exactly. */
export function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 12; decimals++) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return decimals;
  }
  return 12;
}

/** At most five ticks with equal decimals. */
export function linearTicks(from: number, to: number, maximumCount = 5): Ticks {
  let count = maximumCount;
  for (;;) {
    const step = niceStep(to - from, count);
    const values = multiples(from, to, step);
    if (values.length <= maximumCount || count <= 1) {
      const decimals = decimalsOf(step);
      return { values, labels: values.map((value) => formatFixed(value, decimals)) };
    }
    count -= 1;
  }
}

/** A power of ten as a label: -12 → `10⁻¹²`. */
export function decadeLabel(exponent: number): string {
  return `10${superscript(exponent)}`;
}

/**
 * One tick per decade, thinned where decades are closer than `minimumGapShare` of the axis; below two decades 1-2-5.
 * @param from above zero
 */
export function logTicks(from: number, to: number, minimumGapShare = 0.05): Ticks {
  const low = Math.log10(from);
  const high = Math.log10(to);
  const span = high - low;
  const values: number[] = [];
  const labels: string[] = [];
  if (span < 2 - 1e-9) {
    for (let exponent = Math.floor(low); exponent <= Math.ceil(high); exponent++)
      for (const mantissa of [1, 2, 5]) {
        const value = mantissa * 10 ** exponent;
        if (Math.log10(value) < low - 1e-9 || Math.log10(value) > high + 1e-9) continue;
        values.push(value);
        labels.push(mantissa === 1 ? decadeLabel(exponent) : `${mantissa}\u2009\u00d7\u2009${decadeLabel(exponent)}`);
      }
    return { values, labels };
  }
  const every = Math.max(1, Math.ceil(span * minimumGapShare));
  for (let exponent = Math.ceil(low - 1e-9); exponent <= Math.floor(high + 1e-9); exponent++) {
    if (exponent % every !== 0) continue;
    values.push(10 ** exponent);
    labels.push(decadeLabel(exponent));
  }
  return { values, labels };
}

/** Steps of a time axis in seconds. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800];

/** Ticks of the time axis; x is in hours. Whole hours read `4`, shorter steps `30:15` or `30:15:20`. */
export function timeTicks(from: number, to: number, maximumCount: number): Ticks & { title: string } {
  const seconds = (to - from) * 3600;
  const rough = seconds / Math.max(1, maximumCount);
  const step = TIME_STEPS.find((candidate) => candidate >= rough) ?? niceStep(seconds / 86400, maximumCount) * 86400;
  const values = multiples(from * 3600, to * 3600, step);
  const two = (value: number) => String(value).padStart(2, '0');
  const label = (second: number): string => {
    const sign = second < 0 ? '\u2212' : '';
    const size = Math.abs(second);
    const hours = Math.floor(size / 3600);
    if (step >= 3600) return formatFixed(second / 3600, 0);
    const minutes = `${sign}${hours}:${two(Math.floor((size % 3600) / 60))}`;
    return step >= 60 ? minutes : `${minutes}:${two(Math.round(size % 60))}`;
  };
  const unit = step >= 3600 ? 'h' : step >= 60 ? 'h:min' : 'h:min:s';
  return {
    values: values.map((second) => second / 3600),
    labels: values.map(label),
    title: `Time since start / ${unit}`,
  };
}

import type { FigureModel, FigureSeries } from '../../shared/figure/figure-model.ts';
import { displayExponent } from '../../shared/figure/figure-scales.ts';
import { powerText } from '../../shared/figure/figure-text.ts';
import { formatFixed, formatSignificant, MISSING } from '../format/numbers.ts';

/** What the curves of a figure are at one place of x. */
export interface FigureReadings {
  place: string;
  /** `values[column][row]`: one text for each curve, its sample's number first where samples share a panel. */
  values: string[][][];
}

/** Nearest points; a curve that is nowhere near says so. */
export function readingsOf(model: FigureModel, x: number): FigureReadings {
  const { unit } = model.xAxis;
  const decimals = unit.startsWith('V') ? 3 : unit === 'h' ? 2 : 1;
  return {
    place: `${formatFixed(x, decimals)} ${unit.startsWith('V') ? 'V' : unit}`.trim(),
    values: model.columns.map((column) =>
      column.panels.map((panel, row) =>
        panel.series.map((series) => {
          const value = nearestValue(series, x);
          const text = value === undefined ? MISSING : withUnit(value, model.rows[row]!.unit);
          return model.isOverlay ? `${series.sample + 1}: ${text}` : text;
        }),
      ),
    ),
  };
}

function withUnit(value: number, unit: string): string {
  const exponent = displayExponent(Math.abs(value));
  const shown = unit.startsWith('V') ? formatFixed(value, 3) : formatSignificant(value / 10 ** exponent, 3);
  const power = exponent === 0 ? '' : ` × ${powerText(exponent)}`;
  // The reference stands on the axis.
  return `${shown}${power} ${unit.startsWith('V') ? 'V' : unit}`.trim();
}

/** Value at the nearest point that has one, at most 2 % of the curve's length away. */
export function nearestValue({ x: places, y }: Pick<FigureSeries, 'x' | 'y'>, x: number): number | undefined {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < places.length; i++) {
    const at = places[i]!;
    if (!Number.isFinite(at)) continue;
    if (at < from) from = at;
    if (at > to) to = at;
    const distance = Math.abs(at - x);
    if (distance < least && Number.isFinite(y[i])) {
      least = distance;
      best = i;
    }
  }
  return best >= 0 && least <= 0.02 * (to - from) ? y[best] : undefined;
}

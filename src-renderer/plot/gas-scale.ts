import type { ProvisionalCalibration } from '../../shared/api/provisional.ts';
import type { Columns } from './curve.ts';

/** How row four shows the gases: rates by a calibration of before, change of the ratio to the carrier, or the ratio. */
export const GAS_MODES = ['rate', 'change', 'ratio'] as const;
export type GasMode = (typeof GAS_MODES)[number];

/** What rates need besides the ratios. */
export interface RateInput {
  calibration: ProvisionalCalibration;
  /** For gases without a calibration, which are normalised to it; null where it is not known. */
  activeMassGram: number | null;
}

/** Shown value of a gas = (ratio - reference) x factor. */
export interface GasScale {
  reference: number;
  factor: number;
  /** Rates and changes on the left, normalised ion currents on the right: they never share a unit. */
  side: 'left' | 'right';
  quantity: 'rate' | 'normalised' | 'change';
}

/** Normalised ion currents are shown in 1e-5 per gram. */
const NORMALISED_UNIT = 1e5;

/** @param reference ratio to the carrier where nothing evolves yet; undefined as long as it is not known */
export function gasScale(
  mode: Exclude<GasMode, 'ratio'>,
  mz: number | null,
  reference: number | undefined,
  rates: RateInput | undefined,
): GasScale | undefined {
  if (reference === undefined) return undefined;
  if (mode === 'change') return { reference, factor: 100 / reference, side: 'left', quantity: 'change' };
  if (!rates) return undefined;
  const calibrated = rates.calibration.gases.find((gas) => gas.mz === Math.round(mz ?? Number.NaN));
  if (calibrated) return { reference, factor: calibrated.rateFactor, side: 'left', quantity: 'rate' };
  if (!rates.activeMassGram) return undefined;
  return { reference, factor: NORMALISED_UNIT / rates.activeMassGram, side: 'right', quantity: 'normalised' };
}

export function scaledValue(ratio: number, { reference, factor }: GasScale): number {
  return (ratio - reference) * factor;
}

/** Scaled columns as long as history stays the same: a picture is drawn far more often than it is read. */
const known = new WeakMap<Columns, { reference: number; factor: number; scaled: Columns }>();

export function scaledColumns(columns: Columns, scale: GasScale): Columns {
  const before = known.get(columns);
  if (before?.reference === scale.reference && before.factor === scale.factor) return before.scaled;
  const scaled = {
    ...columns,
    min: columns.min.map((value) => scaledValue(value, scale)),
    max: columns.max.map((value) => scaledValue(value, scale)),
  };
  known.set(columns, { reference: scale.reference, factor: scale.factor, scaled });
  return scaled;
}

/** Where a calibration comes from, for the row and its readouts: `calibration of 2026-11-20, Example: bare NCM85`. */
export function calibrationOrigin({ runName, calibratedTime }: ProvisionalCalibration): string {
  const day = calibratedTime === null ? '' : ` of ${calibratedTime.slice(0, 10)}`;
  return `calibration${day}, ${runName}`;
}

/** How old a calibration is, ` (3 d old)`; empty where it has no date or the clocks disagree. */
export function calibrationAge(calibratedTime: string | null, nowUs: number): string {
  const days = calibratedTime === null ? Number.NaN : (nowUs / 1000 - Date.parse(calibratedTime)) / 86_400_000;
  if (!(days >= 0)) return '';
  return days < 2 ? ` (${Math.round(days * 24)} h old)` : ` (${Math.round(days)} d old)`;
}

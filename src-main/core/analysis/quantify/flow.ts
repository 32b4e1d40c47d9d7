import { GAS_CONSTANT, ZERO_CELSIUS_KELVIN } from '../../../../shared/domain/constants.ts';
import type { FlowReference } from '../../../../shared/domain/units.ts';

/** Molar volume at reference conditions, L/mol: 22.41397 at 0 degC and 101 325 Pa (science.md 1.5). */
export function molarVolumeLitre({ temperatureCelsius, pressurePascal }: FlowReference): number {
  return ((GAS_CONSTANT * (temperatureCelsius + ZERO_CELSIUS_KELVIN)) / pressurePascal) * 1000;
}

/** F_c in mol/s of a volume flow in mL/min at reference conditions; 2.5 mln/min is 1.85896e-6 mol/s. */
export function molarFlow(millilitrePerMinute: number, reference: FlowReference): number {
  return millilitrePerMinute / 1000 / molarVolumeLitre(reference) / 60;
}

/** What a controller calibrated for one gas passes of another: Q CF(gas)/CF(calibration gas). */
export function convertedFlow(shown: number, factor: number): number {
  return shown * factor;
}

/** 1/CF = sum x_j / CF_j. */
export function mixtureConversionFactor(parts: readonly { fraction: number; factor: number }[]): number {
  return 1 / parts.reduce((sum, { fraction, factor }) => sum + fraction / factor, 0);
}

/** Relative standard uncertainty of the controller: percent of reading plus percent of full scale, rectangular. */
export function flowRelativeUncertainty(
  flow: number,
  readingPercent: number,
  fullScalePercent: number,
  fullScale: number,
): number {
  return (readingPercent * flow + fullScalePercent * fullScale) / 100 / Math.sqrt(3) / flow;
}

/** 2 % times the factor above 1, 2 % over it below, rectangular; none for a controller ordered for its gas. */
export function conversionRelativeUncertainty(factor: number): number {
  if (factor === 1) return 0;
  return (0.02 * (factor > 1 ? factor : 1 / factor)) / Math.sqrt(3);
}

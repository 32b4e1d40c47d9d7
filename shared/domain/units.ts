/** The units the program stores and prints, ASCII, from one list (architecture: command line). */
export const UNITS = [
  'A',
  'V',
  's',
  'h',
  'mln/min',
  'mls/min',
  'sccm',
  'mbar',
  'degC',
  '%',
  'ppm',
  'mAh/g',
  'umol/g',
  'mol/g',
  'nmol/min/g',
  'mol/s',
  '1/g',
  '1',
  'umol',
  'umol/cm2',
  'nmol/min',
  'nmol/min/cm2',
  's/g',
  'C',
  'C/g',
  'A/g',
] as const;

export type Unit = (typeof UNITS)[number];

/** How a unit reads on screen and in figures, e.g. `ml\u2099/min`. */
export const UNIT_LABELS: Record<Unit, string> = {
  A: 'A',
  V: 'V',
  s: 's',
  h: 'h',
  'mln/min': 'ml\u2099/min',
  'mls/min': 'ml\u209B/min',
  sccm: 'sccm',
  mbar: 'mbar',
  degC: '\u00B0C',
  '%': '%',
  ppm: 'ppm',
  'mAh/g': 'mAh/g',
  'umol/g': '\u00B5mol g\u207B\u00B9',
  'mol/g': 'mol g\u207B\u00B9',
  'nmol/min/g': 'nmol min\u207B\u00B9 g\u207B\u00B9',
  'mol/s': 'mol s\u207B\u00B9',
  '1/g': 'g\u207B\u00B9',
  '1': '',
  umol: '\u00B5mol',
  'umol/cm2': '\u00B5mol cm\u207B\u00B2',
  'nmol/min': 'nmol min\u207B\u00B9',
  'nmol/min/cm2': 'nmol min\u207B\u00B9 cm\u207B\u00B2',
  's/g': 's g\u207B\u00B9',
  C: 'C',
  'C/g': 'C g\u207B\u00B9',
  'A/g': 'A g\u207B\u00B9',
};

/**
 * Reference conditions of a volume flow: what "one millilitre" means. Confusing 0 and 20 degC is an error of 7.3 %.
 * Source: science.md 1.5.
 */
export interface FlowReference {
  temperatureCelsius: number;
  pressurePascal: number;
}

/** Bronkhorst "n", SEMI sccm: 0 degC, 101 325 Pa. */
export const NORMAL_CONDITIONS: FlowReference = { temperatureCelsius: 0, pressurePascal: 101_325 };

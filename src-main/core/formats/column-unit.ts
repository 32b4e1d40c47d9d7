import type { Unit } from '../../../shared/domain/units.ts';

/** A unit of the program with the factor from the file's unit. */
export interface ColumnUnit {
  unit: Unit;
  scale: number;
  offset: number;
}

const plain = (unit: Unit, scale = 1, offset = 0): ColumnUnit => ({ unit, scale, offset });

/** What files write, lower case, to the program's units. Symbols that exports destroy (degree, micro) are not compared. */
const UNITS_BY_TEXT: Record<string, ColumnUnit> = {
  a: plain('A'),
  ma: plain('A', 1e-3),
  ua: plain('A', 1e-6),
  na: plain('A', 1e-9),
  amp: plain('A'),
  ampere: plain('A'),
  milliampere: plain('A', 1e-3),
  v: plain('V'),
  mv: plain('V', 1e-3),
  volt: plain('V'),
  millivolt: plain('V', 1e-3),
  s: plain('s'),
  sec: plain('s'),
  second: plain('s'),
  seconds: plain('s'),
  ms: plain('s', 1e-3),
  h: plain('h'),
  hour: plain('h'),
  c: plain('C'),
  coulomb: plain('C'),
  ah: plain('C', 3600),
  'a.h': plain('C', 3600),
  mah: plain('C', 3.6),
  'ma.h': plain('C', 3.6),
  mbar: plain('mbar'),
  hpa: plain('mbar'),
  pa: plain('mbar', 0.01),
  bar: plain('mbar', 1000),
  torr: plain('mbar', 1013.25 / 760),
  psi: plain('mbar', 68.947_572_931_683_6),
  degc: plain('degC'),
  celsius: plain('degC'),
  kelvin: plain('degC', 1, -273.15),
  '%': plain('%'),
  percent: plain('%'),
  ppm: plain('ppm'),
  'mah/g': plain('mAh/g'),
};

/**
 * The program's unit for a file's, or undefined: such a column keeps its unit in its name.
 * @param quantity what is measured: a `C` behind a temperature is no coulomb
 */
export function columnUnit(text: string, quantity = ''): ColumnUnit | undefined {
  const key = text.trim().toLowerCase();
  if (/temp/i.test(quantity))
    return key === 'k' ? UNITS_BY_TEXT.kelvin : key.endsWith('c') ? UNITS_BY_TEXT.degc : undefined;
  if (Object.hasOwn(UNITS_BY_TEXT, key)) return UNITS_BY_TEXT[key];
  // A destroyed degree sign: anything outside ASCII before a C.
  return /^[^\u0020-\u007e]{1,3}c$/.test(key) ? plain('degC') : undefined;
}

/** Name and unit of a column: `Ewe/V`, `Voltage [V]`, `Current(A)`, `Voltage / V`; the unit is what stands last. */
export function splitColumnName(name: string): { quantity: string; unitText: string } {
  const text = name.trim();
  const bracket = /^(.*?)\s*(?:\[([^[\]]*)\]|\(([^()]*)\))$/.exec(text);
  if (bracket && bracket[1] !== '') return { quantity: bracket[1], unitText: (bracket[2] ?? bracket[3] ?? '').trim() };
  const slash = text.lastIndexOf('/');
  if (slash > 0) return { quantity: text.slice(0, slash).trim(), unitText: text.slice(slash + 1).trim() };
  return { quantity: text, unitText: '' };
}

import { formatFixed, formatSigned, formatSignificant, MISSING } from './numbers.ts';

/** A number with its unit beside it, because they are drawn in different sizes. */
export interface Quantity {
  value: string;
  unit: string;
}

const CURRENT_PREFIXES: [atLeast: number, unit: string, factor: number][] = [
  [1, 'A', 1],
  [1e-3, 'mA', 1e3],
  [1e-6, '\u00b5A', 1e6],
  [0, 'nA', 1e9],
];

/** The prefix in which a current of this size is read. */
export function currentScale(ampere: number): { unit: string; factor: number } {
  const size = Math.abs(ampere);
  // Rest currents are noise around zero; they are read in the unit of the charging current, not in nA.
  const found = CURRENT_PREFIXES.find(([atLeast]) => size >= atLeast) ?? CURRENT_PREFIXES[2]!;
  return size < 1e-7 ? { unit: '\u00b5A', factor: 1e6 } : { unit: found[1], factor: found[2] };
}

/**
 * Cell current with sign: 82.3e-6 → `+82.3 µA`.
 * @param typical ampere; smaller currents keep its prefix, so that a rest is not read in another unit than the charge
 */
export function formatCurrent(ampere: number | null | undefined, typical = 0): Quantity {
  if (ampere === null || ampere === undefined || !Number.isFinite(ampere)) return { value: MISSING, unit: '\u00b5A' };
  const { unit, factor } = currentScale(Math.max(Math.abs(ampere), typical));
  const scaled = ampere * factor;
  return { value: formatSigned(scaled, Math.abs(scaled) >= 100 ? 0 : Math.abs(scaled) >= 10 ? 1 : 2), unit };
}

/** 14.6e6 → `14.6 MB`; decimal prefixes as disks are sold. */
export function formatBytes(bytes: number | null | undefined): Quantity {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return { value: MISSING, unit: 'MB' };
  const steps: [number, string][] = [
    [1e12, 'TB'],
    [1e9, 'GB'],
    [1e6, 'MB'],
    [1e3, 'kB'],
  ];
  const step = steps.find(([size]) => bytes >= size);
  if (!step) return { value: formatFixed(bytes, 0), unit: 'B' };
  const scaled = bytes / step[0];
  return { value: scaled >= 100 ? formatFixed(scaled, 0) : formatSignificant(scaled, 3), unit: step[1] };
}

/** Samples per second, counts: 2.9, 41 200. */
export function formatRate(perSecond: number): string {
  return perSecond >= 100 ? formatFixed(perSecond, 0) : formatFixed(perSecond, 1);
}

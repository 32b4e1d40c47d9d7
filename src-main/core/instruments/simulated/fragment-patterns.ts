import type { LabGas } from './conditions.ts';

/**
 * Electron-ionisation patterns of the simulated ion source on the scanned masses, percent of the base peak
 * (science.md 3, NIST column first, SRS library where NIST has none; S+ at 34 by isotope). Every run draws its own around these.
 */
export const FRAGMENT_PATTERNS: Record<LabGas, Readonly<Record<number, number>>> = {
  H2: { 2: 100 },
  H2O: { 18: 100, 2: 1 },
  N2: { 28: 100, 14: 13.8 },
  O2: { 32: 100, 34: 0.41 },
  Ar: { 40: 100 },
  CO: { 28: 100, 12: 4.7, 14: 0.8 },
  CO2: { 44: 100, 28: 9.8, 12: 8.7 },
  SO2: { 64: 100, 48: 49, 32: 10, 34: 0.45, 66: 5 },
};

/** m/z of the base peak. */
export const BASE_MASS: Record<LabGas, number> = {
  H2: 2,
  H2O: 18,
  N2: 28,
  O2: 32,
  Ar: 40,
  CO: 28,
  CO2: 44,
  SO2: 64,
};

/** Gases the program knows by name. Ionisation patterns are data (assets), not part of the name. */
export interface Species {
  formula: string;
  name: string;
  /** m/z of the strongest peak, the channel normally followed. */
  mainMz: number;
}

export const SPECIES: readonly Species[] = [
  { formula: 'H2', name: 'hydrogen', mainMz: 2 },
  { formula: 'He', name: 'helium', mainMz: 4 },
  { formula: 'CH4', name: 'methane', mainMz: 15 },
  { formula: 'H2O', name: 'water', mainMz: 18 },
  { formula: 'N2', name: 'nitrogen', mainMz: 28 },
  { formula: 'CO', name: 'carbon monoxide', mainMz: 28 },
  { formula: 'C2H4', name: 'ethylene', mainMz: 26 },
  { formula: 'O2', name: 'oxygen', mainMz: 32 },
  { formula: 'H2S', name: 'hydrogen sulfide', mainMz: 34 },
  { formula: 'Ar', name: 'argon', mainMz: 40 },
  { formula: 'CO2', name: 'carbon dioxide', mainMz: 44 },
  { formula: 'SO2', name: 'sulfur dioxide', mainMz: 64 },
];

/** The species usually meant by an m/z, for labels only: never for quantification. */
export function speciesOfMz(mz: number): Species | undefined {
  const nominal = Math.round(mz);
  return SPECIES.find((species) => species.mainMz === nominal);
}

import { SPECIES, type Species } from '../../../../shared/domain/species.ts';

/** A gas by its formula. */
export function speciesByFormula(formula: string): Species | undefined {
  return SPECIES.find((species) => species.formula === formula);
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CompositionError,
  molarMass,
  parseComposition,
  theoreticalCapacity,
} from '../../../shared/domain/composition.ts';

describe('composition', () => {
  it('gives the molar mass and capacity of NCM85 (science.md 5: 97.4676 g/mol, 274.98 mAh/g)', () => {
    const ncm85 = parseComposition('LiNi0.85Co0.10Mn0.05O2');
    expect(molarMass(ncm85)).toBeCloseTo(97.4676, 4);
    expect(theoreticalCapacity(ncm85)).toBeCloseTo(274.98, 2);
  });

  it('reads brackets, blanks and subscripts', () => {
    const expected = molarMass(parseComposition('LiNi0.8Mn0.2O2'));
    expect(molarMass(parseComposition('Li(Ni0.8Mn0.2)O2'))).toBeCloseTo(expected, 9);
    expect(molarMass(parseComposition('Li Ni0.8 Mn0.2 O₂'))).toBeCloseTo(expected, 9);
    expect(molarMass(parseComposition('Ca(OH)2'))).toBeCloseTo(40.078 + 2 * (15.999 + 1.008), 9);
  });

  it.each(['', 'Xx2', 'Li(O2', 'LiO)2', 'li2', 'Li0O2', '2Li', 'Li-O'])('refuses %j', (formula) => {
    expect(() => parseComposition(formula)).toThrow(CompositionError);
  });

  it('doubles the mass when every amount doubles', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('Li', 'Ni', 'Co', 'O', 'Zr'), fc.integer({ min: 1, max: 99 }), { minKeys: 1 }),
        (amounts) => {
          const text = (factor: number) =>
            Object.entries(amounts)
              .map(([element, amount]) => `${element}${amount * factor}`)
              .join('');
          expect(molarMass(parseComposition(text(2)))).toBeCloseTo(2 * molarMass(parseComposition(text(1))), 6);
        },
      ),
    );
  });

  it('never fails otherwise than with its own error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(molarMass(parseComposition(text))).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(CompositionError);
        }
      }),
    );
  });
});

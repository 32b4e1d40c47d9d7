import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  integrateCharge,
  maximumStepSeconds,
  specificCapacity,
  stateOfCharge,
} from '../../../shared/domain/state-of-charge.ts';

const MASS_GRAM = 0.0125 * 0.693;

describe('state of charge', () => {
  it('reaches 206 mAh/g and 74.9 % after 21.68 h at 0.05 C of 190 mA/g (science.md 5)', () => {
    const hours = 206 / 9.5;
    const n = Math.round(hours * 3600) + 1;
    const timeUs = Float64Array.from({ length: n }, (_, i) => (i * hours * 3.6e9) / (n - 1));
    const current = new Float64Array(n).fill(9.5e-3 * MASS_GRAM);
    const { chargeCoulomb, bridgedSeconds } = integrateCharge(timeUs, current);
    const capacity = specificCapacity(chargeCoulomb[n - 1], MASS_GRAM);
    expect(capacity).toBeCloseTo(206, 6);
    expect(stateOfCharge(capacity, 274.98)).toBeCloseTo(74.914, 2);
    expect(bridgedSeconds).toBe(0);
  });

  it('bridges missing current and says for how long', () => {
    const timeUs = Float64Array.of(0, 1, 2, 3, 503, 504).map((seconds) => seconds * 1e6);
    const current = Float64Array.of(1, 1, 1, Number.NaN, 1, 1);
    const { chargeCoulomb, bridgedSeconds } = integrateCharge(timeUs, current);
    expect(chargeCoulomb[5]).toBeCloseTo(504, 9);
    expect(chargeCoulomb[3]).toBeNaN();
    expect(bridgedSeconds).toBeCloseTo(501, 9);
    expect(maximumStepSeconds(timeUs)).toBe(60);
  });

  it('is additive: the charge of a whole is that of its parts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e-3, max: 1e-3, noNaN: true }), { minLength: 3, maxLength: 60 }),
        fc.nat(),
        (values, where) => {
          const timeUs = Float64Array.from(values, (_, i) => i * 1e6);
          const current = Float64Array.from(values);
          const cut = 1 + (where % (values.length - 2));
          const whole = integrateCharge(timeUs, current).chargeCoulomb.at(-1)!;
          const left = integrateCharge(timeUs.slice(0, cut + 1), current.slice(0, cut + 1)).chargeCoulomb.at(-1)!;
          const right = integrateCharge(timeUs.slice(cut), current.slice(cut)).chargeCoulomb.at(-1)!;
          expect(whole).toBeCloseTo(left + right, 12);
        },
      ),
    );
  });
});

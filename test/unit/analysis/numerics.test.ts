import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectValue } from '../../../shared/domain/select-value.ts';
import { factorise, inverseOf, leastSquares } from '../../../src-main/core/analysis/numerics/dense.ts';
import { resample, valueAt } from '../../../src-main/core/analysis/numerics/interpolation.ts';
import { seededRandom } from '../../../src-main/core/analysis/numerics/random.ts';
import { savitzkyGolayWeights } from '../../../src-main/core/analysis/numerics/savitzky-golay.ts';
import { effectiveCount, medianOf, quantileOf } from '../../../src-main/core/analysis/numerics/statistics.ts';
import { studentProbability, studentQuantile } from '../../../src-main/core/analysis/numerics/student.ts';
import { whittakerLambda, whittakerPeriod } from '../../../src-main/core/analysis/numerics/whittaker.ts';

const finite = fc.double({ noNaN: true, min: -1e6, max: 1e6 });

describe('order statistics', () => {
  it('select what sorting would give', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 200 }), fc.nat(), (values, seed) => {
        const rank = seed % values.length;
        const sorted = Float64Array.from(values).sort();
        // Sorting parts -0 from 0; for a rank they are one number, and 0 added makes them one.
        expect(selectValue(Float64Array.from(values), rank) + 0).toBe(sorted[rank] + 0);
      }),
    );
  });

  it('interpolate quantiles and pass over NaN', () => {
    expect(quantileOf([4, Number.NaN, 1, 3, 2], 0.5)).toBe(2.5);
    expect(medianOf([])).toBeNaN();
    expect(effectiveCount(100, 0.5)).toBeCloseTo(100 / 3, 10);
    expect(effectiveCount(100, -0.5)).toBe(100);
  });
});

describe("Student's t", () => {
  it('gives the coverage factors and thresholds of the specification', () => {
    expect(studentQuantile(0.97725, Number.POSITIVE_INFINITY)).toBeCloseTo(2, 3);
    expect(studentQuantile(0.97725, 2)).toBeCloseTo(4.527, 2);
    expect(studentQuantile(0.99865, Number.POSITIVE_INFINITY)).toBeCloseTo(3, 3);
    // Tables: t(0.975, 10) = 2.228139, t(0.95, 1) = 6.313752.
    expect(studentQuantile(0.975, 10)).toBeCloseTo(2.228139, 5);
    expect(studentQuantile(0.95, 1)).toBeCloseTo(6.313752, 5);
  });

  it('is the inverse of its probability', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.51, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 150 }), (p, nu) => {
        expect(studentProbability(studentQuantile(p, nu), nu)).toBeCloseTo(p, 9);
      }),
    );
  });
});

describe('small systems', () => {
  it('are inverted', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 16, maxLength: 16 }), (values) => {
        const size = 4;
        const matrix = new Float64Array(16);
        for (let i = 0; i < 4; i++) {
          for (let j = 0; j < 4; j++) {
            for (let k = 0; k < 4; k++) matrix[i * 4 + j] += (values[i * 4 + k] * values[j * 4 + k]) / 1e12;
          }
          matrix[i * 4 + i] += 0.1;
        }
        const factor = matrix.slice();
        expect(factorise(factor, size)).toBe(true);
        const inverse = inverseOf(factor, size);
        for (let i = 0; i < 4; i++) {
          for (let j = 0; j < 4; j++) {
            let sum = 0;
            for (let k = 0; k < 4; k++) sum += matrix[i * 4 + k] * inverse[k * 4 + j];
            expect(sum).toBeCloseTo(i === j ? 1 : 0, 6);
          }
        }
      }),
    );
  });

  it('fit a plane exactly and refuse dependent regressors', () => {
    const x = [0, 1, 2, 3];
    const z = [1, 0, 2, 5];
    const y = x.map((value, i) => 2 + 3 * value - 0.5 * z[i]);
    const fit = leastSquares([x.map(() => 1), x, z], y)!;
    expect([...fit.coefficients]).toEqual([2, 3, -0.5].map((value) => expect.closeTo(value, 9)));
    expect(factorise(Float64Array.of(1, 1, 1, 1), 2)).toBe(false);
  });
});

describe('interpolation', () => {
  it('skips missing values, never reaches across a long gap and never outside', () => {
    const times = Float64Array.of(0, 10, 20, 30, 200);
    const values = Float64Array.of(0, Number.NaN, 20, 30, 200);
    const out = resample(times, values, Float64Array.of(-1, 0, 10, 25, 100, 200, 201), 60);
    expect([...out]).toEqual([Number.NaN, 0, 10, 25, Number.NaN, 200, Number.NaN]);
    expect(valueAt(times, values, 25)).toBe(25);
    expect(valueAt(times, values, 5)).toBeNaN();
  });

  it('agrees with the plain definition on random times', () => {
    const ascending = fc
      .array(fc.double({ min: 0.01, max: 50, noNaN: true }), { minLength: 2, maxLength: 40 })
      .map((steps) =>
        Float64Array.from(
          steps,
          (
            (sum) => (step: number) =>
              (sum += step)
          )(0),
        ),
      );
    fc.assert(
      fc.property(ascending, ascending, (source, target) => {
        const values = source.map((time) => Math.sin(time));
        const out = resample(source, values, target, 1e9);
        target.forEach((time, i) => {
          const plain = valueAt(source, values, time);
          if (Number.isNaN(plain)) expect(out[i]).toBeNaN();
          else expect(out[i]).toBeCloseTo(plain, 12);
        });
      }),
    );
  });
});

describe('filters', () => {
  it('differentiate a parabola exactly', () => {
    const weights = savitzkyGolayWeights(11, 2, 1, 0.5);
    const slope = weights.reduce((sum, weight, i) => sum + weight * (3 + 2 * (i * 0.5) + 4 * (i * 0.5) ** 2), 0);
    expect(slope).toBeCloseTo(2 + 8 * 2.5, 9);
  });

  it('know the Whittaker half-gain period of science.md 1.3', () => {
    expect(whittakerPeriod(1e5, 10) / 3600).toBeCloseTo(0.310368, 5);
    expect(whittakerPeriod(1e7, 10) / 3600).toBeCloseTo(0.98147, 5);
    expect(whittakerLambda(20 * 3600, 10)).toBeCloseTo(1.72429e12, -8);
  });
});

describe('random numbers', () => {
  it('are the same for the same seed, normal in mean and variance, and different for others', () => {
    const a = seededRandom('0123456789abcdef0123456789abcdefO2');
    const b = seededRandom('0123456789abcdef0123456789abcdefO2');
    const c = seededRandom('0123456789abcdef0123456789abcdefCO2');
    const values = Array.from({ length: 20_000 }, () => a.normal());
    expect(values.slice(0, 50)).toEqual(Array.from({ length: 50 }, () => b.normal()));
    expect(c.normal()).not.toBe(values[0]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(values.length));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / values.length));
  });
});

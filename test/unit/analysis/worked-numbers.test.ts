import { describe, expect, it } from 'vitest';
import { fitSensitivity, onePointSensitivity } from '../../../src-main/core/analysis/calibration/fit-sensitivity.ts';
import { driftingSensitivity } from '../../../src-main/core/analysis/calibration/drift.ts';
import { deconvolutionNoiseGain, deconvolve } from '../../../src-main/core/analysis/delay/deconvolve.ts';
import { headspaceWashout, quickStepResponse } from '../../../src-main/core/analysis/delay/fit-gas-step.ts';
import { nonNegativeLeastSquares } from '../../../src-main/core/analysis/interference/non-negative.ts';
import { patternsOf } from '../../../src-main/core/analysis/interference/pattern-table.ts';
import { unmixing } from '../../../src-main/core/analysis/interference/unmix.ts';
import { leastSquares } from '../../../src-main/core/analysis/numerics/dense.ts';
import { seededRandom } from '../../../src-main/core/analysis/numerics/random.ts';
import { checkSanity, gasCapacity } from '../../../src-main/core/analysis/pipeline/check-sanity.ts';
import { integralAt, rateSeries } from '../../../src-main/core/analysis/quantify/rate-series.ts';
import { parseComposition, theoreticalCapacity } from '../../../shared/domain/composition.ts';
import { recipeSchema } from '../../../shared/domain/recipe.ts';
import { sampleSchema } from '../../../shared/domain/sample.ts';
import { stateOfCharge } from '../../../shared/domain/state-of-charge.ts';
import {
  conversionRelativeUncertainty,
  convertedFlow,
  flowRelativeUncertainty,
  mixtureConversionFactor,
  molarFlow,
  molarVolumeLitre,
} from '../../../src-main/core/analysis/quantify/flow.ts';
import {
  combined,
  decisionThreshold,
  detectionLimit,
  effectiveDegrees,
  coverageFactor,
  printedAmount,
  quantificationLimit,
  upperLimit,
} from '../../../src-main/core/analysis/quantify/limits.ts';

/** Within 0.1 % of a number printed in science.md. */
const near = (value: number, printed: number) => expect(Math.abs(value / printed - 1)).toBeLessThan(1e-3);
const NORMAL = { temperatureCelsius: 0, pressurePascal: 101_325 };

describe('science.md 1.4, sensitivity', () => {
  const fractions = [0, 50e-6, 100e-6, 200e-6];
  const ratios = [2.0e-5, 32.1e-5, 62.0e-5, 121.8e-5];
  const uncertainties = [0.05e-5, 0.2e-5, 0.35e-5, 0.65e-5];
  const points = fractions.map((fraction, i) => ({
    fraction,
    fractionUncertainty: 0,
    ratio: ratios[i],
    ratioUncertainty: uncertainties[i],
  }));

  it('fits the worked weighted line', () => {
    const fit = fitSensitivity(points);
    expect(fit.method).toBe('weighted');
    near(fit.k, 6.0008);
    near(fit.kUncertainty, 0.021129);
    near(fit.intercept, 2.0042e-5);
    near(fit.interceptUncertainty, 0.049476e-5);
    near(fit.covariance, -2.6033e-9);
    near(fit.chiSquared, 0.33371);
    expect(fit.degreesOfFreedom).toBe(2);
  });

  it('takes errors in both where dilution matters, and inflates where points scatter', () => {
    const both = fitSensitivity(points.map((point) => ({ ...point, fractionUncertainty: 0.02 * point.fraction })));
    expect(both.method).toBe('errors-in-both');
    expect(both.kUncertainty).toBeGreaterThan(0.04);
    const scattered = fitSensitivity(
      points.map((point, i) => ({ ...point, ratio: point.ratio + (i % 2 ? 2e-5 : -2e-5) })),
    );
    const factor = scattered.chiSquared / 2;
    expect(factor).toBeGreaterThan(10);
    near(scattered.kUncertainty, fitSensitivity(points).kUncertainty * Math.sqrt(factor));
  });

  it('divides the step by the amount with one gas and zero', () => {
    const fit = onePointSensitivity(points[0], points[2]);
    near(fit.k, (62.0e-5 - 2.0e-5) / 100e-6);
    near(fit.kUncertainty / fit.k, Math.hypot(0.35, 0.05) / 60);
  });

  it('interpolates between two calibrations, and never takes equal ones for no drift', () => {
    const pre = { k: 6, relativeUncertainty: 0.004, seconds: 0 };
    const post = { k: 5.88, relativeUncertainty: 0.006, seconds: 100 };
    const both = driftingSensitivity(pre, post, 0, 3, { from: 0, to: 100 });
    near(both.at(25), 0.75 * 6 + 0.25 * 5.88);
    near(both.fitRelativeAt(25), Math.hypot(0.75 * 0.004 * 6, 0.25 * 0.006 * 5.88) / both.at(25));
    // |dk| = 2 %, a = 3 %: the larger one counts.
    near(both.driftRelativeAt(25), 0.03 / (2 * Math.sqrt(3)));
    const large = driftingSensitivity(pre, { ...post, k: 5.4 }, 0, 3, { from: 0, to: 100 });
    near(large.driftRelativeAt(50), 0.6 / 5.7 / (2 * Math.sqrt(3)));
    const equal = driftingSensitivity(pre, { ...post, k: 6 }, 0, 3, { from: 0, to: 100 });
    expect(equal.driftRelativeAt(50)).toBeGreaterThan(0.008);
  });

  it('corrects a single calibration by the historic drift and says how little that is worth', () => {
    const post = { k: 5.94, relativeUncertainty: 0.004, seconds: 100 };
    const only = driftingSensitivity(undefined, post, -1, 3, { from: 0, to: 100 });
    near(only.at(0), 5.94 * 1.01);
    near(only.at(100), 5.94);
    near(only.driftRelativeAt(0), 0.03 / Math.sqrt(3));
    expect(only.rule).toBe('post');
  });
});

describe('science.md 1.5, flow', () => {
  it('knows the molar volumes and flows', () => {
    const volumes: [number, number, number][] = [
      [0, 101_325, 22.41397],
      [20, 101_325, 24.05512],
      [21.1111, 101_325, 24.14629],
      [25, 101_325, 24.4654],
      [0, 100_000, 22.71095],
    ];
    for (const [temperatureCelsius, pressurePascal, printed] of volumes) {
      expect(molarVolumeLitre({ temperatureCelsius, pressurePascal })).toBeCloseTo(printed, 4);
    }
    near(molarFlow(2.5, NORMAL), 1.85896e-6);
    near(molarFlow(2.5, { ...NORMAL, temperatureCelsius: 20 }), 1.73213e-6);
    near(molarFlow(2.5, { ...NORMAL, temperatureCelsius: 25 }), 1.70309e-6);
    // science.md 9: changing the reference from 0 to 20 degC scales the amount by 0.93177.
    near(molarFlow(2.5, { ...NORMAL, temperatureCelsius: 20 }) / molarFlow(2.5, NORMAL), 0.93177);
  });

  it('converts between gases', () => {
    near(convertedFlow(2.5, 1.4), 3.5);
    near(
      mixtureConversionFactor([
        { fraction: 0.999, factor: 1.4 },
        { fraction: 0.001, factor: 0.98 },
      ]),
      1.3994,
    );
    expect(conversionRelativeUncertainty(1)).toBe(0);
    near(conversionRelativeUncertainty(1.4), (0.02 * 1.4) / Math.sqrt(3));
    near(conversionRelativeUncertainty(0.74), 0.02 / 0.74 / Math.sqrt(3));
    near(flowRelativeUncertainty(2.5, 0.5, 0.1, 20), 0.00751);
  });
});

describe('science.md 1.6, rate and amount', () => {
  // 12.5 mg with 69.3 % active material; k = 6, so that 1 ppm is a ratio of 6e-6.
  const gram = 12.5e-3 * 0.693;
  const perSecond = (1e6 * molarFlow(2.5, NORMAL)) / 6 / gram;
  const even = (seconds: number, value: (second: number) => number) => {
    const times = Float64Array.from({ length: seconds / 10 + 1 }, (_, i) => 10 * i);
    return rateSeries(
      times,
      times.map((seconds) => perSecond * value(seconds)),
      60,
    );
  };

  it('gives the reference case: 1 ppm is 12.876 nmol/min/g, two hours of it 1.5451 umol/g', () => {
    near((3.64e-12 / 1.4e-7 - 2e-5) / 6, 1e-6);
    const series = even(7200, () => 3.64e-12 / 1.4e-7 - 2e-5);
    near(series.rate[0] * 6e4, 12.876);
    near(series.rate[0] * 3600, 0.77255);
    near(integralAt(series, 7200), 1.5451);
  });

  it('takes the whole of a peak in a window declared for it (6.2): 0.2 umol/g, FWHM 1 h, in 4 h', () => {
    const sigma = 3600 / (2 * Math.sqrt(2 * Math.LN2));
    const height = 0.2 / (sigma * Math.sqrt(2 * Math.PI)) / perSecond;
    const series = even(36_000, (t) => height * Math.exp(-(((t - 18_000) / sigma) ** 2) / 2));
    near(integralAt(series, 25_200) - integralAt(series, 10_800), 0.2);
  });

  it('never clips (6.4): zero gas that scatters by 0.07 ppm gives zero; clipped it would give 0.52 umol/g in 24 h', () => {
    const random = seededRandom('5eed');
    const ppm = Float64Array.from({ length: 8641 }, () => 0.07 * random.normal());
    const ofDay = (clip: boolean) =>
      integralAt(
        even(86_400, (t) => 6e-6 * (clip ? Math.max(0, ppm[t / 10]) : ppm[t / 10])),
        86_400,
      );
    expect(Math.abs(ofDay(false))).toBeLessThan((4 * 0.07 * 0.77255 * 24) / Math.sqrt(8640));
    // sigma / sqrt(2 pi) = 0.028 ppm on average.
    expect(Math.abs(ofDay(true) - 0.52)).toBeLessThan(0.02);
  });

  it('moves 0.09 or 0.18 umol/g into the next phase if 4 ppm at cut-off are not counted by tau (4)', () => {
    near(4 * 6e-6 * perSecond * headspaceWashout(5, 2.5, 0, 45), 0.088454);
    near(4 * 6e-6 * perSecond * headspaceWashout(10, 2.5, 0, 45), 0.17691);
  });
});

describe('science.md 5, electrochemistry', () => {
  it('relates current, capacity and state of charge', () => {
    const capacity = theoreticalCapacity(parseComposition('LiNi0.85Co0.1Mn0.05O2'));
    near(capacity, 274.98);
    // 0.05 C of 190 mA/g: 82.3 uA in 8.6625 mg, 3.455 % of the capacity per hour.
    near(0.05 * 190 * 8.6625, 82.3);
    near(stateOfCharge(0.05 * 190, capacity), 3.455);
    near(stateOfCharge(229, capacity), 83.28);
  });
});

describe('science.md 3, interference', () => {
  const masses = [2, 18, 28, 32, 40, 44, 48, 64];
  const species = ['H2', 'H2O', 'N2', 'O2', 'Ar', 'CO2', 'SO2'];
  const k = [5, 6, 6.5, 6, 7.5, 8, 6];
  const x = [0.5, 50, 30, 1, 5, 20, 2];
  // The table's 9.81 % of CO2 on 28.
  const patterns = patternsOf({
    edits: [{ species: 'CO2', mz: 28, percent: 9.81, uncertaintyPercent: null, origin: 'test' }],
  });
  const r = [5.5, 300, 210.696, 7.2, 37.5, 160, 5.88, 12];
  const unmix = unmixing(
    species.map((name) => patterns.get(name)!),
    masses,
    masses.map(() => 0.42),
    1000,
  );

  it('recovers the worked mixture exactly', () => {
    species.forEach((_, s) => {
      const y = masses.reduce((sum, _mz, m) => sum + unmix.gain[s * masses.length + m] * r[m], 0);
      near(y / k[s], x[s]);
    });
    expect(unmix.refusal).toBe('none');
    expect(unmix.conditionNumber).toBeLessThan(10);
    // Uncorrected: O2 1.2, N2 32.4, H2 1.1.
    near(r[3] / k[3], 1.2);
    near(r[2] / k[2], 32.41477);
    near(r[0] / k[0], 1.1);
  });

  it('stays unbiased where non-negative least squares invents oxygen', () => {
    const random = seededRandom('5eed');
    const columns = species.map((_, s) =>
      Float64Array.from(masses, (_mz, m) => (k[s] * unmix.percent[m * species.length + s]) / 100),
    );
    const truth = x.map((value, s) => (species[s] === 'O2' ? 0 : value));
    let plain = 0;
    let clipped = 0;
    const draws = 4000;
    for (let d = 0; d < draws; d++) {
      const noisy = Float64Array.from(
        masses,
        (_mz, m) => columns.reduce((sum, column, s) => sum + column[m] * truth[s], 0) + 0.42 * random.normal(),
      );
      plain += leastSquares(columns, noisy)!.coefficients[3] / draws;
      clipped += nonNegativeLeastSquares(columns, noisy)[3] / draws;
    }
    expect(Math.abs(plain)).toBeLessThan(0.005);
    expect(Math.abs(clipped - 0.027)).toBeLessThan(0.004);
  });

  it('refuses fewer masses than gases and masses that cannot tell gases apart', () => {
    const chosen = ['N2', 'CO'].map((name) => patterns.get(name)!);
    expect(unmixing(chosen, [28], [1], 1000).refusal).toBe('too-few-masses');
    expect(unmixing(chosen, [28, 32], [1, 1], 1000).refusal).toBe('ill-conditioned');
    expect(unmixing(chosen, [28, 14], [1, 1], 1000).refusal).toBe('none');
  });

  it('keeps recalled patterns out until someone enters values', () => {
    expect(patternsOf({ edits: [] }).get('CS2')!.enabled).toBe(false);
    const edited = patternsOf({
      edits: [{ species: 'CS2', mz: 32, percent: 21.7, uncertaintyPercent: null, origin: 'NIST WebBook' }],
    });
    expect(edited.get('CS2')!.enabled).toBe(true);
    for (const pattern of patternsOf({ edits: [] }).values()) {
      for (const line of pattern.lines) if (pattern.enabled) expect(line.origin).not.toBe('');
    }
  });
});

describe('science.md 4, delay and washout', () => {
  it('computes headspace time constants', () => {
    const expected: [number, number][] = [
      [2, 41.2],
      [5, 103.03],
      [10, 206.1],
    ];
    for (const [volume, tau] of expected) {
      expect(Math.abs(headspaceWashout(volume, 2.5, 0, 45) / tau - 1)).toBeLessThan(2e-3);
    }
  });

  it('estimates quickly from two times of the rise', () => {
    const quick = quickStepResponse(74.27492261921147, 142.99311641419226);
    near(quick.washoutSeconds, 103.0773);
    near(quick.delaySeconds, 39.9158);
  });

  it('deconvolves with the noise gains printed and keeps the washout identity', () => {
    const tau = 103.02687411598302;
    near(deconvolutionNoiseGain(31, 10, tau), 0.33986);
    near(deconvolutionNoiseGain(61, 10, tau), 0.20619);
    near(deconvolutionNoiseGain(61, 5.5, tau), 0.23549);
    // A smooth rise and fall: integral of x_true = integral of x + tau (x_end - x_start).
    const x = Float64Array.from(
      { length: 2000 },
      (_, i) => Math.exp(-(((i - 1000) / 200) ** 2)) + 0.2 / (1 + Math.exp(-(i - 1200) / 60)),
    );
    const truth = deconvolve(x, 10, tau);
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value * 10, 0);
    near(sum(truth), sum(x) + tau * (x[1999] - x[0]));
  });

  it('passes a 10 ppm pulse of 600 s through 5 mL as science.md 9 says', () => {
    const tau = headspaceWashout(5, 2.5, 0, 45);
    const share = 1 - Math.exp(-1 / tau);
    let held = 0;
    let peak = 0;
    let area = 0;
    for (let second = 0; second < 6000; second++) {
      held += share * ((second >= 1000 && second < 1600 ? 10 : 0) - held);
      peak = Math.max(peak, held);
      area += held;
    }
    near(peak, 9.97);
    near(area, 6000);
  });
});

describe('science.md 6, budget and limits', () => {
  it('adds up to 3.67 % in the worked example', () => {
    const flow = 100 * flowRelativeUncertainty(2.5, 0.5, 0.1, 20);
    const parts = [
      1.0,
      0.5,
      2 / (2 * Math.sqrt(3)),
      flow,
      (0.1 / Math.sqrt(3) / 12.5) * 100,
      (0.5 / Math.sqrt(3) / 69.3) * 100,
      3.3,
      (0.07 / Math.sqrt(720)) * 100,
    ];
    near(
      combined(
        parts.map((standardUncertainty) => ({ standardUncertainty, degreesOfFreedom: Number.POSITIVE_INFINITY })),
      ),
      3.6731,
    );
  });

  it('knows thresholds and limits of rate and amount', () => {
    const perPpmHour = 0.7725546910180534;
    const free = Number.POSITIVE_INFINITY;
    const rate = Math.hypot(0.07 / Math.sqrt(60), 0.033);
    near(decisionThreshold(rate, free), 0.10264);
    // In nmol/min/g: 2.05.
    near(detectionLimit(decisionThreshold(rate, free), rate, 0) * 12.875911516967557, 2.0464);
    for (const [hours, threshold, limit] of [
      [2, 0.15344, 0.2376],
      [24, 1.8361, 2.8429],
    ]) {
      const u0 = Math.hypot(0.033 * hours, (0.07 * Math.sqrt(hours * 360)) / 360) * perPpmHour;
      near(decisionThreshold(u0, free), threshold);
      near(detectionLimit(decisionThreshold(u0, free), u0, 0), limit);
      near(quantificationLimit(u0), 10 * u0);
    }
  });

  it('counts few degrees of freedom', () => {
    const parts = [
      { standardUncertainty: 1, degreesOfFreedom: 2 },
      { standardUncertainty: 1, degreesOfFreedom: Number.POSITIVE_INFINITY },
    ];
    near(effectiveDegrees(parts), 8);
    near(coverageFactor(2), 4.5266);
    expect(effectiveDegrees([parts[1]])).toBe(Number.POSITIVE_INFINITY);
  });

  it('prints what the number deserves', () => {
    expect(printedAmount(1.5451, 0.0568, 0.1135, 0.15, 0.5)).toBe('1.55 +- 0.11');
    expect(printedAmount(-0.3, 0.1, 0.2, 0.3, 1)).toBe('not detected, <= 0.16 (95 %)');
    expect(printedAmount(0.5, 0.1, 0.2, 0.3, 1)).toBe('0.5 (below LOQ)');
    near(upperLimit(0.2, 0.1), 0.2 + 0.1645);
  });

  it('turns gas into charge', () => {
    near(gasCapacity(1, 4), 0.107206);
    near(gasCapacity(1, 2), 0.053603);
    // 229 mAh/g are 8.54 mmol of electrons per gram: as many as 8544 umol/g of a gas at one electron each.
    near(gasCapacity(8544, 1), 229);
  });

  it('knows what lattice and carbonate can give (6.5)', () => {
    const sample = sampleSchema.parse({ name: 'NCM85', composition: 'LiNi0.85Co0.1Mn0.05O2' });
    const gas = (species: string) => ({ species, unit: 'umol/g', intervals: [], total: { amount: 1, U: 0.1 } });
    const recipe = recipeSchema.parse({ quantify: { titratedCarbonatePercent: 0.1 } }).quantify;
    const gases = [gas('O2'), gas('CO2')] as unknown as Parameters<typeof checkSanity>[0];
    const { checks } = checkSanity(gases, [], sample, recipe, undefined);
    near(checks.find(({ code }) => code === 'lattice-oxygen')!.value!, 0.009747);
    near(checks.find(({ code }) => code === 'carbonate')!.limit!, 13.534);
  });

  it('takes air for what leaks in: O2/N2 from 0.251 in molecular to 0.268 in viscous flow (6.5)', () => {
    const { oxygenPerNitrogen, oxygenPerNitrogenHalfWidth } = recipeSchema.parse({}).interference.airLeak;
    near(oxygenPerNitrogen + oxygenPerNitrogenHalfWidth, 20.946 / 78.084);
    near(oxygenPerNitrogen - oxygenPerNitrogenHalfWidth, (20.946 / 78.084) * Math.sqrt(28.014 / 31.998));
  });
});

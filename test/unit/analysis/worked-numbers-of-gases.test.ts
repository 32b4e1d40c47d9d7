import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recipeSchema } from '../../../shared/domain/recipe.ts';
import type { Results } from '../../../shared/domain/results.ts';
import { specificCapacity, stateOfCharge } from '../../../shared/domain/state-of-charge.ts';
import { analyseRun } from '../../../src-main/core/analysis/analyse-run.ts';
import { deconvolutionNoiseGain } from '../../../src-main/core/analysis/delay/deconvolve.ts';
import { headspaceWashout } from '../../../src-main/core/analysis/delay/fit-gas-step.ts';
import { patternsOf } from '../../../src-main/core/analysis/interference/pattern-table.ts';
import { unmixing } from '../../../src-main/core/analysis/interference/unmix.ts';
import { gasCapacity } from '../../../src-main/core/analysis/pipeline/check-sanity.ts';
import { convertedFlow, molarFlow, molarVolumeLitre } from '../../../src-main/core/analysis/quantify/flow.ts';
import { integralAt, rateSeries } from '../../../src-main/core/analysis/quantify/rate-series.ts';
import { syntheticRun, syntheticSpan, type SyntheticChanges } from '../../support/synthetic-run.ts';

/** Within 0.1 % of a number printed in science.md, or of the same arithmetic with more digits. */
const near = (value: number, printed: number) => expect(Math.abs(value / printed - 1)).toBeLessThan(1e-3);
/** umol/h/g that 1 ppm gives in 8.6625 mg at 2.5 mln/min (science.md 1.6). */
const PER_PPM_HOUR = 0.7725546910180534;
/** The same in the 10 mg of the synthetic run, over its charge of 4 h. */
const PER_PPM_CHARGE = (PER_PPM_HOUR * 8.6625 * 4) / 10;
const HOUR = 3600;
const inCharge = (seconds: number) => seconds >= 4 * HOUR && seconds < 8 * HOUR;

const ZERO = { span: syntheticSpan(10.1, 10.45), kind: 'zero', when: 'post' };
const GAS = { span: syntheticSpan(10.7, 11.4), kind: 'gas', bottle: 'CO2 in He', when: 'post' };

function evaluated(recipe: Record<string, object>, run: SyntheticChanges = {}): Results {
  return analyseRun(
    syntheticRun(run),
    recipeSchema.parse({
      baseline: { spans: [syntheticSpan(1, 3.9), syntheticSpan(8.5, 9.9)] },
      delay: { standard: { delaySeconds: 0, washoutSeconds: 0 } },
      calibration: { points: [ZERO, GAS] },
      ...recipe,
    }),
  );
}

const chargeOf = ({ gases }: Results, species: string) =>
  gases.find((gas) => gas.species === species)!.intervals.find(({ label }) => label === 'charge 1')!;
const partOf = (results: Results, species: string, name: string) =>
  chargeOf(results, species).budget.find((component) => component.name === name)!;
/** F in C/mol of a sensitivity k: k I(carrier) / F_c (science.md 1.4). */
const coulombPerMol = (k: number) => (k * 1.4e-7) / 1.85896e-6;

describe('science.md 1.2, carrier', () => {
  it('makes 0.21, 0.53 and 4.2 umol/g of a half-sine of 12 h if 1 % of He is taken for all of a background', () => {
    // Backgrounds of science.md 7 over the responses per ppm.
    for (const [background, response, ppm, amount] of [
      [3e-12, 8.4e-13, 0.036, 0.21],
      [1e-11, 1.12e-12, 0.089, 0.53],
      [5e-11, 7e-13, 0.71, 4.2],
    ]) {
      const ripple = (0.01 * background) / response;
      expect(Number(ripple.toPrecision(2))).toBe(ppm);
      const seconds = Float64Array.from({ length: 4321 }, (_, i) => 10 * i);
      const rate = seconds.map((time) => (ripple * Math.sin((Math.PI * time) / (12 * HOUR)) * PER_PPM_HOUR) / HOUR);
      const integral = integralAt(rateSeries(seconds, rate, 60), 12 * HOUR);
      near(integral, (ripple * PER_PPM_HOUR * 12 * 2) / Math.PI);
      expect(Number(integral.toPrecision(2))).toBe(amount);
    }
  });

  it('takes 1 umol/g in 1 h for 1.29 ppm (1.6)', () => {
    expect((1 / PER_PPM_HOUR).toFixed(2)).toBe('1.29');
  });
});

describe('science.md 2, fractions of ions at the base peak', () => {
  it('are 0.578 for SO2, 0.759 for CO2, 0.821 for O2', () => {
    const patterns = patternsOf({ edits: [] });
    const share = (species: string, lines: number[]) => {
      const percent = (mz: number) => patterns.get(species)!.lines.find((line) => line.mz === mz)?.percent ?? 0;
      return 100 / lines.reduce((sum, mz) => sum + percent(mz), 0);
    };
    near(share('SO2', [64, 48, 32, 16, 66, 50, 65, 24]), 0.5780346820809249);
    near(share('CO2', [44, 28, 16, 12, 22, 45, 46]), 0.759128 / (1 - 0.759128 * 1e-3));
    near(share('O2', [32, 16]), 0.8210180623973727);
  });
});

describe('science.md 3, isotopes', () => {
  /** Natural abundances. */
  const SULFUR = { 32: 0.9499, 33: 0.0075, 34: 0.0425 };
  const OXYGEN = { 16: 0.99757, 17: 0.00038, 18: 0.00205 };
  const oxygen18 = OXYGEN[18] / OXYGEN[16];
  const oxygen17 = OXYGEN[17] / OXYGEN[16];
  const sulfur33 = SULFUR[33] / SULFUR[32];
  const ofSulfurDioxide = SULFUR[34] / SULFUR[32] + 2 * oxygen18 + 2 * sulfur33 * oxygen17 + oxygen17 ** 2;
  const ofSulfur = (2 * SULFUR[34]) / SULFUR[32] + sulfur33 ** 2;

  /** Check of I(66)/I(64) on a gas of 10 ppm in the charge. */
  const checked = (ratio: number) => {
    const results = evaluated(
      {
        interference: { species: ['CO2', 'SO2'], airLeak: { mode: 'off' } },
        quantify: { species: [{ species: 'CO2' }, { species: 'SO2' }] },
      },
      {
        also: new Map([
          [64, (seconds) => 1e-7 + (inCharge(seconds) ? 6e-5 : 0)],
          [66, (seconds) => 1e-8 + (inCharge(seconds) ? 6e-5 * ratio : 0)],
        ]),
      },
    );
    return results.sanity.find((check) => check.code === 'ratio-66-64' && check.interval === 'charge 1')!;
  };

  it('tell SO2, 66/64 = 4.89 %, from S2, 8.95 %', () => {
    near(ofSulfurDioxide, 0.0488577);
    near(ofSulfur, 0.0895454);
    const [dioxide, sulfur] = [checked(ofSulfurDioxide), checked(ofSulfur)];
    near(dioxide.value!, 0.0488577);
    expect(dioxide.passed).toBe(true);
    near(sulfur.value!, 0.0895454);
    expect(sulfur.passed).toBe(false);
  });

  it('lie in the table for O2 on 34 (0.41 %), Ar on 36 (0.335 %), CO2 on 45 (1.2 %)', () => {
    const patterns = patternsOf({ edits: [] });
    const percent = (species: string, mz: number) =>
      patterns.get(species)!.lines.find((line) => line.mz === mz)!.percent;
    expect(percent('O2', 34)).toBeCloseTo(200 * oxygen18, 2);
    expect(percent('Ar', 36)).toBeCloseTo(100 / 298.56, 3);
    // Measured 1.2, from abundances 1.16.
    expect(percent('CO2', 45)).toBeCloseTo(100 * (0.0107 / 0.9893 + 2 * oxygen17), 1);
  });
});

describe('science.md 6.1, uncertain patterns', () => {
  it('make 0.22 umol/g of H2 in 24 h uncertain where water changes by 1 ppm and 1 +- 1 % of it are on m/z 2', () => {
    const results = evaluated(
      {
        interference: { species: ['H2', 'H2O', 'CO2'], airLeak: { mode: 'off' } },
        quantify: { species: [{ species: 'H2' }] },
        calibration: { direct: [{ species: 'H2', coulombPerMol: coulombPerMol(5), relativeUncertainty: 0.01 }] },
      },
      {
        // k(H2) = 5, k(H2O) = 6.
        also: new Map([
          [2, (seconds) => 3e-5 + (inCharge(seconds) ? 0.01 * 6e-6 : 0)],
          [18, (seconds) => 3e-5 + (inCharge(seconds) ? 6e-6 : 0)],
        ]),
      },
    );
    const u = partOf(results, 'H2', 'interference patterns').standardUncertainty;
    near(u, 0.01 * (6 / 5) * PER_PPM_CHARGE);
    // The printed case: 24 h instead of 4, 8.6625 mg instead of 10.
    expect(((u * 24) / 4 / 0.86625).toFixed(2)).toBe('0.22');
    // The water itself is taken out.
    expect(Math.abs(chargeOf(results, 'H2').amount!)).toBeLessThan(0.05 * u);
  });
});

describe('science.md 4, times', () => {
  it('moves gas through 1 m of 0.5 mm in 4.3 s', () => {
    const millilitre = (Math.PI * 0.05 ** 2 * 100) / 4;
    near(millilitre, 0.19635);
    near(headspaceWashout(millilitre, 2.5, 0, 25), 4.31725);
  });

  it('reaches 95 % in 2.1, 5.2 and 10.3 min, and moves SOC by 0.29 % in 5 min at C/20, 5.8 % at 1 C', () => {
    for (const [volume, minutes] of [
      [2, 2.0605],
      [5, 5.15134],
      [10, 10.3027],
    ]) {
      near((3 * headspaceWashout(volume, 2.5, 0, 45)) / 60, minutes);
    }
    near(stateOfCharge((9.5 * 5) / 60, 274.978), 0.287901);
    near(stateOfCharge((190 * 5) / 60, 274.978), 5.75803);
  });

  it('makes noise 7.4 times as large with a plain central difference', () => {
    near(deconvolutionNoiseGain(3, 10, 103.02687411598302), 7.353413);
  });
});

describe('science.md 6.5, air', () => {
  it('removes 0.13 to 0.40 ppm of real oxygen if CO, 10 to 30 % of 5 ppm CO2, is taken for nitrogen', () => {
    const patterns = patternsOf({ edits: [] });
    const of = (species: string[], masses: number[]) =>
      unmixing(
        species.map((name) => patterns.get(name)!),
        masses,
        masses.map(() => 1),
        1000,
      );
    const blind = of(['N2', 'CO2'], [28, 44]);
    const resolved = of(['N2', 'CO', 'CO2'], [14, 28, 44]);
    for (const [monoxide, removed] of [
      [0.5, 0.134125],
      [1.5, 0.402374],
    ]) {
      // Equal sensitivities; CO has 0.8 % on 14, CO2 9.8 % on 28.
      const onCO = patterns.get('CO')!.lines.find((line) => line.mz === 14)?.percent ?? 0;
      const r = new Map([
        [14, (monoxide * onCO) / 100],
        [28, monoxide + 5 * (patterns.get('CO2')!.lines.find((line) => line.mz === 28)!.percent / 100)],
        [44, 5],
      ]);
      const nitrogen = ({ masses, gain }: typeof blind) => masses.reduce((sum, mz, m) => sum + gain[m] * r.get(mz)!, 0);
      near((20.946 / 78.084) * nitrogen(blind), removed);
      expect(Math.abs(nitrogen(resolved))).toBeLessThan(1e-12);
    }
  });
});

describe('a sensitivity from another run', () => {
  const carbonDioxide = {
    interference: { species: ['CO2'], airLeak: { mode: 'off' } },
    quantify: { species: [{ species: 'CO2' }] },
  };

  it('gives the same amount as its own calibration and brings its uncertainty along', () => {
    const own = evaluated(carbonDioxide);
    const [{ species, coulombPerMol: borrowed, relativeUncertainty }] = own.sensitivities;
    const entry = { species, coulombPerMol: borrowed, relativeUncertainty };
    const other = evaluated({ ...carbonDioxide, calibration: { direct: [entry] } });
    // One k for the run instead of one that drifts through it.
    near(chargeOf(other, 'CO2').amount!, chargeOf(own, 'CO2').amount!);
    const part = partOf(other, 'CO2', 'direct sensitivity');
    near(part.standardUncertainty, relativeUncertainty! * chargeOf(other, 'CO2').amount!);
    // Two runs that borrow one k share what is not known of it.
    expect(part.sharedKey).toBe('direct/CO2');
    const doubled = evaluated({
      ...carbonDioxide,
      calibration: { direct: [{ ...entry, relativeUncertainty: 2 * relativeUncertainty! }] },
    });
    near(partOf(doubled, 'CO2', 'direct sensitivity').standardUncertainty, 2 * part.standardUncertainty);
    expect(chargeOf(doubled, 'CO2').U!).toBeGreaterThan(chargeOf(other, 'CO2').U!);
  });

  it('is per gram, per area and per cell the same amount', () => {
    const per = (unit: string) =>
      chargeOf(evaluated({ ...carbonDioxide, quantify: { species: [{ species: 'CO2' }], per: unit } }), 'CO2');
    const [gram, cell] = [per('gram'), per('cell')];
    expect(gram.amount! * 0.01).toBeCloseTo(cell.amount!, 12);
    expect(gram.peakRate! * 0.01).toBeCloseTo(cell.peakRate!, 12);
  });
});

describe('units', () => {
  const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
  const reference = fc.record({
    temperatureCelsius: fc.double({ min: -50, max: 150, noNaN: true }),
    pressurePascal: fc.double({ min: 5e4, max: 2e5, noNaN: true }),
  });

  it('come back from any round trip', () => {
    fc.assert(
      fc.property(positive, positive, positive, reference, reference, (flow, factor, gram, here, there) => {
        const close = (value: number, expected: number) => expect(Math.abs(value / expected - 1)).toBeLessThan(1e-12);
        // mL/min at reference conditions, mol/s, and back.
        close(molarFlow(flow, here) * 60 * 1000 * molarVolumeLitre(here), flow);
        // One molar flow in two conventions.
        const restated = (flow * molarVolumeLitre(there)) / molarVolumeLitre(here);
        close(molarFlow(restated, there), molarFlow(flow, here));
        close(convertedFlow(convertedFlow(flow, factor), 1 / factor), flow);
        // Coulomb, mAh/g, percent of the theoretical capacity, and back.
        close(specificCapacity(flow, gram) * 3.6 * gram, flow);
        close((stateOfCharge(flow, factor) * factor) / 100, flow);
        // umol/g of a gas at z electrons: the charge of z times as much at one.
        close(gasCapacity(flow, 4), gasCapacity(4 * flow, 1));
      }),
    );
  });
});

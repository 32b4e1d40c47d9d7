import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recipeSchema } from '../../../../shared/domain/recipe.ts';
import { sampleSchema } from '../../../../shared/domain/sample.ts';
import { analyseRun } from '../../../../src-main/core/analysis/analyse-run.ts';
import type { AnalysisChannel, AnalysisInput } from '../../../../src-main/core/analysis/analysis-input.ts';
import { fitSensitivity } from '../../../../src-main/core/analysis/calibration/fit-sensitivity.ts';
import type { Pattern } from '../../../../src-main/core/analysis/interference/pattern-table.ts';
import { unmixing } from '../../../../src-main/core/analysis/interference/unmix.ts';
import { decisionThreshold, detectionLimit } from '../../../../src-main/core/analysis/quantify/limits.ts';
import { leastSquares, molarFlow, plainAmounts, plainLimits, weightedLine, type PlainRun } from './plain.ts';

/** Course of the experiment, seconds. */

const PRE = {
  zeros: [
    [120, 1080],
    [4320, 5280],
  ],
  gas: [1920, 3480],
} satisfies PlainRun['calibrations'][number];
const OCV: [number, number] = [6000, 16800];
const CHARGE: [number, number] = [16800, 27600];
const DISCHARGE: [number, number] = [27600, 34800];
const REST: [number, number] = [34800, 42000];
const FINAL: [number, number] = [37200, 42000];
const POST = {
  zeros: [
    [42600, 43680],
    [46920, 47880],
  ],
  gas: [44520, 46080],
} satisfies PlainRun['calibrations'][number];
const END = 48_000;

const GASES = ['H2', 'N2', 'O2', 'CO2'];
const MASSES = [2, 28, 32, 44];
const STEP_SECONDS = 20;
/** Place of each mass in the scan, seconds after the carrier. */
const OFFSET: Record<number, number> = { 2: 1.5, 28: 4, 32: 6.5, 44: 9 };
const CERTIFIED = new Map([
  ['H2', 120e-6],
  ['O2', 95e-6],
  ['CO2', 101e-6],
]);

interface Drawn {
  backgrounds: number[];
  slopes: number[];
  sensitivities: number[];
  drifts: number[];
  amounts: number[];
  peaks: number[];
  carbonDioxideOn28: number;
  carrierDrift: number;
  flow: number;
  conversion: number;
  referenceCelsius: number;
  massMilligram: number;
  delay: number;
  washout: number;
  noise: number;
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const four = (min: number, max: number) => fc.array(between(min, max), { minLength: 4, maxLength: 4 });
const drawn: fc.Arbitrary<Drawn> = fc.record({
  backgrounds: four(1e-5, 1e-3),
  slopes: four(-0.02, 0.02),
  sensitivities: four(4, 9),
  drifts: four(-0.03, 0.01),
  amounts: four(0, 40e-6),
  peaks: four(0.2, 0.8),
  carbonDioxideOn28: between(7, 13),
  carrierDrift: between(-0.02, 0.02),
  flow: between(1, 5),
  conversion: between(0.7, 1.4),
  referenceCelsius: fc.constantFrom(0, 20, 25),
  massMilligram: between(2, 20),
  delay: between(0, 40),
  washout: between(0, 300),
  // Without any, equal readings in a row would look like a saturated detector.
  noise: fc.constantFrom(1e-7, 1e-3),
});

/** A reproducible even number between -1 and 1. */
function scatter(index: number, mz: number): number {
  const x = Math.sin(index * 12.9898 + mz * 78.233) * 43758.5453;
  return 2 * (x - Math.floor(x)) - 1;
}

const isIn = (time: number, [from, to]: readonly number[]) => time >= from && time <= to;

/** Mole fraction of a gas at the ion source. */
function fractionOf(draw: Drawn, gas: number, time: number): number {
  const name = GASES[gas];
  const inGas = [PRE, POST].some(({ gas: [from, to] }) => isIn(time, [from - 400, to + 400]));
  if (inGas) return CERTIFIED.get(name) ?? 0;
  const [from, to] = [CHARGE[0] + 600, DISCHARGE[1] - 600];
  if (!isIn(time, [from, to])) return 0;
  const share = (time - from) / (to - from);
  const peak = draw.peaks[gas];
  const u = share < peak ? share / peak : (1 - share) / (1 - peak);
  return draw.amounts[gas] * Math.sin((Math.PI / 2) * u) ** 2;
}

function currentsOf(draw: Drawn): PlainRun['currents'] {
  const seconds = Array.from({ length: END / STEP_SECONDS }, (_, i) => i * STEP_SECONDS + 3);
  const carrierAt = (time: number) => 1.4e-7 * (1 + draw.carrierDrift * Math.sin((2 * Math.PI * time) / END));
  const patterns = patternsOf(draw);
  const driftAt = (gas: number, time: number) => {
    const [pre, post] = [PRE, POST].map(({ gas: [from, to] }) => (from + to) / 2);
    return 1 + draw.drifts[gas] * Math.min(1, Math.max(0, (time - pre) / (post - pre)));
  };
  const currents: PlainRun['currents'] = new Map([
    [4, { seconds, values: seconds.map((time, i) => carrierAt(time) * (1 + 1e-7 * scatter(i, 4))) }],
  ]);
  MASSES.forEach((mz, m) => {
    const own = seconds.map((time) => time + OFFSET[mz]);
    const values = own.map((time, i) => {
      const background = draw.backgrounds[m] * (1 + draw.slopes[m] * (time / END));
      const gas = GASES.reduce(
        (sum, name, g) =>
          sum +
          ((patterns.get(name)!.get(mz) ?? 0) / 100) *
            draw.sensitivities[g] *
            driftAt(g, time) *
            fractionOf(draw, g, time),
        0,
      );
      return carrierAt(time) * (background + gas) * (1 + draw.noise * scatter(i, mz));
    });
    currents.set(mz, { seconds: own, values });
  });
  return currents;
}

function patternsOf(draw: Drawn): PlainRun['patterns'] {
  return new Map([
    ['H2', new Map([[2, 100]])],
    ['N2', new Map([[28, 100]])],
    ['O2', new Map([[32, 100]])],
    [
      'CO2',
      new Map([
        [44, 100],
        [28, draw.carbonDioxideOn28],
      ]),
    ],
  ]);
}

function plainRun(draw: Drawn): PlainRun {
  return {
    currents: currentsOf(draw),
    patterns: patternsOf(draw),
    gases: GASES,
    masses: MASSES,
    baselineSpans: [OCV, FINAL],
    calibrations: [PRE, POST],
    certificate: CERTIFIED,
    flowMillilitrePerMinute: draw.flow,
    conversionFactor: draw.conversion,
    referenceCelsius: draw.referenceCelsius,
    referencePascal: 101_325,
    massGram: draw.massMilligram / 1000,
    delaySeconds: draw.delay,
    washoutSeconds: draw.washout,
  };
}

const SOURCE = {
  id: 'qms',
  name: 'qms',
  kind: 'mass-spectrometer',
  clockKind: 'utc',
  zone: null,
  zeroUtcUs: null,
  reachedBy: '',
} as const;
/** Stamps of the mass spectrometer at second 0 of the plain clock; the program's own zero is of no consequence. */
const ZERO_US = 1.7e15;
const us = (seconds: number) => ZERO_US + seconds * 1e6;
const span = ([from, to]: readonly number[]) => ({ fromUs: us(from), toUs: us(to) });

function programInput(run: PlainRun): AnalysisInput {
  const channels = [...run.currents].map(([mz, { seconds, values }]): AnalysisChannel => ({
    id: `qms.m${mz}`,
    name: `m/z ${mz}`,
    role: 'ion-current',
    mz,
    unit: 'A',
    sourceId: 'qms',
    flowReference: null,
    timeUs: Float64Array.from(seconds, us),
    value: Float64Array.from(values),
  }));
  return {
    rawSha256: '0'.repeat(64),
    softwareVersion: 'test',
    sources: [SOURCE],
    channels,
    sample: sampleSchema.parse({ name: 'drawn', activeMassMilligram: run.massGram * 1000 }),
    setup: null,
    gases: [],
    events: [],
    gaps: [],
  };
}

function programRecipe(run: PlainRun) {
  const points = ([PRE, POST] as const).flatMap(({ zeros, gas }, i) => {
    const when = i === 0 ? ('pre' as const) : ('post' as const);
    return [
      ...zeros.map((own) => ({ span: span(own), kind: 'zero' as const, when })),
      { span: span(gas), kind: 'gas' as const, bottle: 'bottle', when },
    ];
  });
  return recipeSchema.parse({
    electrochemistry: {
      phases: [
        { kind: 'ocv', number: 0, fromUs: us(OCV[0]), toUs: us(OCV[1]) },
        { kind: 'charge', number: 1, fromUs: us(CHARGE[0]), toUs: us(CHARGE[1]) },
        { kind: 'discharge', number: 1, fromUs: us(DISCHARGE[0]), toUs: us(DISCHARGE[1]) },
        { kind: 'rest', number: 1, fromUs: us(REST[0]), toUs: us(REST[1]) },
      ],
    },
    vacuum: { mode: 'none' },
    carrier: { spikeSigmas: 0 },
    delay: { standard: { delaySeconds: run.delaySeconds, washoutSeconds: run.washoutSeconds, origin: 'given' } },
    interference: {
      species: GASES,
      airLeak: { mode: 'off' },
      edits: [{ species: 'CO2', mz: 28, percent: run.patterns.get('CO2')!.get(28)! }],
    },
    baseline: { spans: run.baselineSpans.map(span), models: ['linear'], walk: false },
    calibration: {
      points,
      bottles: [{ name: 'bottle', components: [...CERTIFIED].map(([species, xi]) => ({ species, ppm: xi * 1e6 })) }],
    },
    quantify: {
      species: [...CERTIFIED.keys()].map((species) => ({ species })),
      flow: {
        source: 'given',
        millilitrePerMinute: run.flowMillilitrePerMinute,
        conversionFactor: run.conversionFactor,
        reference: { temperatureCelsius: run.referenceCelsius, pressurePascal: run.referencePascal },
      },
    },
  });
}

/** What the background of a gas would be if it were gas, umol/g over charge and discharge. */
function backgroundAmount(run: PlainRun, gas: string): number {
  const carrier = run.currents.get(4)!.values[0];
  const own = run.currents.get(MASSES[GASES.indexOf(gas)])!.values[0];
  return (1e6 * molarFlow(run) * (own / carrier / 4) * (DISCHARGE[1] - CHARGE[0])) / run.massGram;
}

describe('the program and the plain formulas agree', () => {
  it('on amounts of every gas and phase, and phases sum to the total', () => {
    fc.assert(
      fc.property(drawn, (draw) => {
        const run = plainRun(draw);
        const results = analyseRun(programInput(run), programRecipe(run));
        expect(results.findings.filter((finding) => finding.severity === 'refusal')).toEqual([]);
        expect(Math.abs(results.flow.molPerSecond! / molarFlow(run) - 1)).toBeLessThan(1e-9);
        for (const gas of results.gases) {
          const plain = plainAmounts(run, gas.species, [CHARGE, DISCHARGE, REST]);
          const released = plain[0] + plain[1];
          gas.intervals.forEach((interval, i) => {
            // The program fits means of stretches and knows k and flow per block: that is worth a thousandth of what was
            // released and some millionths of the background; noisy readings add less than u.
            const tolerance =
              1e-3 * Math.abs(released) + 1e-5 * backgroundAmount(run, gas.species) + interval.standardUncertainty!;
            expect(Math.abs(interval.amount! - plain[i]), `${gas.species} ${interval.label}`).toBeLessThan(tolerance);
          });
          const sum = gas.intervals.reduce((total, interval) => total + interval.amount!, 0);
          expect(Math.abs(sum - gas.total!.amount!)).toBeLessThan(1e-9 * Math.max(1, Math.abs(sum)));
        }
      }),
      { numRuns: 10 },
    );
  });

  it('on sensitivities from several points', () => {
    const point = fc.record({ r: between(0, 1), u: between(0.001, 0.1) });
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 8 }), between(2, 9), (points, k) => {
        const given = points.map(({ r, u }, i) => ({ xi: i * 40e-6, r: 1e-5 + k * i * 40e-6 + 1e-5 * r, u: 1e-4 * u }));
        const plain = weightedLine(given);
        const own = fitSensitivity(
          given.map(({ xi, r, u }) => ({ fraction: xi, fractionUncertainty: 0, ratio: r, ratioUncertainty: u })),
        );
        expect(own.k / plain.k).toBeCloseTo(1, 8);
        expect(own.kUncertainty / plain.uk).toBeCloseTo(1, 8);
        expect(own.interceptUncertainty / plain.ua).toBeCloseTo(1, 8);
        expect(own.covariance / plain.covariance).toBeCloseTo(1, 8);
        expect(own.chiSquared).toBeCloseTo(plain.chiSquared, 6);
      }),
    );
  });

  it('on weighted unmixing with more masses than gases', () => {
    const masses = [12, 14, 28, 44, 45];
    const minor = between(0.5, 30);
    const fractions = fc.record({ n14: minor, co12: minor, c28: minor, c12: minor, c45: minor });
    const weights = fc.array(between(1, 1000), { minLength: 5, maxLength: 5 });
    const ratios = fc.array(between(-1, 1), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(fractions, weights, ratios, (f, weight, r) => {
        const table: Record<string, Record<number, number>> = {
          N2: { 28: 100, 14: f.n14 },
          CO: { 28: 100, 12: f.co12 },
          CO2: { 44: 100, 28: f.c28, 12: f.c12, 45: f.c45 },
        };
        const patterns = Object.entries(table).map(([species, lines]): Pattern => ({
          species,
          baseMz: Number(Object.entries(lines).find(([, percent]) => percent === 100)![0]),
          enabled: true,
          lines: Object.entries(lines).map(([mz, percent]) => ({
            mz: Number(mz),
            percent,
            uncertaintyPercent: 0,
            origin: 'drawn',
          })),
        }));
        const unmix = unmixing(
          patterns,
          masses,
          weight.map((value) => 1 / value),
          1e9,
        );
        const rows = masses.map((mz) => Object.values(table).map((lines) => (lines[mz] ?? 0) / 100));
        const plain = leastSquares(rows, r, weight);
        const size = Math.max(...plain.map(Math.abs), 1);
        plain.forEach((value, s) => {
          const own = r.reduce((sum, ratio, m) => sum + unmix.gain[s * masses.length + m] * ratio, 0);
          expect(Math.abs(own - value)).toBeLessThan(1e-6 * size);
        });
      }),
    );
  });

  it('on limits', () => {
    fc.assert(
      fc.property(between(1e-4, 10), between(0, 0.2), (u0, relative) => {
        const { threshold, detection } = plainLimits(u0, relative);
        const own = decisionThreshold(u0, Number.POSITIVE_INFINITY);
        expect(own / threshold).toBeCloseTo(1, 4);
        expect(detectionLimit(own, u0, relative) / detection).toBeCloseTo(1, 4);
      }),
    );
  });
});

describe('what must hold whatever the numbers', () => {
  it('twice the mass gives half the rate and amount; 20 instead of 0 degC scales both by 0.93177', () => {
    fc.assert(
      fc.property(drawn, (draw) => {
        const run = plainRun({ ...draw, referenceCelsius: 0 });
        const evaluate = (changed: PlainRun) => analyseRun(programInput(changed), programRecipe(changed)).gases;
        const base = evaluate(run);
        const heavy = evaluate({ ...run, massGram: 2 * run.massGram });
        const warm = evaluate({ ...run, referenceCelsius: 20 });
        base.forEach((gas, g) => {
          gas.intervals.forEach((interval, i) => {
            const close = (value: number, wanted: number) =>
              expect(Math.abs(value - wanted)).toBeLessThan(1e-9 * Math.abs(wanted) + 1e-15);
            close(2 * heavy[g].intervals[i].amount!, interval.amount!);
            close(2 * heavy[g].intervals[i].peakRate!, interval.peakRate!);
            // 273.15 K / 293.15 K, 0.93177 in science.md 9. What is left of a zero amount is rounding, 1e-10 umol/g.
            const scaled = interval.amount! * (273.15 / 293.15);
            expect(Math.abs(warm[g].intervals[i].amount! - scaled)).toBeLessThan(1e-9 * Math.abs(scaled) + 1e-11);
          });
        });
      }),
      { numRuns: 3 },
    );
  });

  it('zero gas gives zero within U', () => {
    fc.assert(
      fc.property(drawn, (draw) => {
        const run = plainRun({ ...draw, amounts: [0, 0, 0, 0], noise: 1e-3 });
        for (const gas of analyseRun(programInput(run), programRecipe(run)).gases) {
          // k = 2: one amount in twenty lies outside; four times u is chance of one in 16 000.
          for (const { amount, standardUncertainty } of gas.intervals) {
            expect(Math.abs(amount!)).toBeLessThan(4 * standardUncertainty!);
          }
        }
      }),
      { numRuns: 4 },
    );
  });
});

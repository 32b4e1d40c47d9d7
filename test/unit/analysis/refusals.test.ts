import { describe, expect, it } from 'vitest';
import { recipeSchema } from '../../../shared/domain/recipe.ts';
import { resultsSchema, type Results } from '../../../shared/domain/results.ts';
import { analyseRun } from '../../../src-main/core/analysis/analyse-run.ts';
import { syntheticRun, syntheticSpan, type SyntheticChanges } from '../../support/synthetic-run.ts';

const ZERO = { span: syntheticSpan(10.1, 10.45), kind: 'zero', when: 'post' };
const GAS = { span: syntheticSpan(10.7, 11.4), kind: 'gas', bottle: 'CO2 in He', when: 'post' };
const BOTH_SPANS = [syntheticSpan(1, 4), syntheticSpan(8.5, 10)];

/** A recipe that evaluates the synthetic run without a refusal, and changes to it. */
function evaluated(changes: Record<string, object> = {}, run: SyntheticChanges = {}): Results {
  const { baseline, calibration, interference, quantify } = changes;
  return analyseRun(
    syntheticRun(run),
    recipeSchema.parse({
      interference: { species: ['CO2'], airLeak: { mode: 'off' }, ...interference },
      baseline: { spans: BOTH_SPANS, ...baseline },
      calibration: { points: [ZERO, GAS], ...calibration },
      quantify: { species: [{ species: 'CO2' }], ...quantify },
      delay: { standard: { delaySeconds: 0, washoutSeconds: 0 } },
    }),
  );
}

const refusals = ({ findings }: Results) => findings.filter(({ severity }) => severity === 'refusal');
const amounts = ({ gases }: Results) => gases.flatMap(({ intervals }) => intervals.map(({ amount }) => amount));

/** Hours of the gas phases in the synthetic run. */
const HOUR = 3600;
const inGas = (seconds: number) => seconds >= 10.5 * HOUR;

describe('the synthetic run', () => {
  it('gives 1 ppm for 4 h in 10 mg without a refusal', () => {
    const results = evaluated();
    expect(refusals(results)).toEqual([]);
    // F_c x xi x t / m = 1.85896e-6 mol/s x 1e-6 x 14 400 s / 0.01 g (science.md 1.5).
    const charge = results.gases[0]!.intervals.find(({ label }) => label === 'charge 1')!;
    expect(charge.amount).toBeCloseTo(1e6 * ((1.85896e-6 * 1e-6 * 14_400) / 0.01), 1);
    expect(Math.abs(charge.amount! - 2.6769)).toBeLessThan(charge.U!);
    expect(resultsSchema.parse(results)).toEqual(results);
  });
});

describe('a declared window', () => {
  const within = (from: number, to: number) =>
    evaluated({ quantify: { windows: [{ label: 'peak', span: syntheticSpan(from, to) }] } });

  it('is given on its own where it was recorded', () => {
    const peak = within(5, 7).gases[0]!.intervals.find(({ label }) => label === 'peak')!;
    // 1 ppm for two of the four hours.
    expect(Math.abs(peak.amount! - 2.6769 / 2)).toBeLessThan(peak.U!);
  });

  it.each([
    [-2, 1],
    [9, 14],
    [20, 24],
  ])('from %d to %d h reaches beyond the record: a finding, and no number', (from, to) => {
    const { findings, gases } = within(from, to);
    const found = findings.filter(({ code }) => code === 'window-outside-record');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity: 'refusal', interval: 'peak' });
    const intervals = gases[0]!.intervals;
    expect(intervals.find(({ label }) => label === 'peak')).toMatchObject({ amount: null, printed: 'refused' });
    expect(intervals.find(({ label }) => label === 'charge 1')!.amount).not.toBeNull();
  });
});

describe('a sensitivity', () => {
  it('is printed in C/mol too: k I(carrier) / F_c (science.md 1.4)', () => {
    const [sensitivity] = evaluated().sensitivities;
    const carrier = evaluated().carrier.medianAmpere!;
    expect(sensitivity!.coulombPerMol! / ((sensitivity!.kEnd! * carrier) / 1.85896e-6)).toBeCloseTo(1, 3);
  });

  it('that is estimated is 0.95 k(CO2) for SO2 unless said otherwise, right within a factor of 2 (science.md 2)', () => {
    const { calibration } = recipeSchema.parse({ calibration: { estimates: [{ species: 'SO2' }] } });
    expect(calibration.estimates).toEqual([{ species: 'SO2', relativeTo: 'CO2', factor: 0.95, spread: 2 }]);
  });
});

describe('what is refused is said by name, with what to do next', () => {
  const cases: [string, 'refusal' | 'warning' | 'info', Record<string, object>, SyntheticChanges?][] = [
    ['calibration-without-spread', 'refusal', { calibration: { points: [GAS] } }],
    [
      'plateau-not-reached',
      'refusal',
      {},
      { ratio44: (s) => 2e-5 + (inGas(s) ? 6e-4 * (1 - Math.exp(-(s - 10.5 * HOUR) / 2400)) : 0) },
    ],
    ['sensitivity-negative', 'refusal', {}, { ratio44: (s) => (inGas(s) ? 1e-5 : 2e-5) }],
    ['sensitivity-insignificant', 'refusal', {}, { ratio44: (s) => (inGas(s) ? 2.001e-5 : 2e-5) }],
    ['baseline-span-too-short', 'refusal', { baseline: { spans: [syntheticSpan(1, 1.5)] } }],
    ['baseline-span-missing', 'refusal', { baseline: { spans: [] } }],
    ['baseline-span-in-gas', 'refusal', { baseline: { spans: [syntheticSpan(1, 4), syntheticSpan(9, 10.3)] } }],
    ['baseline-extrapolated', 'warning', { baseline: { spans: [syntheticSpan(1, 4)] } }],
    [
      'calibration-spans-overlap',
      'warning',
      { calibration: { points: [ZERO, { ...GAS, span: syntheticSpan(10.44, 11.4) }] } },
    ],
    ['background-walk-presumed', 'info', {}],
    ['spans-overlap', 'warning', { baseline: { spans: [syntheticSpan(1, 3), syntheticSpan(2, 4)] } }],
    [
      'more-gases-than-masses',
      'refusal',
      { interference: { species: ['CO2', 'N2O'], edits: [{ species: 'N2O', mz: 44, percent: 100 }] } },
    ],
    ['mass-missing', 'refusal', {}, { hasSample: false }],
    ['flow-missing', 'refusal', {}, { without: ['flow'] }],
    ['detector-saturated', 'refusal', {}, { largestAmpere: 6e-11 }],
  ];

  it.each(cases)('%s (%s)', (code, severity, changes, run) => {
    const results = evaluated(changes, run);
    const found = results.findings.filter((finding) => finding.code === code);
    expect(found.length).toBeGreaterThan(0);
    for (const finding of found) {
      expect(finding.severity).toBe(severity);
      expect(finding.sentence).toMatch(/^(m\/z|[A-Z\d]).{20,}\.$/);
      expect(finding.next).toMatch(/^[A-Z].{10,}\.$/);
    }
    // A refusal leaves no number in mol behind; anything else leaves the number.
    const isMol = results.gases.some(({ quantity }) => quantity === 'amount');
    if (severity === 'refusal') expect(isMol && amounts(results).some((amount) => amount !== null)).toBe(false);
    else expect(amounts(results).every((amount) => amount !== null)).toBe(true);
  });

  it('presumes nothing of backgrounds that it is told do not wander', () => {
    const { findings } = evaluated({ baseline: { walk: false } });
    expect(findings.map(({ code }) => code)).not.toContain('background-walk-presumed');
  });
});

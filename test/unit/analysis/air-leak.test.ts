import { describe, expect, it } from 'vitest';
import { recipeSchema } from '../../../shared/domain/recipe.ts';
import type { Results } from '../../../shared/domain/results.ts';
import { analyseRun } from '../../../src-main/core/analysis/analyse-run.ts';
import { proposeRecipe } from '../../../src-main/core/analysis/pipeline/propose-recipe.ts';
import type { DrawnConditions } from '../../../src-main/core/instruments/simulated/conditions.ts';
import { syntheticRun, syntheticSpan, type SyntheticChanges } from '../../support/synthetic-run.ts';
import { simulateInMemory } from '../../validate/validate-run.ts';
import { validationClass } from '../../validate/validation-classes.ts';

const AIR_CODES = [
  'air-leak',
  'air-leak-corrected',
  'air-leak-steady',
  'air-not-excluded',
  'air-not-rising',
  'nitrogen-without-oxygen',
  'no-air-leak',
];

const airFindings = ({ findings }: Results) => findings.filter(({ code }) => AIR_CODES.includes(code));
const airCodes = (results: Results) => airFindings(results).map(({ code }) => code);
const oxygenOf = ({ gases }: Results) => gases.find(({ species }) => species === 'O2')!;

/** A simulated run with a leak as given, evaluated as a peer would, beside the oxygen its cell really gave off. */
function simulated(seed: number, leak: DrawnConditions['leak']) {
  const own = validationClass('leak');
  const conditions = (drawn: number) => ({ ...own.conditions(drawn), leak });
  const { input, truth } = simulateInMemory({ ...own, conditions }, seed);
  const released = truth.gases.find(({ species }) => species === 'O2')!;
  return { results: analyseRun(input, proposeRecipe(input)), released };
}

function expectTruth({ results, released }: ReturnType<typeof simulated>): void {
  for (const { label, amount, standardUncertainty } of oxygenOf(results).intervals) {
    const truth = released.amounts.find((entry) => entry.label === label)!.amount;
    expect(Math.abs(amount! - truth), label).toBeLessThan(3 * standardUncertainty!);
  }
}

describe('air drawn in during a simulated run', () => {
  it('that begins in the first charge is found at its hour and is no oxygen of the cell', () => {
    const run = simulated(1_000_113, { airPpm: 6, fromHours: 21.75 });
    expectTruth(run);
    const [finding, ...others] = airFindings(run.results);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'air-leak-corrected', severity: 'warning', interval: 'charge 1' });
    const hours = Number(/from ([\d.]+) h on/.exec(finding!.sentence)![1]);
    expect(Math.abs(hours - 21.75)).toBeLessThan(0.2);
    // 6 ppm of air are 1.26 ppm of O2, 0.97 umol/g an hour for the 64 h that are left: what is not known is a small part.
    const { total, intervals } = oxygenOf(run.results);
    expect(total!.U!).toBeLessThan(0.2 * 0.97 * 64);
    const charge = intervals.find(({ label }) => label === 'charge 1')!;
    const part = charge.budget.find(({ name }) => name === 'air leak')!;
    expect(part.standardUncertainty).toBeGreaterThan(0);
    expect(part.standardUncertainty).toBeLessThan(charge.standardUncertainty!);
  });

  it('from before the run on is told from what falls on zero gas, and drops out of oxygen', () => {
    const run = simulated(1_000_000, { airPpm: 10, fromHours: 0 });
    expectTruth(run);
    expect(airCodes(run.results)).toEqual(['air-leak-steady']);
  });

  it('is not found where there is none', () => {
    const run = simulated(1_000_000, { airPpm: 0, fromHours: 0 });
    expectTruth(run);
    expect(airCodes(run.results)).toEqual(['no-air-leak']);
    const charge = oxygenOf(run.results).intervals.find(({ label }) => label === 'charge 1')!;
    expect(charge.budget.find(({ name }) => name === 'air leak')?.standardUncertainty ?? 0).toBe(0);
  });
});

const HOUR = 3600;
/** Nitrogen's base peak of the leak below, ratio to the carrier. */
const NITROGEN = 4e-5;

/** A run made by arithmetic whose nitrogen rises at 6 h, in the middle of the charge, with so much oxygen per nitrogen. */
function stepped(
  oxygenPerNitrogen: number,
  mode: 'check' | 'correct' = 'correct',
  changes: SyntheticChanges = {},
  enabled = true,
) {
  const risen = (seconds: number) => Math.min(1, Math.max(0, (seconds - 6 * HOUR) / 600));
  const through = (seconds: number) => (seconds < 10 * HOUR ? risen(seconds) : 0);
  const also = new Map([
    [14, (seconds: number) => 2e-5 + 0.138 * NITROGEN * through(seconds)],
    [28, (seconds: number) => 1e-4 + NITROGEN * through(seconds)],
    [32, (seconds: number) => 2e-5 + oxygenPerNitrogen * NITROGEN * through(seconds)],
  ]);
  return analyseRun(
    syntheticRun({ also, ...changes }),
    recipeSchema.parse({
      interference: { enabled, species: ['N2', 'CO', 'O2', 'CO2'], airLeak: { mode } },
      baseline: { spans: [syntheticSpan(1, 4), syntheticSpan(8.5, 10)] },
      quantify: { species: [{ species: 'O2' }], per: 'cell', normalisedOption: 'B' },
      delay: { standard: { delaySeconds: 0, washoutSeconds: 0 } },
    }),
  );
}

describe('a rise of nitrogen', () => {
  const chargeOf = (results: Results) => oxygenOf(results).intervals.find(({ label }) => label === 'charge 1')!;

  it('in the ratio of air takes its oxygen out', () => {
    const results = stepped(0.24);
    expect(airFindings(results)).toMatchObject([{ code: 'air-leak-corrected', interval: 'charge 1' }]);
    const { amount, standardUncertainty } = chargeOf(results);
    expect(Math.abs(amount!)).toBeLessThan(3 * standardUncertainty!);
    // Uncorrected: two hours of 0.24 x 4e-5 less the line between the spans.
    expect(standardUncertainty!).toBeLessThan(0.1 * 0.24 * NITROGEN * 7200);
  });

  it('is told and left alone where only a check was asked for', () => {
    expect(airFindings(stepped(0.24, 'check'))).toMatchObject([{ code: 'air-leak', severity: 'warning' }]);
  });

  it('is not taken away silently where no matrix is to be used', () => {
    const results = stepped(0.24, 'correct', {}, false);
    expect(airCodes(results)).toEqual([]);
    const budget = chargeOf(results).budget.find(({ name }) => name === 'air leak');
    expect(budget?.standardUncertainty ?? 0).toBe(0);
    expect(results.baselines.find(({ mz }) => mz === 32)!.levelAtEnd).toBeCloseTo(2e-5 + 0.24 * NITROGEN, 6);
    // The rise stays in the rate: its highest is above what a line between the spans leaves in the middle.
    expect(chargeOf(results).peakRate!).toBeGreaterThan(0.2 * 0.24 * NITROGEN);
  });

  it('without oxygen is no air: oxygen is not reduced', () => {
    const results = stepped(0);
    expect(airCodes(results)).toEqual(['nitrogen-without-oxygen']);
    const { amount, standardUncertainty } = chargeOf(results);
    expect(Math.abs(amount!)).toBeLessThan(3 * standardUncertainty!);
    expect(Math.abs(amount!)).toBeLessThan(0.02 * 0.24 * NITROGEN * 7200);
  });
});

describe('no rise of nitrogen', () => {
  it('excludes a steady leak only where zero gas came behind the cell', () => {
    const flat = new Map([14, 28, 32].map((mz) => [mz, () => 2e-5]));
    expect(airCodes(stepped(0.24, 'correct', { also: flat }))).toEqual(['no-air-leak']);
    expect(airCodes(stepped(0.24, 'correct', { also: flat, ratio44: () => 2e-5, without: ['gas-selection'] }))).toEqual(
      ['air-not-rising'],
    );
  });

  it('is called no leak neither where oxygen and nitrogen fall on zero gas in another ratio than air', () => {
    const falling = new Map<number, (seconds: number) => number>([
      [14, (seconds: number) => (seconds < 10 * HOUR ? 2.1e-5 : 2e-5)],
      [28, (seconds: number) => (seconds < 10 * HOUR ? 1.1e-4 : 1e-4)],
      [32, (seconds: number) => (seconds < 10 * HOUR ? 3e-5 : 2e-5)],
    ]);
    expect(airCodes(stepped(0.24, 'correct', { also: falling }))).toEqual(['air-not-excluded']);
  });
});

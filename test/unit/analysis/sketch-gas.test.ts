import { beforeAll, describe, expect, it } from 'vitest';
import type { Recipe } from '../../../shared/domain/recipe.ts';
import { AnalysisSession } from '../../../src-main/core/analysis/pipeline/analysis-session.ts';
import { buildResults } from '../../../src-main/core/analysis/pipeline/build-results.ts';
import { proposeRecipe } from '../../../src-main/core/analysis/pipeline/propose-recipe.ts';
import { describeSketch } from '../../../src-main/core/analysis/pipeline/sketch-gas.ts';
import { simulateInMemory } from '../../validate/validate-run.ts';
import { SEED_SETS, validationClass } from '../../validate/validation-classes.ts';

/** The first baseline span ends so many minutes earlier. */
const shortened = (recipe: Recipe, minutes: number): Recipe => ({
  ...recipe,
  baseline: {
    ...recipe.baseline,
    spans: recipe.baseline.spans.map((span, i) => (i === 0 ? { ...span, toUs: span.toUs - minutes * 60e6 } : span)),
  },
});

describe.each([
  ['matched', 1, false],
  ['leak', 3, true],
] as const)('a gas sketched in a run of the class %s', (name, seed, hasAir) => {
  let session: AnalysisSession;
  let recipe: Recipe;
  beforeAll(() => {
    const { input } = simulateInMemory(validationClass(name), SEED_SETS.tune + seed);
    session = new AnalysisSession(input);
    recipe = proposeRecipe(input, session);
  }, 60_000);

  it('needs an evaluation first', () => {
    expect(new AnalysisSession(session.input).sketch(recipe, 'O2')).toBeUndefined();
  });

  it.each(['H2', 'O2', 'CO2', 'SO2'])('%s has the numbers an evaluation gives, but for onsets', (species) => {
    const before = session.evaluate(recipe);
    expect(before.airBelow !== undefined).toBe(hasAir);
    const moved = shortened(recipe, 97);
    const { gas, baselines } = describeSketch(session.sketch(moved, species)!, species);
    const old = buildResults(before).gases.find((one) => one.species === species)!;
    const whole = buildResults(new AnalysisSession(session.input).evaluate(moved));
    const expected = whole.gases.find((one) => one.species === species)!;
    expect(gas.intervals.map(({ label }) => label)).toEqual(expected.intervals.map(({ label }) => label));
    gas.intervals.forEach((interval, i) => {
      expect(interval.onset).toBeNull();
      expect(interval.amount).toBe(expected.intervals[i]!.amount);
      expect(interval.amount).not.toBe(old.intervals[i]!.amount);
      // The uncertain share of other gases is of their amounts as they were evaluated.
      expect(Math.abs(interval.U! / expected.intervals[i]!.U! - 1)).toBeLessThan(0.05);
    });
    const mz = Math.round(gas.mz);
    const level = (list: typeof baselines) => list.find((one) => Math.round(one.mz) === mz)!.levelAtEnd;
    expect(level(baselines)).toBe(level(whole.baselines));
  });

  it('leaves the session as it was', () => {
    session.evaluate(recipe);
    session.sketch(shortened(recipe, 30), 'O2');
    session.evaluate(recipe);
    expect(session.computedStages).toEqual([]);
  });

  it('is refused where more than the baseline changed', () => {
    session.evaluate(recipe);
    const other = { ...recipe, carrier: { ...recipe.carrier, stepPercent: recipe.carrier.stepPercent + 1 } };
    expect(session.sketch(other, 'O2')).toBeUndefined();
    expect(session.sketch({ ...recipe, baseline: { ...recipe.baseline, blockSeconds: 400 } }, 'O2')).toBeUndefined();
    expect(session.sketch({ ...recipe, baseline: { ...recipe.baseline, spans: [] } }, 'O2')).toBeUndefined();
    expect(session.sketch(recipe, 'Xe')).toBeUndefined();
  });
});

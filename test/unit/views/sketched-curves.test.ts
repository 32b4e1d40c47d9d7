import { expect, it } from 'vitest';
import type { FigureRequest } from '../../../shared/api/analysis.ts';
import { AnalysisSession } from '../../../src-main/core/analysis/pipeline/analysis-session.ts';
import { proposeRecipe } from '../../../src-main/core/analysis/pipeline/propose-recipe.ts';
import { analysisFigure, sketchedCurves } from '../../../src-main/core/views/analysis-figure.ts';
import { simulateInMemory } from '../../validate/validate-run.ts';
import { SEED_SETS, validationClass } from '../../validate/validation-classes.ts';

it('draws for a dragged span what an evaluation draws, and leaves out what the span does not change', () => {
  const { input } = simulateInMemory(validationClass('matched'), SEED_SETS.tune + 1);
  const session = new AnalysisSession(input);
  const recipe = proposeRecipe(input, session);
  const figure: FigureRequest = { x: 'time', halfCycle: null, from: null, to: null, pixels: 400, gas: 'O2' };
  const before = analysisFigure(session.evaluate(recipe), figure);
  const spans = recipe.baseline.spans.map((span, i) => (i === 0 ? { ...span, toUs: span.toUs - 1800e6 } : span));
  const moved = { ...recipe, baseline: { ...recipe.baseline, spans } };
  const curves = sketchedCurves(session.sketch(moved, 'O2')!, figure)!;
  const after = analysisFigure(session.evaluate(moved), figure);
  const gasOf = ({ gases }: typeof before) => gases.find(({ species }) => species === 'O2')!;
  expect(curves.baseline).toEqual(gasOf(after).baseline);
  expect(curves.baseline).not.toEqual(gasOf(before).baseline);
  expect(curves.rate!.x).toEqual(gasOf(after).rate!.x);
  expect(curves.amount!.x.length).toBeGreaterThan(8);
  // The window keeps these of the evaluation before.
  for (const part of ['voltage', 'current', 'phases'] as const) expect(after[part]).toEqual(before[part]);
  expect(gasOf(after).ratio).toEqual(gasOf(before).ratio);
  expect(gasOf(after).plateaus).toEqual(gasOf(before).plateaus);
}, 60_000);

it.each(['H2', 'O2', 'CO2', 'SO2'])(
  'draws %s at every place as an evaluation of the same spans draws it',
  (gas) => {
    const { input } = simulateInMemory(validationClass('matched'), SEED_SETS.tune + 1);
    const session = new AnalysisSession(input);
    const recipe = proposeRecipe(input, session);
    // So narrow that a sketch and an evaluation ask for the amount at the same places.
    const figure: FigureRequest = { x: 'time', halfCycle: null, from: null, to: null, pixels: 200, gas };
    session.evaluate(recipe);
    for (const minutes of [7, 61, 143]) {
      const spans = recipe.baseline.spans.map((span, i) =>
        i === 0 ? { ...span, toUs: span.toUs - minutes * 60e6 } : span,
      );
      const moved = { ...recipe, baseline: { ...recipe.baseline, spans } };
      const curves = sketchedCurves(session.sketch(moved, gas)!, figure)!;
      const whole = analysisFigure(new AnalysisSession(input).evaluate(moved), figure);
      const expected = whole.gases.find(({ species }) => species === gas)!;
      expect(curves.baseline).toEqual(expected.baseline);
      expect(curves.rate).toEqual(expected.rate);
      const [sketched, evaluated] = [curves.amount!, expected.amount!];
      expect(sketched.x).toEqual(evaluated.x);
      const largest = Math.max(...evaluated.max.map(Math.abs));
      sketched.x.forEach((_, i) => {
        const [low, high] = [sketched.min[i]!, sketched.max[i]!];
        // Amounts are the same but for the rounding of their sum with U; U may differ in the share of other gases.
        expect(Math.abs(low + high - evaluated.min[i]! - evaluated.max[i]!)).toBeLessThan(1e-12 * largest);
        expect(high - low).toBeLessThanOrEqual(1.05 * (evaluated.max[i]! - evaluated.min[i]!));
        expect(high - low).toBeGreaterThanOrEqual(0.95 * (evaluated.max[i]! - evaluated.min[i]!));
      });
    }
  },
  60_000,
);

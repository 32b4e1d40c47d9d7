import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { recipeSchema, type Recipe } from '../../../shared/domain/recipe.ts';
import { formatUnit, printedParts } from '../../../src-renderer/format/result-text.ts';
import { residuals } from '../../../src-renderer/views/analyse/run-rows.ts';
import { budgetShares } from '../../../src-renderer/views/analyse/budget-shares.ts';
import { recipeDifferences } from '../../../src-renderer/views/analyse/recipe-differences.ts';
import { startHistory, stepBack, stepForward, stepped } from '../../../src-renderer/state/history.ts';
import { findingsOf, lightOf, resetStep } from '../../../src-renderer/views/analyse/recipe-steps.ts';
import type { SpanChange } from '../../../src-renderer/views/analyse/spans.ts';
import * as spans from '../../../src-renderer/views/analyse/spans.ts';
import { movedEdge, spansOf, withoutSpan } from '../../../src-renderer/views/analyse/spans.ts';

const HOUR_US = 3.6e9;
const ZERO_US = 1_767_225_600_000_000;
const LIMITS = { least: 0, most: 90 };
const span = (from: number, to: number) => ({ fromUs: ZERO_US + from * HOUR_US, toUs: ZERO_US + to * HOUR_US });
const recipe: Recipe = recipeSchema.parse({
  baseline: { spans: [span(2, 11), span(84, 86)] },
  calibration: {
    points: [
      { span: span(0.1, 0.3), kind: 'zero' },
      { span: span(0.4, 0.9), kind: 'gas', bottle: 'A' },
      { span: span(1.1, 1.3), kind: 'zero' },
    ],
  },
});

/** The recipe of a change that is expected to be possible. */
function taken(change: SpanChange): Recipe {
  if ('refused' in change) throw new Error(change.refused);
  return change.recipe;
}

describe('history of a recipe', () => {
  const named = (name: string): Recipe => ({ ...recipe, name });

  it('goes back and forth, and forgets what was undone when something else is done', () => {
    let history = stepped(stepped(startHistory(recipe), named('a')), named('b'));
    history = stepBack(history);
    expect(history.present.name).toBe('a');
    expect(stepForward(history).present.name).toBe('b');
    history = stepped(history, named('c'));
    expect(stepForward(history)).toBe(history);
    expect(stepBack(stepBack(history)).present).toBe(recipe);
    expect(stepBack(startHistory(recipe)).present).toBe(recipe);
  });

  it('takes an equal recipe for no step', () => {
    const history = startHistory(recipe);
    expect(stepped(history, structuredClone(recipe))).toBe(history);
    const { name, ...others } = recipe;
    expect(stepped(history, { ...others, name })).toBe(history);
  });

  it('undo returns to the recipe before, whatever was done', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 20 }), fc.string(), (names, last) => {
        const before = names.reduce((history, name) => stepped(history, named(name)), startHistory(recipe));
        const after = stepped(before, named(last));
        if (after !== before) expect(stepBack(after).present).toEqual(before.present);
      }),
    );
  });
});

describe('spans', () => {
  it('are named in order, zero and gas counted apart', () => {
    expect(spansOf(recipe, 'baseline', ZERO_US)).toMatchObject([
      { id: 'baseline.0', label: 'Baseline 1', from: 2, to: 11 },
      { id: 'baseline.1', label: 'Baseline 2', from: 84, to: 86 },
    ]);
    expect(spansOf(recipe, 'calibration', ZERO_US).map(({ label }) => label)).toEqual([
      'Zero gas 1',
      'Calibration gas 1',
      'Zero gas 2',
    ]);
  });

  it('move by one end within the run, never inside out', () => {
    const moved = movedEdge(recipe, 'baseline.0', 'from', 3.5, LIMITS, ZERO_US);
    expect(moved.baseline.spans).toEqual([span(3.5, 11), span(84, 86)]);
    expect(movedEdge(recipe, 'baseline.1', 'to', 200, LIMITS, ZERO_US).baseline.spans[1]).toEqual(span(84, 90));
    const gas = movedEdge(recipe, 'calibration.1', 'to', 0.2, LIMITS, ZERO_US).calibration.points[1]!.span;
    expect((gas.toUs - gas.fromUs) / 1e6).toBeCloseTo(60, 3);
    fc.assert(
      fc.property(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.constantFrom('from', 'to'), (hours, edge) => {
        const next = movedEdge(recipe, 'baseline.1', edge, hours, LIMITS, ZERO_US);
        expect(recipeSchema.safeParse(next).success).toBe(true);
        expect(next.baseline.spans[0]).toEqual(recipe.baseline.spans[0]);
      }),
    );
  });

  it('are added in order of time and removed', () => {
    const added = taken(spans.addedBaselineSpan(recipe, span(40, 41)));
    expect(added.baseline.spans).toEqual([span(2, 11), span(40, 41), span(84, 86)]);
    expect(withoutSpan(added, 'baseline.1')).toEqual(recipe);
    expect(withoutSpan(recipe, 'calibration.1').calibration.points).toHaveLength(2);
  });

  it('stop at a neighbour when dragged, and refuse with words when typed over it', () => {
    expect(movedEdge(recipe, 'baseline.0', 'to', 85, LIMITS, ZERO_US).baseline.spans[0]).toEqual(span(2, 84));
    // Gas from a bottle is no background: the span stops where it ends.
    expect(movedEdge(recipe, 'baseline.0', 'from', 0.5, LIMITS, ZERO_US).baseline.spans[0]).toEqual(span(0.9, 11));
    const typed = (id: string, edge: 'from' | 'to', hours: number) =>
      spans.placedEdge(recipe, id, edge, hours, LIMITS, ZERO_US);
    expect(typed('baseline.0', 'to', 85)).toMatchObject({ refused: expect.stringContaining('Baseline 2') });
    expect(typed('calibration.0', 'to', 0.5)).toMatchObject({ refused: expect.stringContaining('Calibration gas 1') });
    expect(typed('baseline.0', 'to', 1)).toMatchObject({ refused: expect.stringContaining('minute') });
    expect(typed('baseline.0', 'to', 91)).toMatchObject({ refused: expect.stringContaining('90.00 h') });
    expect(taken(typed('baseline.0', 'to', 12)).baseline.spans[0]).toEqual(span(2, 12));
    expect(spans.addedBaselineSpan(recipe, span(10, 12))).toMatchObject({
      refused: expect.stringContaining('Baseline 1'),
    });
  });

  it('never overlap, however they are dragged', () => {
    const moves = fc.array(
      fc.record({
        id: fc.constantFrom('baseline.0', 'baseline.1', 'calibration.0', 'calibration.1', 'calibration.2'),
        edge: fc.constantFrom<'from' | 'to'>('from', 'to'),
        hours: fc.double({ min: -5, max: 95, noNaN: true }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(moves, (made) => {
        const end = made.reduce((now, { id, edge, hours }) => movedEdge(now, id, edge, hours, LIMITS, ZERO_US), recipe);
        for (const step of ['baseline', 'calibration'] as const) {
          const placed = spansOf(end, step, ZERO_US).toSorted((a, b) => a.from - b.from);
          for (const [index, one] of placed.entries()) {
            expect(one.to).toBeGreaterThan(one.from);
            if (index > 0) expect(one.from).toBeGreaterThanOrEqual(placed[index - 1]!.to);
          }
        }
      }),
    );
  });

  it('belong to one mass alone where that is wanted', () => {
    const own = spans.withOwnSpans(recipe, 32, true);
    expect(spansOf(own, 'baseline', ZERO_US, 32).map(({ id }) => id)).toEqual(['mass.32.0', 'mass.32.1']);
    expect(spansOf(own, 'baseline', ZERO_US, 44).map(({ id }) => id)).toEqual(['baseline.0', 'baseline.1']);
    const moved = movedEdge(own, 'mass.32.0', 'to', 10, LIMITS, ZERO_US);
    expect(moved.baseline.spans).toEqual(recipe.baseline.spans);
    expect(moved.baseline.masses).toEqual([{ mz: 32, spans: [span(2, 10), span(84, 86)], models: null }]);
    expect(spans.withOwnSpans(moved, 32, false)).toEqual(recipe);
  });

  it('declare windows with names of their own, which may overlap', () => {
    const two = spans.addedWindow(spans.addedWindow(recipe, span(20, 30)), span(25, 35));
    expect(spansOf(two, 'quantify', ZERO_US).map(({ label }) => label)).toEqual(['window 1', 'window 2']);
    expect(movedEdge(two, 'window.0', 'to', 40, LIMITS, ZERO_US).quantify.windows[0]!.span).toEqual(span(20, 40));
    expect(spans.renamedWindow(two, 'window.1', ' window 1 ')).toMatchObject({ refused: expect.any(String) });
    expect(taken(spans.renamedWindow(two, 'window.1', 'peak')).quantify.windows[1]!.label).toBe('peak');
    expect(withoutSpan(two, 'window.0').quantify.windows).toHaveLength(1);
  });
});

describe('differences of recipes', () => {
  it('are said in words', () => {
    const after: Recipe = {
      ...movedEdge(recipe, 'baseline.0', 'from', 3.5, LIMITS, ZERO_US),
      name: 'Later',
      carrier: { ...recipe.carrier, mode: 'none' },
    };
    expect(recipeDifferences(recipe, after, ZERO_US)).toEqual([
      'Name: none → "Later"',
      'Carrier, mode: channel → none',
      'Baseline, spans 1 from: 2.000 h → 3.500 h',
    ]);
    expect(recipeDifferences(recipe, taken(spans.addedBaselineSpan(recipe, span(87, 88))), ZERO_US)).toEqual([
      'Baseline, spans 3: added 87.000 h to 88.000 h',
    ]);
    expect(recipeDifferences(recipe, recipe, ZERO_US)).toEqual([]);
  });
});

describe('steps', () => {
  const finding = { code: 'x', sentence: '', next: '', species: null, mz: null, interval: null };
  const refusal = { ...finding, severity: 'refusal', step: 'vacuum' } as const;
  const warning = { ...finding, severity: 'warning', step: 'carrier' } as const;
  const note = { ...finding, severity: 'info', step: 'onset' } as const;

  it('hold the findings of their parts, the gravest first', () => {
    expect(findingsOf([note, warning, refusal], 'carrier')).toEqual([refusal, warning]);
    expect([lightOf([warning, refusal]), lightOf([warning]), lightOf([note]), lightOf([])]).toEqual([
      'alarm',
      'warning',
      'ok',
      'ok',
    ]);
  });

  it('are reset alone', () => {
    const edited = { ...withoutSpan(recipe, 'baseline.0'), name: 'mine' };
    expect(resetStep(edited, recipe, 'baseline')).toEqual({ ...recipe, name: 'mine' });
    expect(resetStep(edited, recipe, 'onset')).toEqual(edited);
  });
});

describe('results in words', () => {
  it.each([
    ['not detected, <= 0.21 (95 %)', '≤ 0.21', 'not detected'],
    ['0.3 (below LOQ)', '0.3', '< LOQ'],
    ['-1.55 +- 0.11', '−1.55 ± 0.11', undefined],
  ])('%s', (printed, value, flag) => {
    expect(printedParts(printed)).toEqual({ value, flag });
  });

  it('sets units with exponents', () => {
    expect([formatUnit('nmol/min/g'), formatUnit('umol/cm2'), formatUnit('1/g'), formatUnit('1')]).toEqual([
      'nmol min⁻¹ g⁻¹',
      'µmol cm⁻²',
      'g⁻¹',
      '',
    ]);
  });

  it('shares the variance by name', () => {
    const part = (name: string, standardUncertainty: number) => ({
      name,
      standardUncertainty,
      degreesOfFreedom: null,
      sharedKey: null,
    });
    // 9 + 16 of 25 by name noise 3^2 = 9: 36 %, flow 4^2 = 16: 64 %.
    expect(budgetShares([part('noise', -3), part('flow', 4), part('tiny', 1e-9)])).toEqual([
      { name: 'flow', percent: 64, standardUncertainty: 4 },
      { name: 'noise', percent: 36, standardUncertainty: 3 },
    ]);
  });

  it('takes the background from the ratio straight between its points', () => {
    const column = (...values: number[]) => Float64Array.from(values);
    const ratio = { x: column(0, 5, 10), min: column(3, 3, 3), max: column(3, 4, 3), raw: false };
    const baseline = { x: column(0, 10), min: column(0, 1), max: column(2, 3), raw: false };
    const { min, max } = residuals(ratio, baseline);
    expect([...min]).toEqual([2, 1.5, 1]);
    expect([...max]).toEqual([2, 2.5, 1]);
  });
});

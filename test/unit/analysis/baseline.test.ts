import { describe, expect, it } from 'vitest';
import type { BaselineModel } from '../../../shared/domain/recipe-baseline.ts';
import { buildMassGrid } from '../../../src-main/core/analysis/carrier/mass-grid.ts';
import { fitBaseline } from '../../../src-main/core/analysis/baseline/fit-baseline.ts';
import { prepareBaseline } from '../../../src-main/core/analysis/baseline/prepare-baseline.ts';
import { seededRandom } from '../../../src-main/core/analysis/numerics/random.ts';
import { asymmetricLeastSquares } from '../../../src-main/core/analysis/numerics/whittaker.ts';
import { quadraticForm } from '../../../src-main/core/analysis/quantify/quantifier.ts';

const HOUR = 3600;
const TIMES = Float64Array.from({ length: 34 * 60 }, (_, i) => i * 60);
const hours = (from: number, to: number) => ({ fromSeconds: from * HOUR, toSeconds: to * HOUR });

/** A series without carrier as a grid of 10-min blocks. */
function gridOf(values: Float64Array) {
  return buildMassGrid([{ mz: 44, seconds: TIMES, ampere: values }], undefined, 0, 600);
}

/** Mean baseline over every time by straight lines between block middles. */
function fitOn(
  values: Float64Array,
  spans: { fromSeconds: number; toSeconds: number }[],
  models: BaselineModel[],
  walk = false,
) {
  const grid = gridOf(values);
  const { blocks } = grid;
  const frame = prepareBaseline(grid, spans, models, 0, 10 * HOUR, 34 * HOUR);
  const fit = fitBaseline(frame, 44, 0, { walk, rippleUnknown: false, slopePrior: undefined })!;
  const baseline = TIMES.map((time) => {
    const position = Math.min(blocks.count - 1, Math.max(0, time / 600 - 0.45));
    const low = Math.min(blocks.count - 2, Math.floor(position));
    return fit.blocks[low] + (position - low) * (fit.blocks[low + 1] - fit.blocks[low]);
  });
  return { fit, frame, baseline };
}

/** The stress test of science.md 1.3: drift and a hump of 6 h at 24 h, ppm. */
function stressTest(seed: string) {
  const random = seededRandom(seed);
  const width = 6 / 2.3548;
  const hump = TIMES.map((time) => 10 * Math.exp(-0.5 * ((time / HOUR - 24) / width) ** 2));
  const drift = TIMES.map((time) => 12 + 20 * Math.exp(-time / HOUR / 2) - (0.03 * time) / HOUR);
  const values = hump.map((value, i) => value + drift[i] + (0.07 / Math.sqrt(6)) * random.normal());
  return { hump, drift, values };
}

const SEEDS = ['01', '02', '03', '04', '05'];

/** Share of the hump recovered after 10 h, mean over seeds. */
function recovered(spans: { fromSeconds: number; toSeconds: number }[], models: BaselineModel[]): number {
  const shares = SEEDS.map((seed) => {
    const { hump, values } = stressTest(seed);
    const { baseline } = fitOn(values, spans, models);
    let found = 0;
    let real = 0;
    TIMES.forEach((time, i) => {
      if (time < 10 * HOUR) return;
      found += values[i] - baseline[i];
      real += hump[i];
    });
    return found / real;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

describe('the table of science.md 1.3', () => {
  it.each<[BaselineModel, { fromSeconds: number; toSeconds: number }[], number, number]>([
    ['constant', [hours(5, 10)], 0.615, 0.03],
    ['linear', [hours(5, 10)], 2.284, 0.08],
    ['exponential', [hours(1, 10)], 0.861, 0.03],
    ['exponential-linear', [hours(1, 10)], 1.008, 0.03],
    ['linear', [hours(9, 10), hours(33, 34)], 0.971, 0.02],
  ])('%s', (model, spans, share, tolerance) => {
    expect(Math.abs(recovered(spans, [model]) - share)).toBeLessThan(tolerance);
  });

  it('shows what asymmetric least squares erases', () => {
    const { hump, values } = stressTest('01');
    for (const [lambda, share] of [
      [1e5, 0.056],
      [1e7, 0.688],
      [1e9, 1.355],
    ]) {
      const curve = asymmetricLeastSquares(values, lambda, 0.01);
      const found = values.reduce((sum, value, i) => sum + value - curve[i], 0);
      const real = hump.reduce((sum, value) => sum + value, 0);
      expect(Math.abs(found / real - share)).toBeLessThan(0.02);
    }
  });
});

describe('the average over shapes', () => {
  it('knows that a hyperbolic decay cannot be told from an exponential one in ten hours', () => {
    // science.md 1.3: one-sided exp + linear errs by 9 umol/g against 12 + 5/(1 + t/h) ppm and claims u = 0.47.
    const random = seededRandom('0a');
    const truth = TIMES.map((time) => 12 + 5 / (1 + time / HOUR));
    const values = truth.map((value) => value + (0.07 / Math.sqrt(6)) * random.normal());
    const area = (model: BaselineModel[], walk: boolean) => {
      const { fit, frame, baseline } = fitOn(values, [hours(1, 10)], model, walk);
      const weights = Float64Array.from(frame.bins, (bin) =>
        Math.max(0, bin.toSeconds - Math.max(bin.fromSeconds, 10 * HOUR)),
      );
      const variance = quadraticForm(fit.within, weights) + quadraticForm(fit.between, weights);
      const error = TIMES.reduce((sum, time, i) => sum + (time < 10 * HOUR ? 0 : (truth[i] - baseline[i]) * 60), 0);
      return { error: (error / HOUR) * 0.77255, u: (Math.sqrt(variance) / HOUR) * 0.77255 };
    };
    const single = area(['exponential-linear'], false);
    expect(Math.abs(single.error)).toBeGreaterThan(5);
    expect(Math.abs(single.error) / single.u).toBeGreaterThan(8);
    const averaged = area(['exponential-linear', 'two-exponentials-linear', 'power-linear'], true);
    expect(Math.abs(averaged.error) / averaged.u).toBeLessThan(2);
  });

  it('says when it extrapolates, and its uncertainty grows away from the spans', () => {
    const { values } = stressTest('01');
    const oneSided = fitOn(values, [hours(1, 10)], ['exponential-linear'], true);
    const twoSided = fitOn(values, [hours(1, 10), hours(33, 34)], ['exponential-linear'], true);
    expect(oneSided.fit.extrapolated).toBe(true);
    expect(twoSided.fit.extrapolated).toBe(false);
    const sigmaAt = ({ fit, frame }: typeof oneSided, hour: number) => {
      const bin = frame.bins.findIndex((cell) => cell.toSeconds > hour * HOUR);
      return Math.sqrt(fit.within[bin * (frame.bins.length + 1)] + fit.between[bin * (frame.bins.length + 1)]);
    };
    expect(sigmaAt(oneSided, 30)).toBeGreaterThan(3 * sigmaAt(oneSided, 12));
    expect(sigmaAt(oneSided, 30)).toBeGreaterThan(3 * sigmaAt(twoSided, 30));
  });

  it('gives every member that fits a share and prints AICc', () => {
    const { values } = stressTest('02');
    const { fit } = fitOn(values, [hours(1, 10), hours(33, 34)], ['exponential-linear', 'power-linear'], true);
    expect(fit.models.reduce((sum, model) => sum + model.weight, 0)).toBeCloseTo(1, 9);
    const [exponential, power] = fit.models;
    expect(exponential.weight).toBeGreaterThan(0.99);
    expect(exponential.aicc).toBeLessThan(power.aicc);
    expect(exponential.parameters.tauHours).toBeCloseTo(2, 1);
  });

  it('knows that a background walks only where its spans show it', () => {
    const random = seededRandom('0b');
    let walked = 0;
    const walking = TIMES.map(() => {
      // 0.4 % of the level per root hour, a minute at a time.
      walked += 12 * 4e-3 * Math.sqrt(1 / 60) * random.normal();
      return 12 + walked + 0.001 * random.normal();
    });
    const still = TIMES.map(() => 12 + 0.001 * random.normal());
    const everywhere = [hours(0, 34)];
    const shareOf = (values: Float64Array, spans: typeof everywhere, walk: boolean) =>
      fitOn(values, spans, ['linear'], walk).fit.walkShare;
    // The prior is one in four.
    expect(shareOf(walking, everywhere, true)).toBeGreaterThan(0.4);
    expect(shareOf(still, everywhere, true)).toBeLessThan(0.1);
    expect(shareOf(walking, everywhere, false)).toBe(0);
    // Two short looks far apart leave it open.
    const open = shareOf(still, [hours(1, 2), hours(33, 34)], true);
    expect(open).toBeGreaterThan(0.05);
    expect(open).toBeLessThan(0.95);
  });

  it('refuses too few points', () => {
    const frame = prepareBaseline(
      gridOf(stressTest('01').values),
      [hours(5, 5.4)],
      ['linear'],
      0,
      10 * HOUR,
      34 * HOUR,
    );
    expect(fitBaseline(frame, 44, 0, { walk: true, rippleUnknown: false, slopePrior: undefined })).toBeUndefined();
  });
});

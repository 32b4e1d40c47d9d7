import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src-main/core/analysis/numerics/random.ts';
import { differenceSigma } from '../../../src-main/core/analysis/numerics/statistics.ts';
import {
  findOnsets,
  firstAbove,
  onsetThresholds,
  type OnsetBlocks,
} from '../../../src-main/core/analysis/quantify/onset.ts';

const HOUR = 3600;
/** 10-min blocks from 20 to 34 h. */
const SECONDS = Float64Array.from({ length: 84 }, (_, i) => 20 * HOUR + (i + 0.5) * 600);
const NOISE = 0.07 / Math.sqrt(60);

/** A ramp of 0.5 ppm/h from 30 h with noise, and a background error common to all blocks. */
function ramp(seed: number, backgroundSigma: number) {
  const random = seededRandom(seed.toString(16).padStart(8, '0'));
  const off = backgroundSigma * random.normal();
  return {
    random,
    rate: SECONDS.map((time) => Math.max(0, (0.5 * (time - 30 * HOUR)) / HOUR) + off + NOISE * random.normal()),
  };
}

function blocksOf(rate: Float64Array, backgroundSigma: number): OnsetBlocks {
  const noise = differenceSigma(rate.subarray(0, 54));
  const size = 3;
  return {
    seconds: SECONDS,
    rate,
    noise: rate.map(() => noise),
    background: rate.map(() => backgroundSigma),
    nodeSeconds: Float64Array.of(20 * HOUR, 27 * HOUR, 34 * HOUR),
    nodeCovariance: new Float64Array(size * size).fill(backgroundSigma ** 2),
  };
}

const RULES = {
  methods: ['threshold', 'tangent', 'derivative'] as const,
  level: 0,
  sigmas: 3,
  consecutiveBlocks: 3,
  draws: 200,
  washoutSeconds: 0,
  washoutUncertaintySeconds: 0,
  timeUncertaintySeconds: 0,
  scaleUncertainty: 0,
};

describe('onset by threshold (science.md 5)', () => {
  it('sees the worked ramp as late as printed: 5.7 min from noise alone, 17.2 min with the background', () => {
    for (const [backgroundSigma, expected, tolerance] of [
      [0, 5.74, 0.6],
      [0.033, 17.2, 1.5],
    ]) {
      const delays: number[] = [];
      for (let seed = 1; seed <= 300; seed++) {
        const { rate } = ramp(seed, backgroundSigma);
        const blocks = blocksOf(rate, backgroundSigma);
        const first = firstAbove(rate, onsetThresholds(blocks, RULES), 3);
        if (first >= 0 && SECONDS[first] > 29.5 * HOUR) delays.push((SECONDS[first] - 30 * HOUR) / 60);
      }
      const mean = delays.reduce((sum, value) => sum + value, 0) / delays.length;
      expect(delays.length).toBeGreaterThan(280);
      expect(Math.abs(mean - expected)).toBeLessThan(tolerance);
    }
  });

  it('raises false alarms when the background error is left out of the threshold, hardly any with it', () => {
    let without = 0;
    let withIt = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const { rate } = ramp(seed, 0.033);
      const blank = rate.subarray(0, 58);
      const blocks = blocksOf(rate, 0.033);
      const known = {
        ...blocks,
        rate: blank,
        noise: blocks.noise.subarray(0, 58),
        background: blocks.background.subarray(0, 58),
      };
      if (firstAbove(blank, onsetThresholds({ ...known, background: known.background.map(() => 0) }, RULES), 3) >= 0)
        without += 1;
      if (firstAbove(blank, onsetThresholds(known, RULES), 3) >= 0) withIt += 1;
    }
    // science.md 5: 27 % false onsets from sigma alone.
    expect(without / 300).toBeGreaterThan(0.15);
    expect(withIt / 300).toBeLessThan(0.01);
  });

  it('covers the time the true rate passes the level', () => {
    let covered = 0;
    const level = 0.2;
    const truth = 30 * HOUR + (level / 0.5) * HOUR;
    for (let seed = 1; seed <= 100; seed++) {
      const { rate, random } = ramp(seed, 0.033);
      const [threshold] = findOnsets(blocksOf(rate, 0.033), { ...RULES, level }, random);
      if (threshold && threshold.lowSeconds <= truth && truth <= threshold.highSeconds) covered += 1;
    }
    expect(covered).toBeGreaterThanOrEqual(88);
  });

  it('takes the washout out of the rise', () => {
    const tau = 300;
    const washed = SECONDS.map((time) => {
      const t = time - 30 * HOUR;
      return t <= 0 ? 0 : (0.5 / HOUR) * (t - tau * (1 - Math.exp(-t / tau)));
    });
    const blocks = { ...blocksOf(washed, 0), noise: washed.map(() => 1e-4) };
    const [threshold, tangent] = findOnsets(blocks, { ...RULES, level: 0.4, washoutSeconds: tau }, seededRandom('1'));
    expect(Math.abs(threshold.seconds - (30 * HOUR + 0.8 * HOUR))).toBeLessThan(20);
    expect(Math.abs(tangent.seconds - 30 * HOUR)).toBeLessThan(300);
  });

  it('finds nothing in a phase without gas', () => {
    const { rate, random } = ramp(7, 0);
    const blank = { ...blocksOf(rate, 0.033), seconds: SECONDS.subarray(0, 50), rate: rate.subarray(0, 50) };
    expect(findOnsets(blank, RULES, random)).toEqual([]);
  });
});

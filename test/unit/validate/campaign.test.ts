import { mkdtempSync, readFileSync, rmSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CampaignFile } from '../../validate/campaign.ts';
import { missesOf, validationDocument } from '../../validate/document.ts';
import { judgeClass } from '../../validate/judge.ts';
import type { AmountRecord, RunRecord } from '../../validate/run-record.ts';
import { simulateInMemory, validateRun } from '../../validate/validate-run.ts';
import { validationClass } from '../../validate/validation-classes.ts';
import { analyseRun } from '../../../src-main/core/analysis/analyse-run.ts';
import { proposeRecipe } from '../../../src-main/core/analysis/pipeline/propose-recipe.ts';

/** Any run whose background of m/z 32 is known as well as usual. */
const SEED = 1_000_300;

/** Two runs with and one without gas: enough to see that nothing is out of all proportion. */
describe('a small part of the campaign', () => {
  it('finds the truth within four standard uncertainties, and no gas where there is none', () => {
    const runs = [
      ...validateRun(['misfit', 'no-final-rest', 'calibrated-after'], 1_000_003),
      ...validateRun(['blank-matched'], 1_000_004),
    ];
    expect(runs.map((run) => run.className)).toEqual(['misfit', 'no-final-rest', 'calibrated-after', 'blank-matched']);
    for (const run of runs) {
      expect(run.gases.map((gas) => gas.species)).toEqual(['H2', 'O2', 'CO2', 'SO2']);
      for (const { species, amounts } of run.gases) {
        expect(amounts.map((amount) => amount.label)).toEqual([
          'charge 1',
          'discharge 1',
          'charge 2',
          'discharge 2',
          'rest 1',
          'total',
        ]);
        for (const { label, amount, truth, u } of amounts) {
          expect(Math.abs(amount - truth), `${run.className} ${species} ${label}`).toBeLessThan(4 * u);
        }
      }
    }
    const [, oneSided, once, blank] = runs;
    expect(oneSided.findings).toContain('baseline-extrapolated');
    expect(once.findings).toContain('calibrated-once');
    expect(blank.gases.flatMap((gas) => gas.amounts.filter((amount) => amount.detected))).toEqual([]);
  });
});

describe('a little oxygen', () => {
  it('is seen in a window declared for its peak, where a whole charge is too long for it (science.md 6.2)', () => {
    // The bare cell as it is: 0.2 umol/g within an hour or two near 4.2 V.
    const { gases: _swept, ...conditions } = validationClass('misfit').conditions(SEED);
    const { input, truth } = simulateInMemory({ ...validationClass('misfit'), conditions: () => conditions }, SEED);
    const recipe = proposeRecipe(input);
    const oxygen = truth.gases.find(({ species }) => species === 'O2')!;
    const firstCharge = oxygen.amounts.find(({ label }) => label === 'charge 1')!;
    const { values, stepSeconds } = oxygen.rate;
    const inFirst = values.slice(0, Math.floor(firstCharge.toSeconds / stepSeconds));
    const peak = inFirst.indexOf(Math.max(...inFirst)) * stepSeconds;
    const zeroUs = input.channels.find(({ role }) => role === 'ion-current')!.timeUs[0];
    const span = { fromUs: zeroUs + (peak - 3600) * 1e6, toUs: zeroUs + (peak + 3600) * 1e6 };
    const windows = [{ label: 'peak', span }];
    const { gases } = analyseRun(input, { ...recipe, quantify: { ...recipe.quantify, windows } });
    const intervals = gases.find(({ species }) => species === 'O2')!.intervals;
    const [charge, window] = ['charge 1', 'peak'].map((name) => intervals.find(({ label }) => label === name)!);
    expect(charge.detected).toBe(false);
    expect(Math.abs(charge.amount! - firstCharge.amount)).toBeLessThan(charge.U!);
    expect(window.detected).toBe(true);
    expect(Math.abs(window.amount! - firstCharge.amount)).toBeLessThan(window.U!);
    expect(charge.onset).not.toBeNull();
  });
});

/** Runs in which one gas is off by z standard uncertainties in one phase, drawn in advance. */
function madeUp(zs: readonly number[], truth: number): RunRecord[] {
  return zs.map((z, i) => {
    const amount: AmountRecord = {
      label: 'charge 1',
      released: truth,
      truth,
      amount: truth + 0.1 * z,
      u: 0.1,
      expanded: 0.2,
      threshold: 0.3,
      detected: truth + 0.1 * z > 0.3,
    };
    return {
      className: 'blank-matched',
      seed: 1_000_000 + i,
      gases: [{ species: 'O2', unit: 'umol/g', amounts: [amount], onsets: [] }],
      findings: ['not-calibrated'],
    };
  });
}

/** Normal quantiles of evenly spaced probabilities, by bisection of the error function's series (Abramowitz 26.2.17). */
function normalScores(count: number): number[] {
  const cumulative = (x: number) => {
    const t = 1 / (1 + 0.2316419 * Math.abs(x));
    const tail =
      (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
      t *
      (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return x > 0 ? 1 - tail : tail;
  };
  return Array.from({ length: count }, (_, i) => {
    let [low, high] = [-6, 6];
    for (let k = 0; k < 50; k++) {
      const middle = (low + high) / 2;
      if (cumulative(middle) < (i + 0.5) / count) low = middle;
      else high = middle;
    }
    return low;
  });
}

describe('verdicts', () => {
  it('are good for errors that are normal with the u that is printed', () => {
    const verdict = judgeClass('blank-matched', true, madeUp(normalScores(1000), 0));
    expect(missesOf(verdict)).toEqual([]);
    const [all] = verdict.coverage;
    expect(all.coverage.share).toBeCloseTo(0.9545, 2);
    expect(all.z.deviation).toBeCloseTo(1, 1);
    // 0.135 % of 1000.
    expect(verdict.falseDetections).toMatchObject([{ events: 1, trials: 1000, standing: 'met' }]);
  });

  it('are bad for u half as large, and for a bias', () => {
    const narrow = judgeClass(
      'blank-matched',
      true,
      madeUp(
        normalScores(1000).map((z) => 2 * z),
        0,
      ),
    );
    expect(missesOf(narrow).join()).toContain('U of O2 covers 68');
    expect(missesOf(narrow).join()).toContain('false detections');
    const shifted = judgeClass(
      'blank-matched',
      true,
      madeUp(
        normalScores(1000).map((z) => z + 0.5),
        0,
      ),
    );
    expect(missesOf(shifted).join()).toContain('z of O2, all amounts: +0.50');
  });

  it('say of few runs that what they do not meet may be chance, not that they miss', () => {
    const verdict = judgeClass('blank-matched', true, madeUp(normalScores(26), 0));
    expect(missesOf(verdict)).toEqual([]);
    // No event in 26 trials still allows 1 - 0.05^(1/26) = 10.9 %.
    expect(verdict.falseDetections).toMatchObject([{ events: 0, trials: 26, standing: 'open' }]);
    const head = { date: '2026-01-02', seeds: 'gate', version: '1', code: 'a', command: 'c' } as const;
    const text = validationDocument([verdict], head);
    expect(text).toContain('**blank-matched**: does not meet');
    expect(text).toContain('| O2 | charge 1 | 0 of 26 | 10.9 % | not met, may be chance |');
  });

  it('become a document that says which program, seeds and command made it', () => {
    const verdict = judgeClass('blank-matched', true, madeUp(normalScores(1000), 0));
    const text = validationDocument([verdict], {
      date: '2026-01-02',
      seeds: 'gate',
      version: '1.2.3',
      code: 'abcdef012345',
      command: 'npm run validate -- --seeds gate',
    });
    for (const part of [
      '2026-01-02',
      '1.2.3',
      'abcdef012345',
      '--seeds gate',
      '**blank-matched**: meets every criterion',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('Preliminary');
    expect(text).toContain('| O2 | charge 1 | 1 of 1000 | 0.5 % | met |');
  });
});

describe('the campaign’s file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'opendems-campaign-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('goes on where it was cut, drops half a line, and begins anew for another program', () => {
    const path = join(folder, 'runs.ndjson');
    const [first, second] = madeUp([0, 1], 0);
    new CampaignFile(path, 'code 1').add([first]);
    appendFileSync(path, JSON.stringify(second).slice(0, 40));
    const again = new CampaignFile(path, 'code 1');
    expect(again.records).toEqual([first]);
    expect([again.has('blank-matched', first.seed), again.has('blank-matched', second.seed)]).toEqual([true, false]);
    again.add([second]);
    expect(new CampaignFile(path, 'code 1').records).toEqual([first, second]);
    expect(new CampaignFile(path, 'code 2').records).toEqual([]);
    expect(readFileSync(path, 'utf8')).toBe('{"code":"code 2"}\n');
  });
});

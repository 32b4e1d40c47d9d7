import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FigureRequest } from '../../../shared/api/analysis.ts';
import type { Client } from '../../../shared/api/rpc.ts';
import type { Recipe } from '../../../shared/domain/recipe.ts';
import { terminal } from '../../../src-main/cli/command.ts';
import { simulate } from '../../../src-main/cli/simulate.ts';
import { analyseRun } from '../../../src-main/core/analysis/analyse-run.ts';
import type { AnalysisInput } from '../../../src-main/core/analysis/analysis-input.ts';
import type { Core } from '../../../src-main/core/core.ts';
import { openRunFile } from '../../../src-main/core/storage/run-file.ts';
import { readAnalysisInput } from '../../../src-main/core/views/read-analysis-input.ts';
import { coreInMemory, windowOf } from '../../support/core-in-memory.ts';

let home: string;
let core: Core;
let client: Client;
let input: AnalysisInput;
let runId: string;
let recipe: Recipe;

const TIME: FigureRequest = { x: 'time', halfCycle: null, from: null, to: null, pixels: 800 };
const evaluate = (asked: Recipe, figure = TIME) =>
  client.call('analysis.evaluate', { runId, editor: 'test', recipe: asked, figure });
/** `analyseRun` as the wire would carry it. */
const direct = (asked: Recipe): unknown => JSON.parse(JSON.stringify(analyseRun(input, asked)));

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'opendems-analysis-'));
  await mkdir(join(home, 'library'));
  const path = join(home, 'library', 'run.dems');
  vi.spyOn(terminal, 'note').mockImplementation(() => {});
  simulate({ preset: 'bare-ncm85', seed: 1, output: path, hours: 34 });
  vi.restoreAllMocks();
  const reader = openRunFile(path);
  input = readAnalysisInput(reader);
  runId = reader.run().id;
  reader.close();
  core = coreInMemory(home);
  client = await windowOf(core);
}, 120_000);

afterAll(async () => {
  await core?.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

describe('evaluation from a window', () => {
  it('begins with a proposal where no recipe is kept', async () => {
    const opened = await client.call('analysis.open', { runId });
    expect(opened).toMatchObject({ origin: 'proposed', versions: [] });
    ({ recipe } = opened);
    expect(recipe.baseline.spans.length).toBeGreaterThan(0);
  }, 60_000);

  it('answers what the engine computes, digit by digit', async () => {
    const answer = await evaluate(recipe);
    // The program under test was built with its version; the engine here was not.
    input = { ...input, softwareVersion: answer.results.softwareVersion };
    expect(answer.results).toEqual(direct(recipe));
    const moved = {
      ...recipe,
      baseline: {
        ...recipe.baseline,
        spans: recipe.baseline.spans.map((span) => ({ ...span, fromUs: span.fromUs + 7.2e9 })),
      },
    };
    const other = await evaluate(moved);
    expect(other.results).toEqual(direct(moved));
    expect(other.results.recipeSha256).not.toBe(answer.results.recipeSha256);
    expect((await evaluate(recipe)).results).toEqual(answer.results);
  }, 60_000);

  it('draws curves that end at the printed numbers', async () => {
    const { results, figure } = await evaluate(recipe, { ...TIME, halfCycle: 0 });
    const charge = results.phases.find((phase) => phase.kind === 'charge')!;
    expect(figure.fullFrom).toBeCloseTo(charge.fromSeconds / 3600, 9);
    for (const gas of figure.gases) {
      const printed = results.gases.find((one) => one.species === gas.species)!.intervals[0]!;
      const { min, max } = gas.amount!;
      expect((min.at(-1)! + max.at(-1)!) / 2).toBeCloseTo(printed.amount!, 9);
      expect((max.at(-1)! - min.at(-1)!) / 2).toBeCloseTo(printed.U!, 9);
      // A curve goes on to its neighbours beside the half-cycle, which are not printed.
      const inside = [...gas.rate!.x.keys()].filter(
        (i) => gas.rate!.x[i]! >= figure.fullFrom && gas.rate!.x[i]! <= figure.fullTo,
      );
      const highest = Math.max(...inside.map((i) => (gas.rate!.min[i]! + gas.rate!.max[i]!) / 2));
      expect(highest).toBeCloseTo(printed.peakRate!, 9);
    }
  }, 60_000);

  it.each([
    ['soc', 0, 100],
    ['capacity', 0, 300],
    ['voltage', 2, 5],
  ] as const)('draws one half-cycle against %s', async (x, least, most) => {
    const { figure } = await evaluate(recipe, { ...TIME, x, halfCycle: 0 });
    expect(figure.fullFrom).toBeGreaterThan(least - 1);
    expect(figure.fullTo).toBeLessThan(most);
    for (const gas of figure.gases) {
      expect(gas.rate!.x.length).toBeGreaterThan(20);
      expect([...gas.rate!.x]).toEqual([...gas.rate!.x].toSorted((a, b) => a - b));
    }
  });

  it('adds curves to look at where they are asked for, and changes no number', async () => {
    const extras = { asymmetricBaseline: { periodHours: 10, asymmetry: 0.01 }, differentialCapacity: true };
    const looking = { ...recipe, delay: { ...recipe.delay, deconvolution: { enabled: true, windowSeconds: null } } };
    const { results, figure } = await evaluate(looking, { ...TIME, extras });
    const plain = await evaluate(recipe);
    expect(results.gases).toEqual(plain.results.gases);
    expect(plain.figure.differentialCapacity).toBeUndefined();
    for (const gas of figure.gases) {
      expect(gas.deconvolvedRate!.x.length).toBeGreaterThan(100);
      expect(gas.asymmetricBaseline!.x.length).toBeGreaterThan(100);
    }
    const [charge] = figure.differentialCapacity!;
    expect(charge!.label).toBe('charge 1');
    const highest = charge!.milliampHourPerGramPerVolt.indexOf(Math.max(...charge!.milliampHourPerGramPerVolt));
    const phase = results.phases.find(({ label }) => label === 'charge 1')!;
    expect(phase.differentialCapacityPeak!.volt).toBe(charge!.volt[highest]);
    // The area under dQ/dV is the capacity, but for the ends that eleven points cost.
    const area = charge!.milliampHourPerGramPerVolt.reduce((sum, value) => sum + value * 0.005, 0);
    expect(area / phase.capacityMilliampHourPerGram!).toBeGreaterThan(0.8);
    expect(area / phase.capacityMilliampHourPerGram!).toBeLessThan(1.02);
  }, 60_000);

  it('gives a declared window its own interval, the same as the phase it covers', async () => {
    const charge = (await evaluate(recipe)).results.phases.find(({ label }) => label === 'charge 1')!;
    const { zeroUs } = await evaluate(recipe);
    const span = { fromUs: zeroUs + charge.fromSeconds * 1e6, toUs: zeroUs + charge.toSeconds * 1e6 };
    const windows = [{ label: 'all of charge 1', span }];
    const { results } = await evaluate({ ...recipe, quantify: { ...recipe.quantify, windows } });
    for (const { intervals } of results.gases) {
      const of = (label: string) => intervals.find((interval) => interval.label === label)!;
      expect(of('all of charge 1')).toMatchObject({ kind: 'window' });
      expect(of('all of charge 1').amount).toBeCloseTo(of('charge 1').amount!, 6);
    }
  }, 60_000);

  it('shows plateaus, flow, and the voltages that clocks are compared by', async () => {
    const { results, figure } = await evaluate(recipe, { ...TIME, extras: { sync: true, flow: true } });
    const oxygen = figure.gases.find(({ species }) => species === 'O2')!;
    const fit = results.sensitivities.find(({ species }) => species === 'O2')!.fits[0]!;
    const [zero, gas] = ['zero', 'gas'].map((kind) => {
      const means = oxygen.plateaus.filter(({ point }) => recipe.calibration.points[point]!.kind === kind);
      return means.reduce((sum, { mean }) => sum + mean, 0) / means.length;
    });
    // r = a + k xi: the step between the plateaus over the bottle's 100 ppm is k, but for what else shares the mass.
    expect((gas! - zero!) / 1e-4 / fit.k).toBeCloseTo(1, 2);
    const flow = Array.from(figure.flow!.max).filter(Number.isFinite);
    expect(Math.max(...flow)).toBeLessThan(2.6);
    expect(Math.min(...figure.flow!.min)).toBeGreaterThan(2.4);
    const [pair] = figure.sync;
    expect(pair).toMatchObject({ reference: 'qms', moved: 'cycler' });
    const residual = Array.from(pair!.residual.max).filter(Number.isFinite);
    const { residualVolt } = results.sync.pairs.find(({ moved }) => moved === 'cycler')!;
    expect(Math.max(...residual.map(Math.abs))).toBeLessThan(8 * residualVolt!);
  }, 60_000);

  it('refuses an axis it cannot make', async () => {
    const asked = evaluate(recipe, { ...TIME, x: 'soc', halfCycle: 99 });
    await expect(asked).rejects.toMatchObject({ problem: { code: 'no-half-cycle' } });
  });

  it('keeps versions in the run and begins with the newest', async () => {
    const named = { ...recipe, name: 'Blocks of 5 min', baseline: { ...recipe.baseline, blockSeconds: 300 } };
    await client.call('analysis.save', { runId, recipe });
    const { versions } = await client.call('analysis.save', { runId, recipe: named });
    expect(versions.map((version) => version.recipe.name)).toEqual(['', 'Blocks of 5 min']);
    const opened = await client.call('analysis.open', { runId });
    expect(opened).toMatchObject({ origin: 'stored', recipe: named });
    expect((await client.call('analysis.propose', { runId })).recipe).toEqual(recipe);
    const { rawSha256, findings } = await client.call('runs.verify', { runId });
    expect({ rawSha256, findings }).toEqual({ rawSha256: input.rawSha256, findings: [] });
  }, 60_000);

  it('adapts a recipe to another run and says what of it', async () => {
    const given = {
      ...recipe,
      carrier: { ...recipe.carrier, mz: 36 },
      quantify: {
        ...recipe.quantify,
        windows: [
          {
            label: 'peak',
            span: { fromUs: input.channels[0]!.timeUs[0]! + 7.2e10, toUs: input.channels[0]!.timeUs[0]! + 8e10 },
          },
        ],
      },
    };
    const { recipe: adapted, omitted } = await client.call('analysis.adapt', { runId, recipe: given, targetId: runId });
    // The same run: its own proposal has the same spans, and nothing moves.
    expect(adapted).toEqual({ ...given, carrier: { ...given.carrier, mz: 4 } });
    expect(omitted).toEqual(['The carrier m/z 36 was not recorded: m/z 4 is used.']);
  }, 60_000);

  it('lends its sensitivities', async () => {
    const { sensitivities } = await client.call('analysis.sensitivities', { runId });
    const { results } = await evaluate(recipe);
    const lent = sensitivities.map(({ species }) => species);
    expect(lent).toEqual(['H2', 'O2', 'CO2']);
    const own = results.sensitivities.find(({ species }) => species === 'O2')!;
    // F = k I(carrier) / F_c (science.md 1.4).
    const direct = (own.kStart! * results.carrier.medianAmpere!) / results.flow.molPerSecond!;
    expect(sensitivities[1]!.coulombPerMol / direct).toBeCloseTo(1, 1);
    const borrowed = {
      ...recipe,
      calibration: { ...recipe.calibration, points: [], direct: sensitivities },
    };
    const amount = (of: typeof results) => of.gases.find(({ species }) => species === 'CO2')!.intervals[0]!.amount!;
    expect(amount((await evaluate(borrowed)).results) / amount(results)).toBeCloseTo(1, 1);
  }, 60_000);

  it('gives up an evaluation that is cancelled, and evaluates the next', async () => {
    const moved = { ...recipe, baseline: { ...recipe.baseline, blockSeconds: 420 } };
    const asked = evaluate(moved);
    const refused = expect(asked).rejects.toMatchObject({ problem: { code: 'analysis-cancelled' } });
    await client.call('analysis.cancel', {});
    await refused;
    expect((await evaluate(recipe)).results.recipeSha256).toMatch(/^[0-9a-f]{64}$/);
    // The file was let go: a recipe can be kept in it.
    const { versions } = await client.call('analysis.save', { runId, recipe: moved });
    expect(versions.at(-1)!.recipe.baseline.blockSeconds).toBe(420);
  }, 60_000);
});

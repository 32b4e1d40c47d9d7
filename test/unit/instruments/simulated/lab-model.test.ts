import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../shared/api/errors.ts';
import { LAB_GASES, type ConditionsOverride } from '../../../../src-main/core/instruments/simulated/conditions.ts';
import { createLabModel } from '../../../../src-main/core/instruments/simulated/lab-model.ts';
import type { LabModel } from '../../../../src-main/core/instruments/simulated/lab-model-contract.ts';
import { LAB_TAGS } from '../../../../src-main/core/instruments/simulated/lab-tags.ts';
import { buildWorld } from '../../../../src-main/core/instruments/simulated/lab-world.ts';
import { QUIET, START_UTC_US, mean, publishedUntil, valuesOf, type Published } from './quiet-lab.ts';

const labOf = (seed: number, conditions?: ConditionsOverride) =>
  createLabModel({ preset: 'bare-ncm85', seed, startUtcUs: START_UTC_US, conditions });

/** Every value with its stamp and status, in order, as bytes. */
function bytesOf(lab: LabModel, times: readonly number[]): Float64Array {
  const columns: number[] = [];
  for (const time of times) lab.advance(time, (tag, timeUs, value, status) => columns.push(tag, timeUs, value, status));
  return Float64Array.from(columns);
}

describe('determinism', () => {
  it('same seed, same bytes; another seed, another experiment', () => {
    const bytes = (seed: number) => Buffer.from(bytesOf(labOf(seed), [6000]).buffer);
    expect(bytes(11).equals(bytes(11))).toBe(true);
    expect(bytes(11).equals(bytes(12))).toBe(false);
  });

  it('does not depend on how it is stepped, commands at the same times included', () => {
    const command = (lab: LabModel, stage: number) => {
      if (stage === 0) lab.setFlow(1.7);
      if (stage === 1) lab.stepClock('cycler', 3.25);
      if (stage === 2) lab.setScanning(false);
      if (stage === 3) lab.setScanning(true);
    };
    const stages = [1203.37, 1350.5, 1500.123456, 1512.7, 1800];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.array(fc.double({ min: 0, max: 1800, noNaN: true }), { maxLength: 60 }),
        (seed, extra) => {
          const run = (between: readonly number[]) => {
            const lab = labOf(seed);
            const parts: Float64Array[] = [];
            let from = 0;
            stages.forEach((stage, i) => {
              const stops = between.filter((time) => time >= from && time < stage).toSorted((a, b) => a - b);
              parts.push(bytesOf(lab, [...stops, stage]));
              command(lab, i);
              from = stage;
            });
            return parts.flatMap((part) => [...part]);
          };
          expect(run(extra)).toEqual(run([]));
        },
      ),
      { numRuns: 12 },
    );
  });

  it('a part given instead of drawn leaves every other draw as it was', () => {
    const drawn = labOf(5).truth().conditions;
    const set = labOf(5, { headspace: { millilitre: 4.5 }, gases: { O2: { first: 9 } } }).truth().conditions;
    expect(set.headspace).toEqual({ ...drawn.headspace, millilitre: 4.5 });
    expect(set.gases.O2).toEqual({ ...drawn.gases.O2, first: 9 });
    expect({ ...set, headspace: 0, gases: 0 }).toEqual({ ...drawn, headspace: 0, gases: 0 });
  });

  it('refuses conditions that cannot be, in words', () => {
    expect(() => labOf(1, { headspace: { millilitre: -1 } })).toThrow(AppError);
    expect(() => labOf(1, { headspace: { millilitre: -1 } })).toThrow(/headspace\.millilitre/);
    expect(() => labOf(1, { sample: { chargeCapacities: [280, 100] } })).toThrow(/charge 1/);
    expect(() => labOf(-1)).toThrow(AppError);
    expect(() => createLabModel({ preset: 'leak', seed: 1, startUtcUs: 0, hours: 0 })).toThrow(AppError);
  });
});

describe('publishing', () => {
  const published = publishedUntil(labOf(2, { clocks: QUIET.clocks }), 5400);

  it('comes in order of true time, every tag of the list at least once', () => {
    published.slice(1).forEach((entry, i) => expect(entry.timeUs).toBeGreaterThanOrEqual(published[i]!.timeUs));
    for (const tag of LAB_TAGS) expect(published.some((entry) => entry.tag === tag.id)).toBe(true);
    expect(published.every((entry) => Number.isInteger(entry.timeUs))).toBe(true);
  });

  it('never repeats a value with the same tag, stamp and status', () => {
    const seen = new Set(published.map((entry) => `${entry.tag} ${entry.timeUs} ${entry.status} ${entry.value}`));
    expect(seen.size).toBe(published.length);
  });

  it('announces the valve and the cycler where they change', () => {
    const changes = (tag: string) =>
      published.filter((entry) => entry.tag === tag).map((entry) => [(entry.timeUs - START_UTC_US) / 6e7, entry.value]);
    expect(changes('Gas.Valve.Selection')).toEqual([
      [0, 1],
      [20, 2],
      [60, 1],
      [80, 0],
    ]);
    expect(changes('Cycler.Ch1.Step')).toEqual([
      [0, 0],
      [80, 1],
    ]);
    expect(changes('Cycler.Ch1.State')).toEqual([
      [0, 0],
      [80, 1],
    ]);
    expect(changes('Cycler.Ch1.Cycle')).toEqual([[0, 0]]);
  });

  it('measures voltage and current once a second, flow within 0.3 %', () => {
    const flow = valuesOf(published, 'MFC.1.fMeasure');
    expect(flow).toHaveLength(5400);
    for (const value of flow) expect(Math.abs(value / 2.5 - 1)).toBeLessThanOrEqual(0.003001);
    expect(mean(flow)).toBeCloseTo(2.5, 3);
    expect(valuesOf(published, 'Cycler.Ch1.Voltage')).toHaveLength(5400);
    expect(Math.max(...valuesOf(published, 'Cycler.Ch1.Current').map(Math.abs))).toBeLessThan(1e-7);
  });

  it('reads the cell voltage at the mass spectrometer in steps of 20 V / 65 536', () => {
    for (const value of valuesOf(published, 'QMS.MID.AnalogIn1')) {
      const steps = value / (20 / 65_536);
      expect(Math.abs(steps - Math.round(steps))).toBeLessThan(1e-3);
    }
  });

  it('ignores going back, and goes on after the end of the experiment', () => {
    const lab = createLabModel({ preset: 'zero-gas', seed: 1, startUtcUs: 0, hours: 0.01 });
    expect(lab.durationSeconds).toBe(36);
    expect(publishedUntil(lab, 36).length).toBeGreaterThan(100);
    expect(publishedUntil(lab, 20)).toEqual([]);
    expect(publishedUntil(lab, Number.NaN)).toEqual([]);
    expect(publishedUntil(lab, 60).length).toBeGreaterThan(50);
  });
});

describe('clocks', () => {
  it('stamp with offset and drift of their own', () => {
    const clocks = { ...QUIET.clocks, cycler: { offsetSeconds: -3.5, driftPpm: 5 } };
    const times = (conditions: ConditionsOverride) =>
      publishedUntil(labOf(1, conditions), 4000)
        .filter((entry) => entry.tag === 'Cycler.Ch1.Voltage')
        .map((entry) => entry.timeUs);
    const plain = times({ clocks: QUIET.clocks });
    const moved = times({ clocks });
    plain.forEach((time, i) => {
      const expected = time - 3.5e6 + (time - START_UTC_US) * 5e-6;
      expect(Math.abs(moved[i]! - expected)).toBeLessThanOrEqual(0.5);
    });
    // 5 ppm of 4000 s
    expect(moved.at(-1)! - plain.at(-1)!).toBeCloseTo(-3.5e6 + 20_000, -2);
  });

  it('step on demand, one instrument alone', () => {
    const lab = labOf(1, { clocks: QUIET.clocks });
    const before = publishedUntil(lab, 50);
    lab.stepClock('qms', -3600);
    const after = publishedUntil(lab, 100);
    const last = (entries: Published[], tag: string) => entries.findLast((entry) => entry.tag === tag)!.timeUs;
    const first = after.find((entry) => entry.tag === 'QMS.MID.M4.IonCurrent')!.timeUs;
    expect(first - last(before, 'QMS.MID.M4.IonCurrent')).toBe(7_150_000 - 3600e6);
    expect(last(after, 'MFC.1.fMeasure') - last(before, 'MFC.1.fMeasure')).toBe(50e6);
    expect(lab.truth().clocks.find((clock) => clock.source === 'qms')!.steps).toEqual([
      { fromSeconds: 50, shiftSeconds: -3600 },
    ]);
  });
});

describe('flow', () => {
  const leaky = { ...QUIET, leak: { airPpm: 100, fromHours: 0 }, flow: { ...QUIET.flow, responseSeconds: 1 } };
  const nitrogenPpm = (lab: LabModel, seconds: number) => {
    const entry = publishedUntil(lab, seconds).findLast(({ tag }) => tag === 'QMS.MID.M28.IonCurrent')!;
    return entry.value / 9.1e-13;
  };

  it('dilutes: half the carrier doubles what the same leak leaves in it', () => {
    const lab = createLabModel({ preset: 'leak', seed: 1, startUtcUs: START_UTC_US, conditions: leaky });
    expect(nitrogenPpm(lab, 10_000)).toBeCloseTo(78.084 / 1.0001, 2);
    lab.setFlow(1.25);
    // A headspace of 5 mL now takes 206 s; after 8 of these it is settled to 0.03 %.
    expect(nitrogenPpm(lab, 10_206 + 10)).toBeGreaterThan(78.084 * 1.5);
    expect(nitrogenPpm(lab, 12_500) / (2 * 78.084)).toBeCloseTo(1, 3);
  });

  it('answers a new set point as a first-order system and tells it', () => {
    const lab = createLabModel({ preset: 'zero-gas', seed: 1, startUtcUs: START_UTC_US, conditions: leaky });
    publishedUntil(lab, 100);
    lab.setFlow(1);
    const after = publishedUntil(lab, 140);
    expect(valuesOf(after, 'MFC.1.fSetpoint')).toEqual([1]);
    for (const { timeUs, value } of after.filter(({ tag }) => tag === 'MFC.1.fMeasure')) {
      const elapsed = (timeUs - START_UTC_US) / 1e6 - 100;
      expect(value).toBeCloseTo(1 + 1.5 * Math.exp(-elapsed), 5);
    }
    expect(lab.truth().flow.map((entry) => entry.setpointMlnPerMin)).toEqual([2.5, 1]);
    // Nothing new, nothing said.
    lab.setFlow(1);
    expect(valuesOf(publishedUntil(lab, 160), 'MFC.1.fSetpoint')).toEqual([]);
    expect(() => lab.setFlow(-1)).toThrow(AppError);
    expect(() => lab.setFlow(Number.NaN)).toThrow(AppError);
  });

  it('below what the capillary draws, lets air come back through the vent', () => {
    const conditions = { ...QUIET, flow: { ...QUIET.flow, capillaryUptakeMlnPerMin: 1, responseSeconds: 1 } };
    const lab = createLabModel({ preset: 'zero-gas', seed: 1, startUtcUs: START_UTC_US, conditions });
    publishedUntil(lab, 5000);
    lab.setFlow(0.5);
    // Half a millilitre of air to half a millilitre of helium: N2 is 78.084 % of half of the gas.
    expect(nitrogenPpm(lab, 5600) / 1e6).toBeCloseTo(0.78084 / (1 + 0.99964), 4);
  });
});

describe('mass balance', () => {
  it('what was released has left the cell or is still on its way, in every kind of path', () => {
    for (const kind of ['one-tank', 'two-tanks', 'sorption'] as const) {
      const conditions = { residual: QUIET.residual, headspace: { kind }, leak: { airPpm: 8, fromHours: 25 } };
      const world = buildWorld({ preset: 'bare-ncm85', seed: 9, startUtcUs: START_UTC_US, conditions });
      for (const hours of [14, 30.123, 33, 60, 87]) {
        world.path.advanceTo(hours * 3600);
        const seconds = world.path.second;
        for (const gas of LAB_GASES) {
          const releases = [world.cellReleases.get(gas as 'O2'), world.leakReleases.get(gas as 'O2')];
          const released = releases.reduce((sum, release) => sum + (release?.released(seconds) ?? 0), 0);
          const found =
            world.path.hold(gas, 'left') + world.path.hold(gas, 'headspace') + world.path.hold(gas, 'behind');
          expect(Math.abs(found - released)).toBeLessThanOrEqual(1e-9 * released);
        }
      }
    }
  });
});

describe('recovery by plain arithmetic', () => {
  it('F / m times the integral of I44 / (I4 k) is the CO2 the first cycle released (science.md 1.2, 1.6)', () => {
    for (const kind of ['one-tank', 'two-tanks'] as const) {
      const conditions = { ...QUIET, headspace: { ...QUIET.headspace, kind } };
      const lab = createLabModel({ preset: 'bare-ncm85', seed: 1, startUtcUs: START_UTC_US, conditions });
      const truth = lab.truth();
      const [helium, carbonDioxide] = [4, 44].map((mass) =>
        LAB_TAGS.findIndex(({ id }) => id === `QMS.MID.M${mass}.IonCurrent`),
      );
      let ratioSum = 0;
      let carrier = 1.4e-7;
      lab.advance(4800, () => {});
      lab.advance(truth.phases.find(({ label }) => label === 'charge 2')!.fromSeconds, (tag, _time, value) => {
        if (tag === helium) carrier = value;
        if (tag === carbonDioxide) ratioSum += value / carrier;
      });
      const scanSeconds = 7.15;
      const amount = ((1.85896e-6 * ratioSum * scanSeconds) / 8.0 / 8.6625e-3) * 1e6;
      expect(amount / truth.conditions.gases.CO2.first).toBeCloseTo(1, 4);
    }
  });
});

describe('presets', () => {
  it('zero gas: nothing from the cell on any mass over the whole first charge', () => {
    const lab = createLabModel({ preset: 'zero-gas', seed: 6, startUtcUs: START_UTC_US, conditions: QUIET });
    const truth = lab.truth();
    for (const gas of truth.gases) expect([gas.totalAmount, Math.max(...gas.rate.values)]).toEqual([0, 0]);
    expect(truth.leak).toBeNull();
    expect(createLabModel({ preset: 'zero-gas', seed: 6, startUtcUs: 0 }).truth().residual).toEqual([]);
    const largest = new Float64Array(LAB_TAGS.length);
    lab.advance(4790, () => {});
    lab.advance(40 * 3600, (tag, _time, value) => {
      largest[tag] = Math.max(largest[tag]!, Math.abs(value));
    });
    LAB_TAGS.forEach(({ id }, tag) => {
      if (id.endsWith('IonCurrent') && id !== 'QMS.MID.M4.IonCurrent') expect(largest[tag]).toBeLessThan(1e-20);
    });
    expect(largest[LAB_TAGS.findIndex(({ id }) => id === 'QMS.MID.M4.IonCurrent')]).toBeCloseTo(1.4e-7, 12);
  });

  it('leak: N2, O2 and Ar in the ratio of air reach the mass spectrometer', () => {
    const conditions = { ...QUIET, leak: { airPpm: 50, fromHours: 2 }, gases: silentGases() };
    const lab = createLabModel({ preset: 'leak', seed: 6, startUtcUs: START_UTC_US, conditions });
    const before = publishedUntil(lab, 7190);
    expect(valuesOf(before, 'QMS.MID.M14.IonCurrent').every((value) => value === 0)).toBe(true);
    const after = publishedUntil(lab, 10_800);
    const ppm = (mass: number, response: number) => valuesOf(after, `QMS.MID.M${mass}.IonCurrent`).at(-1)! / response;
    const nitrogen = ppm(28, 9.1e-13);
    expect(ppm(32, 8.4e-13) / nitrogen).toBeCloseTo(20.946 / 78.084, 5);
    expect(ppm(40, 1.05e-12) / nitrogen).toBeCloseTo(0.934 / 78.084, 5);
    expect(nitrogen).toBeCloseTo(39.042, 1);
    expect(lab.truth().leak!.fromSeconds).toBe(7200);
  });
});

function silentGases() {
  const none = { first: 0, second: 0 };
  return { H2: none, O2: none, CO2: none, CO: none, SO2: none };
}

import { describe, expect, it } from 'vitest';
import { STATUS_BAD_SENSOR_FAILURE, STATUS_GOOD } from '../../../../shared/domain/quality.ts';
import {
  LAB_GASES,
  type ConditionsOverride,
  type DrawnConditions,
} from '../../../../src-main/core/instruments/simulated/conditions.ts';
import { drawConditions } from '../../../../src-main/core/instruments/simulated/draw-conditions.ts';
import { IonCurrentNoise } from '../../../../src-main/core/instruments/simulated/ion-current-noise.ts';
import { createLabModel } from '../../../../src-main/core/instruments/simulated/lab-model.ts';
import { LAB_TAGS, MID_MASSES } from '../../../../src-main/core/instruments/simulated/lab-tags.ts';
import { Sensitivity } from '../../../../src-main/core/instruments/simulated/sensitivity.ts';
import { buildTimeline } from '../../../../src-main/core/instruments/simulated/timeline.ts';
import { RandomStream } from '../../../../src-main/core/instruments/simulated/random-stream.ts';
import {
  QUIET,
  START_UTC_US,
  allBackgrounds,
  deviation,
  mean,
  publishedUntil,
  valuesOf,
  type Published,
} from './quiet-lab.ts';

const ION = (mass: number) => `QMS.MID.M${mass}.IonCurrent`;
const quietLab = (conditions: ConditionsOverride = {}) =>
  createLabModel({ preset: 'zero-gas', seed: 1, startUtcUs: START_UTC_US, conditions: { ...QUIET, ...conditions } });
/** The last value before a time. */
function lastBefore(published: Published[], tag: string, seconds: number): number {
  const limit = START_UTC_US + seconds * 1e6;
  return published.findLast((entry) => entry.tag === tag && entry.timeUs < limit)!.value;
}

describe('ion currents', () => {
  const published = publishedUntil(quietLab(), 4700);

  it('answer 100 ppm of H2, O2 and CO2 with response times ppm, fragments included', () => {
    const current = (mass: number) => lastBefore(published, ION(mass), 3600);
    expect(current(2) / 7.0e-11).toBeCloseTo(1, 6);
    expect(current(32) / 8.4e-11).toBeCloseTo(1, 6);
    expect(current(44) / 1.12e-10).toBeCloseTo(1, 6);
    expect(current(28) / (0.098 * 1.12e-10)).toBeCloseTo(1, 6);
    expect(current(12) / (0.087 * 1.12e-10)).toBeCloseTo(1, 6);
    expect(current(34) / (0.0041 * 8.4e-11)).toBeCloseTo(1, 6);
    for (const mass of [14, 18, 40, 48, 64, 66]) expect(current(mass)).toBe(0);
    // The bottle is 0.03 % something else than helium.
    expect(current(4) / (1.4e-7 * (1 - 300e-6))).toBeCloseTo(1, 6);
    // k of O2 = 6.00 (science.md 1.6): r over mole fraction relative to helium.
    expect(current(32) / current(4) / (100e-6 / (1 - 300e-6))).toBeCloseTo(6, 5);
  });

  it('are nothing but helium on zero gas, before and after', () => {
    for (const mass of MID_MASSES) {
      const expected = mass === 4 ? Math.fround(1.4e-7) : 0;
      expect(lastBefore(published, ION(mass), 1200)).toBe(expected);
      expect(Math.abs(lastBefore(published, ION(mass), 4700) - expected)).toBeLessThan(1e-25);
    }
  });

  it('follow the valve as 1 - exp(-(t - delay) / tau) of the line', () => {
    const lab = quietLab({ line: { ...QUIET.line, millilitre: 0.4 } });
    // 0.4 mL at 25 degC swept by 2.5 mln/min: 0.4 x 60 / (2.5 x 298.15 / 273.15) s
    const tau = 24 / (2.5 * (298.15 / 273.15));
    const rise = publishedUntil(lab, 1280).filter(
      ({ tag, timeUs }) => tag === ION(44) && timeUs > START_UTC_US + 1195e6,
    );
    expect(rise).toHaveLength(12);
    for (const { timeUs, value } of rise) {
      const elapsed = (timeUs - START_UTC_US) / 1e6 - 1200 - 10;
      const expected = elapsed <= 0 ? 0 : 1 - Math.exp(-elapsed / tau);
      expect(Math.abs(value / 1.12e-10 - expected)).toBeLessThan(0.003);
    }
  });

  it('have a moment of their own each: 0.55 s apart, 7.15 s a scan', () => {
    const scans = published.filter((entry) => entry.tag === 'QMS.MID.ScanNumber');
    expect(scans.slice(0, 4).map((entry) => entry.value)).toEqual([1, 2, 3, 4]);
    const starts = published.filter((entry) => entry.tag === 'QMS.MID.ScanStart');
    scans.forEach((scan, i) => {
      expect(scan.timeUs).toBe(START_UTC_US + i * 7_150_000);
      expect(starts[i]!.value).toBe(scan.timeUs);
    });
    MID_MASSES.forEach((mass, slot) => {
      const times = published.filter((entry) => entry.tag === ION(mass)).map((entry) => entry.timeUs);
      // Middle of the dwell: 0.05 s settling, then half of 0.5 s.
      times.forEach((time, i) => expect(time).toBe(START_UTC_US + i * 7_150_000 + slot * 550_000 + 300_000));
    });
  });

  it('are 32-bit floats', () => {
    const lab = createLabModel({ preset: 'bare-ncm85', seed: 3, startUtcUs: START_UTC_US });
    for (const entry of publishedUntil(lab, 300)) {
      if (entry.tag.endsWith('IonCurrent')) expect(entry.value).toBe(Math.fround(entry.value));
    }
  });
});

describe('fragment overlap', () => {
  it('adds up: O2 and S+ on m/z 32, CO and CO2 and N2 on m/z 28', () => {
    // 30 h: within O2, SO2, CO and CO2 evolution of the first charge.
    const currents = (gases: ConditionsOverride['gases'], airPpm: number) => {
      const none = { first: 0, second: 0, width: 1 };
      const all = { H2: none, O2: none, CO2: none, CO: none, SO2: none, ...gases };
      const lab = quietLab({ gases: all, leak: { airPpm, fromHours: 0 } });
      const last: number[] = [];
      lab.advance(30.5 * 3600, (tag, _time, value) => (last[tag] = value));
      return (mass: number) => last[LAB_TAGS.findIndex((tag) => tag.id === ION(mass))]!;
    };
    const released = { first: 5, second: 0, width: 1 };
    const oxygen = currents({ O2: released }, 0);
    const sulfur = currents({ SO2: released }, 0);
    const carbon = currents({ CO2: released }, 0);
    const both = currents({ CO: released }, 0);
    const air = currents({}, 20);
    const everything = currents({ O2: released, SO2: released, CO2: released, CO: released }, 20);
    // Not closer than 1 %: the masses are read seconds apart while the gas comes and goes.
    expect(sulfur(32) / sulfur(64) / 0.1).toBeCloseTo(1, 2);
    expect(sulfur(48) / sulfur(64) / 0.49).toBeCloseTo(1, 2);
    // 20 ppm of air: 15.6 ppm N2, 4.19 ppm O2
    expect(air(28) / (15.6168 * 9.1e-13)).toBeCloseTo(1, 4);
    expect(air(14) / air(28)).toBeCloseTo(0.138, 4);
    expect(air(32) / (4.1892 * 8.4e-13)).toBeCloseTo(1, 4);
    expect(air(40) / (0.1868 * 1.05e-12)).toBeCloseTo(1, 4);
    for (const mass of MID_MASSES) {
      if (mass === 4) continue;
      const sum = oxygen(mass) + sulfur(mass) + carbon(mass) + both(mass) + air(mass);
      if (sum === 0) expect(everything(mass)).toBe(0);
      else expect(everything(mass) / sum).toBeCloseTo(1, 3);
    }
    expect(oxygen(32)).toBeGreaterThan(1e-12);
  });
});

describe('backgrounds and carrier', () => {
  const flat = allBackgrounds({
    form: 'exponential',
    startFactor: 1,
    driftPercentPerTenHours: 0,
    carrierShare: 1,
  });
  const ratioSpan = (carrierShare: number) => {
    const backgrounds = allBackgrounds({
      form: 'exponential',
      startFactor: 1,
      driftPercentPerTenHours: 0,
      carrierShare,
    });
    const sensitivity = { ...QUIET.sensitivity, roomPercent: 1, roomPhase: 0, gainPercentPerDay: -0.5 };
    const published = publishedUntil(quietLab({ backgrounds, sensitivity }), 32 * 3600).filter(
      (entry) => entry.timeUs > START_UTC_US + 8 * 3.6e9,
    );
    const helium = valuesOf(published, ION(4));
    const carbonDioxide = valuesOf(published, ION(44));
    const ratios = carbonDioxide.map((value, i) => value / helium[i]!);
    // k of CO2 is 8.0, so a ratio is worth 1e6 / 8 ppm.
    return {
      ppm: ((Math.max(...ratios) - Math.min(...ratios)) / 2 / 8) * 1e6,
      helium: (Math.max(...helium) - Math.min(...helium)) / 2 / 1.4e-7,
    };
  };

  it('of the vacuum chamber do not follow the carrier: 0.089 ppm of ripple on CO2 (science.md 1.2)', () => {
    const vacuum = ratioSpan(0);
    expect(vacuum.ppm).toBeGreaterThan(0.087);
    expect(vacuum.ppm).toBeLessThan(0.091);
    // +-1 % of helium, and half a percent of gain lost on the way
    expect(vacuum.helium).toBeGreaterThan(0.009);
    expect(vacuum.helium).toBeLessThan(0.012);
    // Carrier-borne, only the moment between the two readings of a scan is left.
    expect(ratioSpan(1).ppm).toBeLessThan(1e-3);
  });

  it('are the plateau at the end of the OCV period, whatever their form', () => {
    for (const form of ['exponential', 'inverse', 'inverse-root', 'two-exponentials', 'sine', 'random-walk'] as const) {
      const plateaus = { 2: 5e-11, 18: 2e-10, 28: 2e-11, 32: 3e-12, 40: 1e-10, 44: 1e-11, 48: 5e-14, 64: 1e-13 };
      const backgrounds = allBackgrounds({ form, carrierShare: 0.5 });
      const lab = createLabModel({
        preset: 'zero-gas',
        seed: 2,
        startUtcUs: START_UTC_US,
        conditions: { ...QUIET, backgrounds: { ...backgrounds } },
      });
      const published = publishedUntil(lab, 4800 + 36_000);
      for (const [mass, plateau] of Object.entries(plateaus)) {
        const end = lastBefore(published, ION(Number(mass)), 40_800);
        expect(end / plateau).toBeCloseTo(1, 3);
        // Higher at the start of the OCV period than at its end.
        expect(lastBefore(published, ION(Number(mass)), 6000)).toBeGreaterThan(end);
      }
    }
  });

  it('of the carrier stay when the cell is bypassed; those of the cell go', () => {
    const published = publishedUntil(quietLab({ backgrounds: flat }), 6000);
    expect(lastBefore(published, ION(44), 1200) / 1e-11).toBeCloseTo(1, 6);
    expect(lastBefore(published, ION(44), 6000) / 1e-11).toBeCloseTo(1, 6);
  });
});

describe('sensitivity', () => {
  const timeline = buildTimeline(drawConditions(1, 'bare-ncm85'));
  const sensitivityOf = (change: Partial<DrawnConditions['sensitivity']>) => {
    const conditions = drawConditions(1, 'bare-ncm85');
    return new Sensitivity({ ...conditions, sensitivity: { ...conditions.sensitivity, ...change } }, timeline);
  };
  const carbonDioxide = LAB_GASES.indexOf('CO2');

  it('goes from the first calibration to the second, straight or bent', () => {
    const [before, after] = timeline.steps.filter((step) => step.kind === 'calibration-gas');
    const from = (before!.fromSeconds + before!.toSeconds) / 2;
    const to = (after!.fromSeconds + after!.toSeconds) / 2;
    const driftPercent = { ...drawConditions(1, 'bare-ncm85').sensitivity.driftPercent, CO2: -3 };
    for (const driftBend of [0, 0.8, -0.8]) {
      const sensitivity = sensitivityOf({ driftPercent, driftBend });
      expect(sensitivity.driftFactor(carbonDioxide, from)).toBe(1);
      expect(sensitivity.driftFactor(carbonDioxide, to)).toBeCloseTo(0.97, 12);
      // Halfway: half of the drift, and a quarter of the bend.
      expect(sensitivity.driftFactor(carbonDioxide, (from + to) / 2)).toBeCloseTo(1 - 0.03 * (0.5 + driftBend / 4), 12);
    }
  });

  it('loses half a percent of gain a day and swings by 1 % with the room', () => {
    const sensitivity = sensitivityOf({ gainPercentPerDay: -0.5, roomPercent: 1, roomPhase: 0 });
    expect(sensitivity.gain(86_400)).toBeCloseTo(0.995, 12);
    expect(sensitivity.gain(3 * 86_400)).toBeCloseTo(0.985, 12);
    expect(sensitivity.carrierMode(6 * 3600)).toBeCloseTo(1.01, 12);
    expect(sensitivity.carrierMode(18 * 3600)).toBeCloseTo(0.99, 12);
    expect(sensitivity.carrierMode(24 * 3600)).toBeCloseTo(1, 12);
  });
});

describe('noise', () => {
  const maker = (seed: number) => (name: string) => new RandomStream(seed, name);
  const none = { floorAmpere: 0, electrometerZeroAmpere: 0, spikesPerHour: 0, flickerPercentPerDecade: 0 };
  const readings = (noise: IonCurrentNoise, ampere: number, n: number) =>
    Array.from({ length: n }, (_, i) => noise.reading(0, ampere, i * 7.15));

  it('is shot noise: 1e-14 A in front of a gain of 1e3, 0.5 s = 31 200 ions = 0.57 %; with f = 1.5 0.69 %', () => {
    const ions = (1e-14 * 0.5) / 1.602176634e-19;
    expect(ions).toBeCloseTo(31_208, 0);
    for (const [excessFactor, percent] of [
      [1, 100 / Math.sqrt(ions)],
      [1.5, 100 * Math.sqrt(1.5 / ions)],
    ]) {
      const noise = new IonCurrentNoise({ ...none, multiplierGain: 1e3, excessFactor }, 1, 7.15, 0.5, maker(1));
      expect((100 * noise.deviation(1e-11)) / 1e-11).toBeCloseTo(percent, 9);
      const values = readings(noise, 1e-11, 40_000);
      expect((100 * deviation(values)) / 1e-11 / percent).toBeCloseTo(1, 1);
      expect(Math.abs(mean(values) / 1e-11 - 1)).toBeLessThan((5 * percent) / 100 / 200);
      expect(percent).toBeCloseTo(excessFactor === 1 ? 0.566 : 0.693, 3);
    }
  });

  it('wanders by 0.1 % per decade of time, five decades, each mass for itself', () => {
    const flicker = { ...none, flickerPercentPerDecade: 0.1, multiplierGain: 1e3, excessFactor: 0 };
    const masses = 20_000;
    const noise = new IonCurrentNoise(flicker, masses, 7.15, 0.5, maker(2));
    const values = Array.from({ length: masses }, (_, mass) => noise.reading(mass, 1, 0) - 1);
    expect(deviation(values) / (1e-3 * Math.sqrt(5))).toBeCloseTo(1, 1);
    // Slow: the next scan looks much like this one. Decades of 100 s and more keep over 93 %.
    const later = values.map((value, mass) => (noise.reading(mass, 1, 7) - 1 - value) ** 2);
    expect(Math.sqrt(mean(later)) / 1e-3).toBeLessThan(1.15);
  });

  it('has one spike in five hours', () => {
    const spiking = { ...none, spikesPerHour: 0.2, multiplierGain: 1e3, excessFactor: 1.5 };
    const noise = new IonCurrentNoise(spiking, 1, 7.15, 0.5, maker(3));
    const hours = 1000;
    const values = readings(noise, 1e-11, Math.round((hours * 3600) / 7.15));
    const spikes = values.filter((value) => value - 1e-11 > 6 * noise.deviation(1e-11));
    expect(Math.abs(spikes.length - 200)).toBeLessThan(5 * Math.sqrt(200));
  });
});

describe('commands and faults', () => {
  it('without emission the ion currents are noise around zero, pressure is -1, and the words say so', () => {
    const lab = createLabModel({ preset: 'bare-ncm85', seed: 4, startUtcUs: START_UTC_US });
    publishedUntil(lab, 1000);
    lab.setEmission(false);
    const off = publishedUntil(lab, 2000);
    for (const mass of MID_MASSES) {
      const values = valuesOf(off, ION(mass));
      expect(values.length).toBeGreaterThan(100);
      expect(Math.max(...values.map(Math.abs))).toBeLessThan(1e-13);
    }
    expect(valuesOf(off, ION(2)).some((value) => value < 0)).toBe(true);
    expect(new Set(valuesOf(off, 'QMS.Status.TotalPressure'))).toEqual(new Set([-1]));
    expect(valuesOf(off, 'QMS.Status.Emission')).toEqual([0]);
    expect(valuesOf(off, 'QMS.Status.HardwareErrors')).toEqual([0x8000_0000]);
    expect(off.every((entry) => entry.status === STATUS_GOOD)).toBe(true);
    const [system] = valuesOf(off, 'QMS.Status.SystemStatus');
    expect(system).toBe(2 ** 23 + 2);
    lab.setEmission(true);
    const on = publishedUntil(lab, 3000);
    expect(valuesOf(on, 'QMS.Status.HardwareErrors')).toEqual([0]);
    expect(Math.min(...valuesOf(on, ION(4)))).toBeGreaterThan(1e-7);
  });

  it('stops the scan at once and starts a new one from 1; the rest of the lab goes on', () => {
    const lab = quietLab();
    publishedUntil(lab, 100);
    lab.setScanning(false);
    const stopped = publishedUntil(lab, 200);
    expect(stopped.filter((entry) => entry.tag.startsWith('QMS.MID'))).toEqual([]);
    expect(valuesOf(stopped, 'QMS.Status.Scanning')).toEqual([0]);
    expect(valuesOf(stopped, 'QMS.Cmd.Scan')).toEqual([0]);
    expect(valuesOf(stopped, 'MFC.1.fMeasure')).toHaveLength(100);
    lab.setScanning(true);
    const again = publishedUntil(lab, 220);
    const scans = again.filter((entry) => entry.tag === 'QMS.MID.ScanNumber');
    expect(scans.map((entry) => entry.value)).toEqual([1, 2, 3]);
    expect(scans[0]!.timeUs).toBe(START_UTC_US + 200e6);
  });

  it('with a failed sensor attaches BadSensorFailure to plausible ion currents only', () => {
    const lab = quietLab();
    publishedUntil(lab, 3000);
    lab.setSensorFailure(true);
    const failed = publishedUntil(lab, 3030);
    const bad = failed.filter((entry) => entry.status === STATUS_BAD_SENSOR_FAILURE);
    expect(bad.length).toBeGreaterThan(40);
    expect(bad.every((entry) => entry.tag.endsWith('IonCurrent'))).toBe(true);
    expect(failed.filter((entry) => entry.status === STATUS_GOOD && entry.tag.endsWith('IonCurrent'))).toEqual([]);
    expect(lastBefore(failed, ION(32), 3030) / 8.4e-11).toBeCloseTo(1, 6);
    lab.setSensorFailure(false);
    expect(publishedUntil(lab, 3060).every((entry) => entry.status === STATUS_GOOD)).toBe(true);
  });
});

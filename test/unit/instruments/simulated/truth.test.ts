import { describe, expect, it } from 'vitest';
import { SIMULATION_PRESETS } from '../../../../shared/domain/profile.ts';
import { createLabModel } from '../../../../src-main/core/instruments/simulated/lab-model.ts';
import { simulationTruthSchema, type SimulationTruth } from '../../../../src-main/core/instruments/simulated/truth.ts';
import { START_UTC_US } from './quiet-lab.ts';

const truthOf = (preset: SimulationTruth['preset'], seed: number, hours?: number) =>
  createLabModel({ preset, seed, startUtcUs: START_UTC_US, hours }).truth();

describe('truth', () => {
  it('is a valid document that survives JSON, for every preset', () => {
    for (const preset of SIMULATION_PRESETS) {
      const truth = truthOf(preset, 1);
      expect(simulationTruthSchema.parse(JSON.parse(JSON.stringify(truth)))).toEqual(truth);
    }
  });

  it('has amounts per phase that add up to the total and to the integral of the rate', () => {
    const truth = truthOf('bare-ncm85', 4);
    for (const gas of truth.gases) {
      const sum = gas.amounts.reduce((total, { amount }) => total + amount, 0);
      expect(sum).toBeCloseTo(gas.totalAmount, 9);
      const { first, second } = truth.conditions.gases[gas.species];
      expect(gas.totalAmount).toBeCloseTo(first + second, 9);
      // nmol/min/g every minute: the plain sum is nmol/g
      const { values, stepSeconds } = gas.rate;
      const integral = (values.reduce((total, rate) => total + rate, 0) * stepSeconds) / 60 / 1000;
      expect(integral / gas.totalAmount).toBeCloseTo(1, 4);
      expect(gas.amounts.find(({ label }) => label === 'OCV')!.amount).toBe(0);
    }
    expect(truth.phases.map((phase) => phase.label)).toEqual([
      'zero gas',
      'calibration gas',
      'zero gas',
      'OCV',
      'charge 1',
      'discharge 1',
      'charge 2',
      'discharge 2',
      'rest 1',
      'zero gas',
      'calibration gas',
      'zero gas',
    ]);
  });

  it('has onsets where the rate first exceeds a level', () => {
    const truth = truthOf('bare-ncm85', 4);
    for (const gas of truth.gases) {
      expect(gas.onsets.length).toBeGreaterThan(0);
      for (const onset of gas.onsets) {
        const { values, stepSeconds } = gas.rate;
        const phase = truth.phases.find((candidate) => candidate.label === onset.label)!;
        const first = Math.ceil(phase.fromSeconds / stepSeconds);
        const minute = values.findIndex((rate, i) => i >= first && rate > onset.level);
        if (minute >= 0 && minute * stepSeconds < phase.toSeconds && onset.level > 0) {
          expect(onset.timeSeconds).toBeGreaterThan((minute - 1) * stepSeconds - 1e-6);
          expect(onset.timeSeconds).toBeLessThanOrEqual(minute * stepSeconds + 1e-6);
        }
        expect(onset.timeSeconds).toBeGreaterThanOrEqual(phase.fromSeconds);
        expect(onset.timeSeconds).toBeLessThanOrEqual(phase.toSeconds);
        expect(onset.timeUtcUs).toBe(START_UTC_US + Math.round(onset.timeSeconds * 1e6));
      }
    }
    const oxygen = truth.gases.find((gas) => gas.species === 'O2')!;
    const levels = oxygen.onsets.filter(({ label }) => label === 'charge 1');
    expect(levels.map(({ level }) => level)).toEqual([0, 0.1, 0.2, 0.5, 1, 2]);
    levels.slice(1).forEach((onset, i) => expect(onset.timeSeconds).toBeGreaterThan(levels[i]!.timeSeconds));
  });

  it('tells phases on the cycler clock', () => {
    const truth = truthOf('bare-ncm85', 4);
    const clock = truth.clocks.find(({ source }) => source === 'cycler')!;
    expect(Math.abs(clock.offsetSeconds)).toBeLessThanOrEqual(5);
    expect(Math.abs(clock.driftPpm)).toBeLessThanOrEqual(5);
    for (const phase of truth.phases) {
      const expected = START_UTC_US + (phase.toSeconds * (1 + clock.driftPpm * 1e-6) + clock.offsetSeconds) * 1e6;
      expect(Math.abs(phase.toCyclerUs - expected)).toBeLessThanOrEqual(1);
    }
    const charge = truth.phases.find(({ label }) => label === 'charge 1')!;
    expect(charge.toVolt).toBeCloseTo(3.7, 9);
    // 206 / 274.98
    expect(charge.toSocPercent).toBeCloseTo(74.9, 1);
  });

  it('ends with the run where it is cut short', () => {
    const truth = truthOf('bare-ncm85', 4, 20);
    expect(truth.durationSeconds).toBe(72_000);
    expect(truth.phases.at(-1)!.label).toBe('charge 1');
    expect(truth.phases.at(-1)!.toSeconds).toBe(72_000);
    expect(truth.gases[0]!.rate.values).toHaveLength(1201);
    const whole = truthOf('bare-ncm85', 4).gases.find(({ species }) => species === 'CO2')!;
    const part = truth.gases.find(({ species }) => species === 'CO2')!;
    expect(part.totalAmount).toBeLessThan(whole.totalAmount);
    expect(part.totalAmount).toBeGreaterThan(0);
  });

  it('draws within the ranges of science.md 7, differently for different seeds', () => {
    const forms = new Set<string>();
    const washouts = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const { conditions, sensitivities, calibrationGas, leak } = truthOf('leak', seed, 12);
      expect(conditions.headspace.millilitre).toBeGreaterThanOrEqual(3);
      expect(conditions.headspace.millilitre).toBeLessThanOrEqual(8);
      for (const drift of Object.values(conditions.sensitivity.driftPercent)) {
        expect(drift).toBeGreaterThanOrEqual(-3);
        expect(drift).toBeLessThanOrEqual(1);
      }
      for (const [mz, percent] of Object.entries(conditions.sensitivity.patterns.CO2)) {
        const nominal = { 44: 100, 28: 9.8, 12: 8.7 }[mz]!;
        expect(Math.abs(percent / nominal - 1)).toBeLessThanOrEqual(mz === '44' ? 0 : 0.2);
      }
      for (const { truePpm } of calibrationGas) expect(Math.abs(truePpm / 100 - 1)).toBeLessThan(0.05);
      expect(sensitivities.carrierRatio.O2[0]! / 6).toBeCloseTo(1, 0);
      expect(leak).not.toBeNull();
      for (const background of Object.values(conditions.backgrounds)) forms.add(background.form);
      washouts.add(conditions.headspace.kind);
    }
    expect(forms.size).toBe(6);
    expect(washouts.size).toBe(3);
  });
});

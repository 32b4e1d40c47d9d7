import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../shared/api/analysis.ts';
import { runPanels, shownStretch, usualPanels } from '../../../src-renderer/views/analyse/run-figure.ts';

const NOTHING = { x: new Float64Array(0), min: new Float64Array(0), max: new Float64Array(0), raw: true };
const gas = (species: string, mz: number, isQuantified: boolean): Figure['gases'][number] => ({
  species,
  mz,
  quantity: species === 'SO2' ? 'normalised-ion-current' : 'amount',
  unit: 'umol/g',
  rateUnit: 'nmol/min/g',
  isQuantified,
  ratio: NOTHING,
  baseline: null,
  rate: null,
  amount: null,
  plateaus: [],
});
const phase = (label: string, fromHours: number, toHours: number, halfCycle: number | null) => ({
  label,
  kind: halfCycle === null ? ('rest' as const) : label.startsWith('dis') ? ('discharge' as const) : ('charge' as const),
  fromHours,
  toHours,
  halfCycle,
});
const figure: Figure = {
  x: 'time',
  halfCycle: null,
  fullFrom: 0,
  fullTo: 60,
  from: 0,
  to: 60,
  voltage: NOTHING,
  current: null,
  flow: null,
  phases: [phase('rest 1', 0, 10.5, null), phase('charge 1', 10.5, 30, 0), phase('discharge 1', 30, 45.25, 1)],
  hasCarrier: true,
  gas: 'O2',
  gases: [gas('O2', 32, true), gas('SO2', 64, true), gas('H2', 2, false)],
  sync: [],
};

describe('a figure of one run', () => {
  it('can show the cell, every mass, and rate and amount where there are numbers', () => {
    expect(runPanels(figure).map(({ id }) => id)).toEqual([
      'voltage',
      'ratio-32',
      'rate-O2',
      'cumulative-O2',
      'ratio-64',
      'rate-SO2',
      'cumulative-SO2',
      'ratio-2',
    ]);
    expect(runPanels(figure).find(({ id }) => id === 'rate-SO2')!.label).toBe('SO₂ norm. ion current');
  });

  it('begins with voltage, rate and amount of the gas on screen, and is never empty', () => {
    expect(usualPanels(figure, 'O2')).toEqual(['voltage', 'rate-O2', 'cumulative-O2']);
    expect(usualPanels({ ...figure, voltage: null }, 'H2')).toEqual(['ratio-32']);
  });

  it('shows the stretch on screen, hours counted from where a figure counts them', () => {
    // 12 h to 20 h of a run whose first current flows at 10.5 h.
    expect(shownStretch(figure, { from: 12, to: 20 })).toEqual({ x: 'time', halfCycle: 'total', xLimits: [1.5, 9.5] });
    expect(shownStretch({ ...figure, halfCycle: 1 }, { from: 31, to: 40 })).toEqual({
      x: 'time',
      halfCycle: 'discharge 1',
      xLimits: [1, 10],
    });
    const soc = { ...figure, x: 'soc' as const, halfCycle: 0 };
    expect(shownStretch(soc, { from: 60, to: 75 }).xLimits).toEqual([60, 75]);
    expect(shownStretch(soc, undefined)).toEqual({ x: 'soc', halfCycle: 'charge 1', xLimits: null });
  });
});

import type { CellVoltage } from './cell-voltage.ts';
import { CELL_GASES, type CellGas, type DrawnConditions } from './conditions.ts';
import { Hump, ReleaseSum, SteadyFlow, type GasRelease } from './gas-source.ts';
import { AIR_PERCENT, INDIUM_OFFSET, NOMINAL_FLOW_MLN_PER_MIN, molarFlow } from './physical-constants.ts';
import type { LabStep, Timeline } from './timeline.ts';

const HOUR = 3600;
const LEAK_RAMP_SECONDS = 600;

/** A hump of width w and amount 1 has a full width at half maximum of 0.3989 of both sides together. */
const HALF_WIDTH_SHARE = 0.398_9;

/** O2: peak where the cathode passes this potential against lithium, and full width at half maximum. */
const OXYGEN_PEAK_VOLT = 4.2;
const OXYGEN_HALF_WIDTH_HOURS = 1;

/** CO2: first sign of carbonate oxidation, start and peak of the main rise, V vs Li+/Li. */
const CARBONATE_VOLT = 3.8;
const MAIN_RISE_VOLT = 4.0;
const MAIN_PEAK_VOLT = 4.2;
const CARBONATE_SHARE = 0.15;
const MAIN_TAIL_HOURS = 3.5;

/** What the cell itself releases, by gas; gases that stay silent are absent. */
export function cellReleases(
  conditions: DrawnConditions,
  timeline: Timeline,
  voltage: CellVoltage,
): Map<CellGas, ReleaseSum> {
  const releases = new Map<CellGas, ReleaseSum>();
  const charges = timeline.steps.filter((step) => step.kind === 'charge');
  for (const gas of CELL_GASES) {
    const { first, second, width } = conditions.gases[gas];
    const parts = charges.flatMap((charge, index) => {
      const moles = [first, second][index]! * 1e-6 * timeline.activeMassGram;
      return moles === 0 ? [] : humps(gas, moles, width, charge, voltage);
    });
    if (parts.length > 0) releases.set(gas, new ReleaseSum(parts));
  }
  return releases;
}

function humps(gas: CellGas, moles: number, width: number, charge: LabStep, voltage: CellVoltage): GasRelease[] {
  const reach = (voltVsLithium: number) => voltage.firstReach(charge, voltVsLithium - INDIUM_OFFSET);
  const oxygenPeak = reach(OXYGEN_PEAK_VOLT);
  const oxygenSide = (width * OXYGEN_HALF_WIDTH_HOURS * HOUR) / HALF_WIDTH_SHARE / 2;
  switch (gas) {
    case 'H2': {
      const start = charge.fromSeconds + 0.25 * HOUR;
      return [new Hump(moles, start + 1.75 * width * HOUR, 1.75 * width * HOUR, 4 * width * HOUR)];
    }
    case 'O2':
      return [new Hump(moles, oxygenPeak, oxygenSide, oxygenSide)];
    case 'SO2':
      // Starts with O2, lasts a little longer.
      return [new Hump(moles, oxygenPeak + 0.2 * HOUR, oxygenSide + 0.2 * HOUR, 1.5 * oxygenSide)];
    case 'CO':
    case 'CO2': {
      const first = reach(CARBONATE_VOLT);
      const rise = reach(MAIN_RISE_VOLT);
      const peak = reach(MAIN_PEAK_VOLT);
      return [
        new Hump(moles * CARBONATE_SHARE, rise, rise - first, peak - rise),
        new Hump(moles * (1 - CARBONATE_SHARE), peak, peak - rise, MAIN_TAIL_HOURS * width * HOUR),
      ];
    }
  }
}

/** Gases a leak brings into the cell while the carrier runs through it; empty where it is tight (science.md 6.5). */
export function leakReleases(conditions: DrawnConditions, timeline: Timeline): Map<'N2' | 'O2' | 'Ar', SteadyFlow> {
  const releases = new Map<'N2' | 'O2' | 'Ar', SteadyFlow>();
  const { airPpm, fromHours } = conditions.leak;
  if (airPpm === 0) return releases;
  const connected = timeline.steps.filter((step) => step.kind !== 'zero-gas' && step.kind !== 'calibration-gas');
  const from = Math.max(fromHours * HOUR, connected[0].fromSeconds);
  const to = connected.at(-1)!.toSeconds;
  const air = airPpm * 1e-6 * molarFlow(NOMINAL_FLOW_MLN_PER_MIN);
  for (const gas of ['N2', 'O2', 'Ar'] as const) {
    releases.set(gas, new SteadyFlow((air * AIR_PERCENT[gas]) / 100, from, to, LEAK_RAMP_SECONDS));
  }
  return releases;
}

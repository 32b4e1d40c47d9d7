import type { Finding } from '../../../../shared/domain/finding.ts';
import type { CarrierRecipe, VacuumRecipe } from '../../../../shared/domain/recipe-carrier.ts';
import type { AnalysisChannel, AnalysisInput } from '../analysis-input.ts';
import { buildMassGrid, type IonCurrent, type MassGrid } from '../carrier/mass-grid.ts';
import { info, refusal, shortNumber, warning } from '../findings.ts';
import { meanOf } from '../numerics/statistics.ts';
import type { RunClocks } from './read-clocks.ts';

/** Ratios of all masses on common times. */
export interface MassStage {
  grid: MassGrid;
  /** m/z of channels at their upper limit. */
  saturated: number[];
  /** True where the ratio is to a carrier, false where it is ampere. */
  hasCarrier: boolean;
  findings: Finding[];
}

/** Equal highest readings in a row that mean the electrometer's end. */
const SATURATED_IN_A_ROW = 5;

/** Steps 1 to 3 of science.md 1.1: common times, zero and vacuum residual, carrier ratio. */
export function readMasses(
  input: AnalysisInput,
  carrier: CarrierRecipe,
  vacuum: VacuumRecipe,
  blockSeconds: number,
  clocks: RunClocks,
): MassStage {
  const findings: Finding[] = [];
  const channels = onePerMass(input, findings);
  const saturated = channels.filter(isSaturated).map((channel) => channel.mz!);
  for (const mz of saturated) {
    findings.push(
      refusal(
        'carrier',
        'detector-saturated',
        `m/z ${mz} stands at its upper limit for ${SATURATED_IN_A_ROW} readings or more.`,
        'Record it with a lower gain; gases read from it are not given.',
        { mz },
      ),
    );
  }
  const currents = channels.map((channel) => toCurrent(channel, vacuum, clocks, findings));
  const wanted = carrier.mode === 'channel' ? Math.round(carrier.mz) : Number.NaN;
  const carrierCurrent = currents.find((current) => Math.round(current.mz) === wanted);
  if (carrier.mode === 'channel' && !carrierCurrent) {
    findings.push(
      warning(
        'carrier',
        'carrier-missing',
        `The carrier's m/z ${carrier.mz} was not recorded: ion currents are used as they are, drift of the detector stays in.`,
        'Choose another carrier mass, or "none" if this is meant.',
        { mz: carrier.mz },
      ),
    );
  }
  const rest = currents.filter((current) => current !== carrierCurrent);
  const grid = buildMassGrid(rest, carrierCurrent, carrier.spikeSigmas, blockSeconds);
  if (grid.spikesLeftOut > 0) {
    findings.push(
      info(
        'carrier',
        'spikes-left-out',
        `${grid.spikesLeftOut} single readings stand off their neighbours and were left out.`,
        'Nothing to do.',
      ),
    );
  }
  return { grid, saturated, hasCarrier: carrierCurrent !== undefined, findings };
}

function onePerMass(input: AnalysisInput, findings: Finding[]): AnalysisChannel[] {
  const byMass = new Map<number, AnalysisChannel>();
  for (const channel of input.channels) {
    if (channel.role !== 'ion-current' || channel.mz === null || channel.timeUs.length === 0) continue;
    const nominal = Math.round(channel.mz);
    if (byMass.has(nominal)) {
      findings.push(
        warning(
          'carrier',
          'mass-recorded-twice',
          `m/z ${nominal} was recorded by more than one channel; ${byMass.get(nominal)!.name} is used.`,
          'Remove the other channel from the recipe or the profile if it is the better one.',
          { mz: nominal },
        ),
      );
    } else byMass.set(nominal, channel);
  }
  return [...byMass.values()].sort((a, b) => a.mz! - b.mz!);
}

function isSaturated(channel: AnalysisChannel): boolean {
  const { value } = channel;
  let highest = Number.NEGATIVE_INFINITY;
  let row = 0;
  let longest = 0;
  for (let i = 0; i < value.length; i++) {
    if (value[i] > highest) {
      highest = value[i];
      row = 1;
      longest = 1;
    } else if (value[i] === highest) {
      row += 1;
      if (row > longest) longest = row;
    } else row = 0;
  }
  return highest > 0 && longest >= SATURATED_IN_A_ROW;
}

/** One channel on the common time, electrometer zero and measured vacuum residual subtracted. */
function toCurrent(channel: AnalysisChannel, vacuum: VacuumRecipe, clocks: RunClocks, findings: Finding[]): IonCurrent {
  const all = clocks.secondsOf(channel);
  // Flat stamps are the channel's own unless some had to be dropped or shifted.
  const hasUnordered = clocks.flatOf(channel) !== channel.timeUs && all.some((value) => value !== value);
  const seconds = hasUnordered ? all.filter((value) => value === value) : all;
  const kept = hasUnordered ? channel.value.filter((_, i) => all[i] === all[i]) : channel.value;
  let offset = vacuum.electrometerZero.find((zero) => Math.round(zero.mz) === Math.round(channel.mz!))?.ampere ?? 0;
  if (vacuum.mode === 'measured') {
    const inside = kept.filter((_, i) =>
      vacuum.spans.some((span) => {
        const us = clocks.referenceUs(seconds[i]);
        return us >= span.fromUs && us <= span.toUs;
      }),
    );
    const residual = meanOf(inside);
    if (inside.length < 5) {
      findings.push(
        warning(
          'vacuum',
          'vacuum-span-empty',
          `The spans with the inlet shut hold ${inside.length} readings of m/z ${shortNumber(channel.mz!)}; no residual is subtracted.`,
          'Set spans in which the inlet was shut.',
          { mz: channel.mz },
        ),
      );
    } else offset = residual;
  }
  return { mz: channel.mz!, seconds, ampere: offset === 0 ? kept : kept.map((value) => value - offset) };
}

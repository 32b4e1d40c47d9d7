import { sampleSchema } from '../../shared/domain/sample.ts';
import { setupSchema, type GasBottle } from '../../shared/domain/gases.ts';
import { NORMAL_CONDITIONS } from '../../shared/domain/units.ts';
import type { AnalysisChannel, AnalysisInput } from '../../src-main/core/analysis/analysis-input.ts';

/** 2026-01-05 08:00 UTC, microseconds. */
export const RUN_START_US = 1_767_600_000_000_000;

/** A run made of formulas: what every channel reads at a time, seconds since the start. */
export interface SyntheticRun {
  hours: number;
  /** Seconds between readings of one mass. */
  scanSeconds?: number;
  /** Ion current in ampere by m/z. */
  ions: Record<number, (seconds: number) => number>;
  /** Cell current, ampere; a reading every `cyclerSeconds`. */
  current?: (seconds: number) => number;
  voltage?: (seconds: number) => number;
  cyclerSeconds?: number;
  /** Carrier flow, mln/min; undefined leaves the channel out. */
  flow?: ((seconds: number) => number) | undefined;
  /** Changes of the gas selection: 0 carrier, 1 zero gas, 2 calibration gas. */
  gas?: { seconds: number; selection: number }[];
  bottle?: GasBottle;
  activeMassMilligram?: number | null;
}

/** Evenly spaced channel. */
export function channelOf(
  head: Pick<AnalysisChannel, 'id' | 'role' | 'mz' | 'unit' | 'sourceId'>,
  hours: number,
  stepSeconds: number,
  value: (seconds: number) => number,
  phaseSeconds = 0,
): AnalysisChannel {
  const count = Math.floor((hours * 3600 - phaseSeconds) / stepSeconds) + 1;
  const seconds = Float64Array.from({ length: count }, (_, i) => phaseSeconds + i * stepSeconds);
  return {
    ...head,
    name: head.id,
    flowReference: head.role === 'flow' ? NORMAL_CONDITIONS : null,
    timeUs: seconds.map((time) => RUN_START_US + Math.round(time * 1e6)),
    value: seconds.map(value),
  };
}

const source = (id: string, kind: AnalysisInput['sources'][number]['kind']) => ({
  id,
  name: id,
  kind,
  clockKind: 'utc' as const,
  zone: null,
  zeroUtcUs: null,
  reachedBy: 'test',
});

/** The evaluation's input for a run of formulas. */
export function syntheticInput(run: SyntheticRun): AnalysisInput {
  const { hours, scanSeconds = 10, cyclerSeconds = 10 } = run;
  const channels: AnalysisChannel[] = Object.entries(run.ions).map(([mz, value], index) =>
    channelOf(
      { id: `ms.m${mz}`, role: 'ion-current', mz: Number(mz), unit: 'A', sourceId: 'ms' },
      hours,
      scanSeconds,
      value,
      // Masses of one cycle are read one after the other.
      0.55 * index,
    ),
  );
  const flow = 'flow' in run ? run.flow : () => 2.5;
  if (flow)
    channels.push(
      channelOf({ id: 'mfc.flow', role: 'flow', mz: null, unit: 'mln/min', sourceId: 'mfc' }, hours, 10, flow),
    );
  const { current, voltage } = run;
  if (current) {
    channels.push(
      channelOf(
        { id: 'cycler.current', role: 'current', mz: null, unit: 'A', sourceId: 'cycler' },
        hours,
        cyclerSeconds,
        current,
      ),
    );
  }
  if (voltage) {
    channels.push(
      channelOf(
        { id: 'cycler.voltage', role: 'voltage', mz: null, unit: 'V', sourceId: 'cycler' },
        hours,
        cyclerSeconds,
        voltage,
      ),
    );
  }
  if (run.gas) {
    channels.push({
      id: 'valve.selection',
      name: 'valve.selection',
      role: 'gas-selection',
      mz: null,
      unit: '1',
      sourceId: 'valve',
      flowReference: null,
      timeUs: Float64Array.from(run.gas, (change) => RUN_START_US + change.seconds * 1e6),
      value: Float64Array.from(run.gas, (change) => change.selection),
    });
  }
  return {
    rawSha256: 'ab'.repeat(32),
    softwareVersion: '0.0.0-test',
    sources: [
      source('ms', 'mass-spectrometer'),
      source('mfc', 'mass-flow-controller'),
      source('cycler', 'cycler'),
      source('valve', 'gas-valve'),
    ],
    channels,
    sample: sampleSchema.parse({
      name: 'synthetic',
      composition: 'LiNi0.85Co0.10Mn0.05O2',
      activeMassMilligram: run.activeMassMilligram === undefined ? 8.6625 : run.activeMassMilligram,
    }),
    setup: setupSchema.parse({ name: 'test' }),
    gases: run.bottle ? [run.bottle] : [],
    events: [],
    gaps: [],
  };
}

/** Microseconds on the mass spectrometer's clock. */
export const at = (hours: number) => RUN_START_US + Math.round(hours * 3.6e9);

/** Span between two times in hours. */
export const span = (fromHours: number, toHours: number) => ({ fromUs: at(fromHours), toUs: at(toHours) });

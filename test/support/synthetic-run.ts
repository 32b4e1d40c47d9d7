import type { AnalysisChannel, AnalysisInput } from '../../src-main/core/analysis/analysis-input.ts';
import { seededRandom } from '../../src-main/core/analysis/numerics/random.ts';
import type { GasBottle } from '../../shared/domain/gases.ts';
import { sampleSchema } from '../../shared/domain/sample.ts';
import { NORMAL_CONDITIONS } from '../../shared/domain/units.ts';

/** 2026-03-01 00:00 UTC, microseconds. */
const ZERO_US = Date.UTC(2026, 2, 1) * 1000;
const HOUR = 3600;
const STEP_SECONDS = 20;
/** OCV, charge, rest, zero gas, calibration gas; hours. */
const PHASES = { ocv: 4, charge: 8, rest: 10, zero: 10.5, end: 11.5 };

/** A stretch of the synthetic run as recipes keep it, hours. */
export const syntheticSpan = (fromHours: number, toHours: number) => ({
  fromUs: ZERO_US + fromHours * HOUR * 1e6,
  toUs: ZERO_US + toHours * HOUR * 1e6,
});

const BOTTLE: GasBottle = {
  version: 1,
  name: 'CO2 in He',
  balance: 'He',
  certificate: 'C-1',
  validUntil: null,
  components: [{ species: 'CO2', ppm: 100, expandedUncertaintyPercent: 2 }],
};

export interface SyntheticChanges {
  /** Ratio of m/z 44 to the carrier at a time in seconds, instead of background, gas in charge and calibration gas. */
  ratio44?: (seconds: number) => number;
  /** Further masses: ratio to the carrier at a time in seconds; they hardly scatter. */
  also?: ReadonlyMap<number, (seconds: number) => number>;
  /** Highest reading of m/z 44, ampere. */
  largestAmpere?: number;
  without?: readonly AnalysisChannel['role'][];
  hasSample?: boolean;
}

/**
 * A run of 11.5 h made by arithmetic: m/z 4 and 44 every 20 s on the mass spectrometer's clock, current, voltage and flow.
 * k is 6 per mol/mol, the background 2e-5, CO2 is evolved evenly in the charge at 1 ppm.
 */
export function syntheticRun({
  ratio44,
  also = new Map(),
  largestAmpere = 1,
  without = [],
  hasSample = true,
}: SyntheticChanges = {}): AnalysisInput {
  const random = seededRandom('5eed');
  const count = (PHASES.end * HOUR) / STEP_SECONDS;
  const seconds = Float64Array.from({ length: count }, (_, i) => i * STEP_SECONDS);
  const timeUs = seconds.map((time) => ZERO_US + time * 1e6);
  const inPhase = (time: number, from: number, to: number) => time >= from * HOUR && time < to * HOUR;
  const usual = (time: number) => {
    if (inPhase(time, PHASES.zero, PHASES.end)) return 2e-5 + 6 * 100e-6;
    return inPhase(time, PHASES.ocv, PHASES.charge) ? 2e-5 + 6e-6 : 2e-5;
  };
  /** 0 carrier, 1 zero gas, 2 calibration gas. */
  const selection = (time: number) => (time < PHASES.rest * HOUR ? 0 : time < PHASES.zero * HOUR ? 1 : 2);
  const course = ratio44 ?? usual;
  const channel = (
    id: string,
    role: AnalysisChannel['role'],
    unit: AnalysisChannel['unit'],
    value: Float64Array,
    mz: number | null = null,
  ): AnalysisChannel => ({
    id,
    name: id,
    role,
    mz,
    unit,
    sourceId: role === 'ion-current' || role === 'flow' ? 'ms' : 'cycler',
    flowReference: role === 'flow' ? NORMAL_CONDITIONS : null,
    timeUs,
    value,
  });
  const source = (id: string, kind: 'mass-spectrometer' | 'cycler') => ({
    id,
    name: id,
    kind,
    clockKind: 'utc' as const,
    zone: null,
    zeroUtcUs: null,
    reachedBy: '',
  });
  const current = seconds.map((time) => (inPhase(time, PHASES.ocv, PHASES.charge) ? 1e-4 : 0));
  const channels = [
    channel(
      'm4',
      'ion-current',
      'A',
      seconds.map(() => 1.4e-7 * (1 + 1e-4 * random.normal())),
      4,
    ),
    channel(
      'm44',
      'ion-current',
      'A',
      seconds.map((time) => Math.min(largestAmpere, 1.4e-7 * course(time) * (1 + 2e-3 * random.normal()))),
      44,
    ),
    ...[...also].map(([mz, ratio]) =>
      channel(
        `m${mz}`,
        'ion-current',
        'A',
        seconds.map((time) => 1.4e-7 * ratio(time) * (1 + 1e-5 * random.normal())),
        mz,
      ),
    ),
    channel(
      'flow',
      'flow',
      'mln/min',
      seconds.map(() => 2.5),
    ),
    channel('valve', 'gas-selection', '1', seconds.map(selection)),
    channel('current', 'current', 'A', current),
    channel(
      'voltage',
      'voltage',
      'V',
      seconds.map((time) => 3 + Math.min(1, Math.max(0, (time / HOUR - 4) / 4))),
    ),
  ];
  return {
    rawSha256: '5e'.repeat(32),
    softwareVersion: '0.0.0-test',
    sources: [source('ms', 'mass-spectrometer'), source('cycler', 'cycler')],
    channels: channels.filter(({ role }) => !without.includes(role)),
    sample: hasSample
      ? sampleSchema.parse({ name: 'cell', activeMassMilligram: 10, theoreticalCapacityMilliampHourPerGram: 275 })
      : null,
    setup: null,
    gases: [BOTTLE],
    events: [],
    gaps: [],
  };
}

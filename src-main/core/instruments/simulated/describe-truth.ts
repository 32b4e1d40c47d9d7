import { phaseLabel } from '../../../../shared/domain/phase.ts';
import { CALIBRATION_GASES, CELL_GASES, LAB_GASES, type LabGas } from './conditions.ts';
import { BASE_MASS } from './fragment-patterns.ts';
import { residualPpm } from './gas-path.ts';
import type { GasRelease } from './gas-source.ts';
import type { InstrumentClock } from './lab-output.ts';
import type { LabSource } from './lab-tags.ts';
import type { LabWorld } from './lab-world.ts';
import {
  CELL_CELSIUS,
  NCM85_CAPACITY,
  NOMINAL_CALIBRATION_PPM,
  NOMINAL_FLOW_MLN_PER_MIN,
  NORMAL_TEMPERATURE,
  molarFlow,
  molesInVolume,
} from './physical-constants.ts';
import { stateOfChargeIn, VALVE, type LabStep } from './timeline.ts';
import { ONSET_LEVELS, type SimulationTruth } from './truth.ts';
import { washoutShape, washoutTimes } from './washout.ts';

const RATE_STEP_SECONDS = 60;
const HOUR = 3600;
const ONSET_GRID_SECONDS = 10;

type Release = Pick<SimulationTruth['gases'][number], 'amounts' | 'totalAmount' | 'rate'>;
type Onset = SimulationTruth['gases'][number]['onsets'][number];

/** The truth document of a run, up to its end. */
export function describeTruth(world: LabWorld, clocks: Readonly<Record<LabSource, InstrumentClock>>): SimulationTruth {
  const { options, conditions, timeline, flow, durationSeconds } = world;
  const steps = timeline.steps
    .filter((step) => step.fromSeconds < durationSeconds)
    .map((step) => cut(step, durationSeconds));
  const trueFlow = molarFlow(NOMINAL_FLOW_MLN_PER_MIN) * conditions.flow.factor;
  return {
    version: 1,
    preset: options.preset,
    seed: options.seed,
    startUtcUs: options.startUtcUs,
    durationSeconds,
    conditions,
    activeMassGram: timeline.activeMassGram,
    nominalActiveMassGram: timeline.nominalActiveMassGram,
    theoreticalCapacityMilliampHourPerGram: NCM85_CAPACITY,
    currentAmpere: timeline.steps.find((step) => step.kind === 'charge')!.currentAmpere,
    phases: steps.map((step) => describePhase(world, clocks.cycler, step)),
    gases: CELL_GASES.map((gas) => {
      const release = world.cellReleases.get(gas);
      const sticky = gas === 'SO2';
      return {
        species: gas,
        mz: BASE_MASS[gas],
        ...describeRelease(world, steps, release),
        onsets: release ? steps.flatMap((step) => describeOnsets(world, step, release)) : [],
        washout: {
          delaySeconds: conditions.line.delaySeconds[gas],
          ...washoutTimes(washoutShape(conditions, sticky), trueFlow),
        },
      };
    }),
    leak:
      world.leakReleases.size === 0
        ? null
        : {
            fromSeconds: world.leakReleases.get('N2')!.fromSeconds,
            gases: [...world.leakReleases].map(([species, release]) => ({
              species,
              mz: BASE_MASS[species],
              ...describeRelease(world, steps, release),
            })),
          },
    residual: describeResidual(world),
    sensitivities: describeSensitivities(world),
    backgrounds: describeBackgrounds(world),
    calibrationGas: CALIBRATION_GASES.map((species) => ({
      species,
      nominalPpm: NOMINAL_CALIBRATION_PPM,
      truePpm: conditions.certificatePpm[species],
    })),
    flow: flow.history(),
    clocks: (['qms', 'mfc', 'cycler', 'valve'] as const).map((source) => ({
      source,
      offsetSeconds: clocks[source].offsetSeconds,
      driftPpm: clocks[source].driftPpm,
      steps: clocks[source].steps.map((step) => ({ ...step })),
    })),
  };
}

function cut(step: LabStep, endSeconds: number): LabStep {
  if (step.toSeconds <= endSeconds) return step;
  return { ...step, toSeconds: endSeconds, toStateOfCharge: stateOfChargeIn(step, endSeconds) };
}

function describePhase(world: LabWorld, cycler: InstrumentClock, step: LabStep): SimulationTruth['phases'][number] {
  const { startUtcUs } = world.options;
  const whole = world.timeline.steps.find((candidate) => candidate.fromSeconds === step.fromSeconds)!;
  return {
    label: phaseLabel(step),
    kind: step.kind,
    number: step.number,
    fromSeconds: step.fromSeconds,
    toSeconds: step.toSeconds,
    fromUtcUs: startUtcUs + Math.round(step.fromSeconds * 1e6),
    toUtcUs: startUtcUs + Math.round(step.toSeconds * 1e6),
    fromCyclerUs: cycler.stampAt(step.fromSeconds * 1e6),
    toCyclerUs: cycler.stampAt(step.toSeconds * 1e6),
    fromVolt: world.voltage.at(step.fromSeconds),
    toVolt: whole.toSeconds === step.toSeconds ? world.voltage.atEndOf(whole) : world.voltage.at(step.toSeconds),
    fromSocPercent: 100 * step.fromStateOfCharge,
    toSocPercent: 100 * step.toStateOfCharge,
  };
}

function describeRelease(world: LabWorld, steps: LabStep[], release: GasRelease | undefined): Release {
  const mass = world.timeline.activeMassGram;
  const amounts = steps.map((step) => ({
    label: phaseLabel(step),
    fromSeconds: step.fromSeconds,
    toSeconds: step.toSeconds,
    amount: release ? ((release.released(step.toSeconds) - release.released(step.fromSeconds)) / mass) * 1e6 : 0,
  }));
  const values: number[] = [];
  for (let second = 0; second <= world.durationSeconds; second += RATE_STEP_SECONDS) {
    values.push(release ? sixDigits(ratePerGram(release, second, mass)) : 0);
  }
  return {
    amounts,
    totalAmount: release ? (release.released(world.durationSeconds) / mass) * 1e6 : 0,
    rate: { stepSeconds: RATE_STEP_SECONDS, values },
  };
}

/** First time within a step at which the rate exceeds each level; none where it was above from the start or never is. */
function describeOnsets(world: LabWorld, step: LabStep, release: GasRelease): Onset[] {
  const mass = world.timeline.activeMassGram;
  const onsets: Onset[] = [];
  const start = ratePerGram(release, step.fromSeconds, mass);
  let levels = ONSET_LEVELS.filter((level) => start <= level);
  // Nothing happens before and after the release.
  const idle = Math.floor((release.fromSeconds - step.fromSeconds) / ONSET_GRID_SECONDS) * ONSET_GRID_SECONDS;
  let from = step.fromSeconds + Math.max(0, idle);
  const end = Math.min(step.toSeconds, release.toSeconds);
  while (from < end && levels.length > 0) {
    const to = Math.min(from + ONSET_GRID_SECONDS, step.toSeconds);
    const rate = ratePerGram(release, to, mass);
    const exceeds = (level: number) => rate > level;
    for (const level of levels.filter(exceeds)) {
      const time = crossing(release, mass, level, from, to);
      onsets.push({
        label: phaseLabel(step),
        level,
        timeSeconds: time,
        timeUtcUs: world.options.startUtcUs + Math.round(time * 1e6),
        socPercent: 100 * stateOfChargeIn(step, time),
        volt: world.voltage.at(time),
      });
    }
    levels = levels.filter((level) => !exceeds(level));
    from = to;
  }
  return onsets;
}

function crossing(release: GasRelease, mass: number, level: number, from: number, to: number): number {
  let low = from;
  let high = to;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (ratePerGram(release, middle, mass) > level) high = middle;
    else low = middle;
  }
  return high;
}

/** nmol/min/g of a release in mol/s. */
function ratePerGram(release: GasRelease, seconds: number, mass: number): number {
  return (release.rate(seconds) / mass) * 6e10;
}

function describeResidual(world: LabWorld): SimulationTruth['residual'] {
  const { headspace } = world.conditions;
  const moles = molesInVolume(headspace.millilitre, NORMAL_TEMPERATURE + CELL_CELSIUS);
  return residualPpm(world.conditions)
    .map((ppm, gas) => ({ species: LAB_GASES[gas], amount: (ppm * moles) / world.timeline.activeMassGram }))
    .filter(({ amount }) => amount > 0);
}

function describeSensitivities(world: LabWorld): SimulationTruth['sensitivities'] {
  const { sensitivity, conditions } = world;
  const hours = hourly(world);
  const carrierRatio = LAB_GASES.map(
    (gas, index) => [gas, hours.map((second) => sensitivity.carrierRatio(index, second))] as const,
  );
  return {
    stepSeconds: HOUR,
    carrierAmpere: hours.map(
      (second) => conditions.sensitivity.carrierAmpere * sensitivity.gain(second) * sensitivity.carrierMode(second),
    ),
    carrierRatio: Object.fromEntries(carrierRatio) as Record<LabGas, number[]>,
  };
}

function describeBackgrounds(world: LabWorld): SimulationTruth['backgrounds'] {
  const { sensitivity, backgrounds, timeline } = world;
  const hours = hourly(world);
  const throughCell = (second: number) => {
    const step = timeline.steps.findLast((candidate) => candidate.fromSeconds <= second)!;
    return step.valve === VALVE.carrier ? 1 : 0;
  };
  return {
    stepSeconds: HOUR,
    masses: [...backgrounds].map(([mz, course]) => ({
      mz,
      carrierBorne: hours.map(
        (second) =>
          sensitivity.gain(second) *
          sensitivity.carrierMode(second) *
          course.carrierBorne(second, throughCell(second), 1),
      ),
      vacuumBorne: hours.map((second) => sensitivity.gain(second) * course.vacuumBorne(second)),
    })),
  };
}

function hourly(world: LabWorld): number[] {
  return Array.from({ length: Math.floor(world.durationSeconds / HOUR) + 1 }, (_, hour) => hour * HOUR);
}

function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}

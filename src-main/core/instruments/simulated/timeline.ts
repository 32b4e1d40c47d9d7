import type { PhaseKind } from '../../../../shared/domain/phase.ts';
import type { DrawnConditions } from './conditions.ts';
import {
  C_RATE,
  NCM85_CAPACITY,
  NOMINAL_ACTIVE_PERCENT,
  NOMINAL_COMPOSITE_MILLIGRAM,
  ONE_C_MILLIAMP_PER_GRAM,
} from './physical-constants.ts';

const ZERO_GAS_SECONDS = 20 * 60;
const CALIBRATION_SECONDS = 40 * 60;
const OCV_SECONDS = 10 * 3600;
const FINAL_REST_SECONDS = 2 * 3600;

/** What the cycler says it does, as published in `Cycler.Ch1.State`. */
export const CYCLER_STATE = { idle: 0, rest: 1, charge: 2, discharge: 3 } as const;

/** Gas selection as published: carrier through the cell, or a bottle past it. */
export const VALVE = { carrier: 0, zeroGas: 1, calibrationGas: 2 } as const;

/** A stretch of the experiment in laboratory seconds, with constant current and valve position. */
export interface LabStep {
  kind: PhaseKind;
  /** Counted per kind where there are several of charge, discharge and rest; else 0. */
  number: number;
  fromSeconds: number;
  toSeconds: number;
  valve: number;
  /** Positive charges the cell. */
  currentAmpere: number;
  cyclerStep: number;
  cycle: number;
  cyclerState: number;
  /** True state of charge, 0 as assembled to 1 fully delithiated. */
  fromStateOfCharge: number;
  toStateOfCharge: number;
}

export interface Timeline {
  steps: LabStep[];
  durationSeconds: number;
  /** True and weighed active mass, g. */
  activeMassGram: number;
  nominalActiveMassGram: number;
}

/** The course of the experiment: calibration, OCV, two cycles at 0.05 C, rest, calibration. */
export function buildTimeline(conditions: DrawnConditions): Timeline {
  const { sample } = conditions;
  const activeMassGram = (sample.compositeMilligram / 1000) * (sample.activePercent / 100);
  const nominalActiveMassGram = (NOMINAL_COMPOSITE_MILLIGRAM / 1000) * (NOMINAL_ACTIVE_PERCENT / 100);
  const currentAmpere = (C_RATE * ONE_C_MILLIAMP_PER_GRAM * nominalActiveMassGram) / 1000;
  const secondsPerCapacity = (activeMassGram * 3.6) / currentAmpere;

  const steps: LabStep[] = [];
  let now = 0;
  let stateOfCharge = 0;
  const add = (kind: PhaseKind, number: number, seconds: number, part: Partial<LabStep>) => {
    const from = stateOfCharge;
    const direction = Math.sign(part.currentAmpere ?? 0);
    stateOfCharge += direction === 0 ? 0 : (direction * (seconds / secondsPerCapacity)) / NCM85_CAPACITY;
    steps.push({
      kind,
      number,
      fromSeconds: now,
      toSeconds: now + seconds,
      valve: VALVE.carrier,
      currentAmpere: 0,
      cyclerStep: 0,
      cycle: 0,
      cyclerState: CYCLER_STATE.idle,
      ...part,
      fromStateOfCharge: from,
      toStateOfCharge: stateOfCharge,
    });
    now += seconds;
  };
  const addCalibration = (cycle: number) => {
    add('zero-gas', 0, ZERO_GAS_SECONDS, { valve: VALVE.zeroGas, cycle });
    add('calibration-gas', 0, CALIBRATION_SECONDS, { valve: VALVE.calibrationGas, cycle });
    add('zero-gas', 0, ZERO_GAS_SECONDS, { valve: VALVE.zeroGas, cycle });
  };

  addCalibration(0);
  add('ocv', 0, OCV_SECONDS, { cyclerStep: 1, cyclerState: CYCLER_STATE.rest });
  let cyclerStep = 2;
  for (const index of [0, 1] as const) {
    const cycle = index + 1;
    add('charge', cycle, sample.chargeCapacities[index] * secondsPerCapacity, {
      currentAmpere,
      cyclerStep: cyclerStep++,
      cycle,
      cyclerState: CYCLER_STATE.charge,
    });
    add('discharge', cycle, sample.dischargeCapacities[index] * secondsPerCapacity, {
      currentAmpere: -currentAmpere,
      cyclerStep: cyclerStep++,
      cycle,
      cyclerState: CYCLER_STATE.discharge,
    });
  }
  // The valve is thrown on a whole second, the grid of the gas path.
  const restEnd = Math.ceil(now + FINAL_REST_SECONDS);
  add('rest', 1, restEnd - now, { cyclerStep, cycle: 2, cyclerState: CYCLER_STATE.rest });
  now = restEnd;
  addCalibration(2);
  return { steps, durationSeconds: now, activeMassGram, nominalActiveMassGram };
}

/** True state of charge within a step. */
export function stateOfChargeIn(step: LabStep, seconds: number): number {
  const progress = (seconds - step.fromSeconds) / (step.toSeconds - step.fromSeconds);
  return step.fromStateOfCharge + progress * (step.toStateOfCharge - step.fromStateOfCharge);
}

/** Finds the step of a time; fast for times that grow, as in a running model. Before 0 and after the end: the nearest. */
export class StepCursor {
  #index = 0;
  readonly #steps: LabStep[];

  constructor(timeline: Timeline) {
    this.#steps = timeline.steps;
  }

  /** The step that holds `seconds`; a boundary belongs to the later one. */
  at(seconds: number): LabStep {
    const steps = this.#steps;
    let index = this.#index;
    while (index > 0 && seconds < steps[index].fromSeconds) index -= 1;
    while (index + 1 < steps.length && seconds >= steps[index + 1].fromSeconds) index += 1;
    this.#index = index;
    return steps[index];
  }
}

import { CALIBRATION_GASES, LAB_GASES, type DrawnConditions, type LabGas } from './conditions.ts';
import type { FlowPath } from './flow-path.ts';
import type { GasRelease } from './gas-source.ts';
import { AIR_PERCENT, NOMINAL_FLOW_MLN_PER_MIN } from './physical-constants.ts';
import { StepCursor, VALVE, type Timeline } from './timeline.ts';
import { HOLDS, propagator, washoutShape, type Propagator, type WashoutShape } from './washout.ts';

/** Rows of the delivered mole fractions: one per gas, then the share of the stream that came through the cell, then the sum of gases. */
export const CELL_SHARE_ROW = LAB_GASES.length;
export const SUM_ROW = CELL_SHARE_ROW + 1;
const ROWS = SUM_ROW + 1;

/** Seconds of line history kept for the transport delay; a power of two. */
const HISTORY = 2048;
const LONGEST_DELAY = HISTORY - 16;
const STATES = 4;

/** Below this hold (mol) nothing is left that could ever be seen; keeps the arithmetic out of subnormal numbers. */
const NOTHING = 1e-60;

/** Gases that walls hold on to. */
const STICKY: readonly boolean[] = LAB_GASES.map((gas) => gas === 'H2O' || gas === 'SO2');

/**
 * Trace gases on their way: released in the headspace, washed into the line, carried through the capillary.
 * Works in steps of one second that are exact for the amounts released in each; nothing depends on how it is called.
 */
export class GasPath {
  readonly #flow: FlowPath;
  readonly #cursor: StepCursor;
  readonly #releases: readonly (readonly GasRelease[])[];
  readonly #releasedBefore: Float64Array;
  readonly #bottlePpm: Float64Array;
  readonly #holds = new Float64Array((LAB_GASES.length + 1) * STATES);
  readonly #history = new Float64Array(ROWS * HISTORY);
  readonly #delaySeconds: Float64Array;
  readonly #plain: WashoutShape;
  readonly #sticky: WashoutShape;
  readonly #uptakeMlnPerMin: number;
  #plainStep: Propagator | undefined;
  #stickyStep: Propagator | undefined;
  #stepFlow = -1;
  #stepThroughCell = false;
  #second = 0;

  /** @param releases of each gas of LAB_GASES, all that enter the headspace. */
  constructor(
    conditions: DrawnConditions,
    timeline: Timeline,
    flow: FlowPath,
    releases: readonly (readonly GasRelease[])[],
  ) {
    this.#flow = flow;
    this.#cursor = new StepCursor(timeline);
    this.#releases = releases;
    this.#releasedBefore = new Float64Array(LAB_GASES.length);
    this.#plain = washoutShape(conditions, false);
    this.#sticky = washoutShape(conditions, true);
    this.#uptakeMlnPerMin = conditions.flow.capillaryUptakeMlnPerMin;
    this.#bottlePpm = new Float64Array(LAB_GASES.length);
    const balance = 1 - CALIBRATION_GASES.reduce((sum, gas) => sum + conditions.certificatePpm[gas] * 1e-6, 0);
    for (const gas of CALIBRATION_GASES) {
      // The certificate counts against all of the gas, the path against its carrier.
      this.#bottlePpm[LAB_GASES.indexOf(gas)] = conditions.certificatePpm[gas] / balance;
    }
    const delays = LAB_GASES.map((gas) => conditions.line.delaySeconds[gas]);
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
    this.#delaySeconds = Float64Array.from([...delays, mean, mean]);
    residualPpm(conditions).forEach((ppm, gas) => {
      const shape = STICKY[gas] ? this.#sticky : this.#plain;
      this.#holds[gas * STATES + HOLDS.headspace] = ppm * 1e-6 * shape.headspaceMoles;
      if (shape.kind === 'two-tanks') this.#holds[gas * STATES + HOLDS.behind] = ppm * 1e-6 * shape.behindMoles;
    });
  }

  /** What a hold of a gas contains at the newest whole second, mol. */
  hold(gas: LabGas, hold: keyof typeof HOLDS): number {
    return this.#holds[LAB_GASES.indexOf(gas) * STATES + HOLDS[hold]];
  }

  /** The newest whole second reached. */
  get second(): number {
    return this.#second;
  }

  /** Computes up to the whole second at or after `seconds`; must precede `delivered` of that time. */
  advanceTo(seconds: number): void {
    while (this.#second < seconds) this.#step();
  }

  /**
   * What the capillary delivers into the ion source at a time not before the newest second less one:
   * mole fraction relative to the carrier (row of a gas or of the sum), or the share of cell gas.
   */
  delivered(row: number, seconds: number): number {
    const shown = this.#flow.shown(seconds);
    const nominal = this.#delaySeconds[row];
    const delay = shown === NOMINAL_FLOW_MLN_PER_MIN ? nominal : (nominal * NOMINAL_FLOW_MLN_PER_MIN) / shown;
    const at = seconds - (delay < LONGEST_DELAY ? delay : LONGEST_DELAY);
    if (at <= 0) return 0;
    const whole = Math.floor(at);
    const part = at - whole;
    const base = row * HISTORY;
    const before = this.#history[base + (whole & (HISTORY - 1))];
    const after = this.#history[base + ((whole + 1) & (HISTORY - 1))];
    return before + part * (after - before);
  }

  #step(): void {
    const from = this.#second;
    const to = from + 1;
    const flow = this.#flow.molPerSecond(from + 0.5);
    const valve = this.#cursor.at(from).valve;
    this.#prepare(flow, valve === VALVE.carrier);
    const slot = to & (HISTORY - 1);
    const lineMoles = this.#plain.lineMoles;
    const backflow = this.#backflow(from + 0.5);
    let sum = 0;
    for (let gas = 0; gas < LAB_GASES.length; gas++) {
      const source = this.#released(gas, to);
      const bottle = valve === VALVE.calibrationGas ? this.#bottlePpm[gas] * 1e-6 * flow : 0;
      const step = STICKY[gas] ? this.#stickyStep! : this.#plainStep!;
      let fraction = this.#advanceGas(gas * STATES, step, source, bottle) / lineMoles;
      if (backflow > 0) fraction += backflow * airShare(gas);
      this.#history[gas * HISTORY + slot] = fraction;
      sum += fraction;
    }
    const throughCell = valve === VALVE.carrier ? flow : 0;
    const share = this.#advanceGas(LAB_GASES.length * STATES, this.#plainStep!, 0, throughCell) / lineMoles;
    this.#history[CELL_SHARE_ROW * HISTORY + slot] = share;
    this.#history[SUM_ROW * HISTORY + slot] = sum;
    this.#second = to;
  }

  /** Mean release over the coming second, mol/s, from the exact integral. */
  #released(gas: number, to: number): number {
    const releases = this.#releases[gas];
    if (releases.length === 0) return 0;
    let total = 0;
    for (const release of releases) total += release.released(to);
    const mean = total - this.#releasedBefore[gas];
    this.#releasedBefore[gas] = total;
    return mean;
  }

  /** One exact step of one gas; returns what the line holds afterwards, mol. */
  #advanceGas(base: number, { transition, fromCell, fromBottle }: Propagator, source: number, bottle: number): number {
    const holds = this.#holds;
    const a = holds[base];
    const b = holds[base + 1];
    const c = holds[base + 2];
    if (a === 0 && b === 0 && c === 0 && source === 0 && bottle === 0) return 0;
    holds[base] = settle(transition[0] * a + transition[1] * b + fromCell[0] * source);
    holds[base + 1] = settle(transition[4] * a + transition[5] * b + fromCell[1] * source);
    const line =
      transition[8] * a + transition[9] * b + transition[10] * c + fromCell[2] * source + fromBottle[2] * bottle;
    holds[base + 2] = settle(line);
    holds[base + 3] += transition[12] * a + transition[13] * b + fromCell[3] * source;
    return holds[base + 2];
  }

  #prepare(flow: number, throughCell: boolean): void {
    if (flow === this.#stepFlow && throughCell === this.#stepThroughCell) return;
    this.#plainStep = propagator(this.#plain, flow, throughCell, 1);
    this.#stickyStep = propagator(this.#sticky, flow, throughCell, 1);
    this.#stepFlow = flow;
    this.#stepThroughCell = throughCell;
  }

  /** Air over carrier at the capillary when it draws more than the carrier brings. */
  #backflow(seconds: number): number {
    const shown = this.#flow.shown(seconds);
    const missing = this.#uptakeMlnPerMin - shown;
    return missing <= 0 ? 0 : missing / Math.max(shown, 1e-3 * this.#uptakeMlnPerMin);
  }
}

/** Glovebox gas, air and moisture in the headspace at the start, ppm by gas of LAB_GASES. */
export function residualPpm(conditions: DrawnConditions): number[] {
  const { argonPpm, airPpm, waterPpm } = conditions.residual;
  return LAB_GASES.map((gas, index) => {
    const own = gas === 'Ar' ? argonPpm : gas === 'H2O' ? waterPpm : 0;
    return own + airPpm * airShare(index);
  });
}

function airShare(gas: number): number {
  const name = LAB_GASES[gas];
  return name === 'N2' || name === 'O2' || name === 'Ar' ? AIR_PERCENT[name] / 100 : 0;
}

function settle(moles: number): number {
  return Math.abs(moles) < NOTHING ? 0 : moles;
}

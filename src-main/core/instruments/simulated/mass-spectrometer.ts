import { STATUS_BAD_SENSOR_FAILURE, STATUS_GOOD } from '../../../../shared/domain/quality.ts';
import type { BackgroundCourse } from './background-course.ts';
import type { CellVoltage } from './cell-voltage.ts';
import { LAB_GASES, type DrawnConditions } from './conditions.ts';
import type { FlowPath } from './flow-path.ts';
import { CELL_SHARE_ROW, SUM_ROW, type GasPath } from './gas-path.ts';
import { IonCurrentNoise } from './ion-current-noise.ts';
import { tagIndex, type LabInstrument, type LabOutput } from './lab-output.ts';
import { MID_MASSES } from './lab-tags.ts';
import { NOMINAL_FLOW_MLN_PER_MIN } from './physical-constants.ts';
import type { RandomStream } from './random-stream.ts';
import type { Sensitivity } from './sensitivity.ts';

const ANALOG_STEP_VOLT = 20 / 65_536;
const TOTAL_PRESSURE_MBAR = 5e-6;

/** Bits of PrismaPro status words (opcua.md 1). */
const EMISSION_BIT = 2 ** 31;
const FILAMENT_BIT = 2 ** 26;
const MULTIPLIER_BIT = 2 ** 23;
const SCANNING_BIT = 2 ** 1;

const ION_TAGS = MID_MASSES.map((mass) => tagIndex(`QMS.MID.M${mass}.IonCurrent`));
const TAGS = {
  analog: tagIndex('QMS.MID.AnalogIn1'),
  scanNumber: tagIndex('QMS.MID.ScanNumber'),
  scanStart: tagIndex('QMS.MID.ScanStart'),
  pressure: tagIndex('QMS.Status.TotalPressure'),
  emission: tagIndex('QMS.Status.Emission'),
  multiplier: tagIndex('QMS.Status.EM'),
  scanning: tagIndex('QMS.Status.Scanning'),
  errors: tagIndex('QMS.Status.HardwareErrors'),
  system: tagIndex('QMS.Status.SystemStatus'),
  command: tagIndex('QMS.Cmd.Scan'),
};

/** What a mass spectrometer looks at. */
export interface SpectrometerInlet {
  path: GasPath;
  flow: FlowPath;
  voltage: CellVoltage;
  sensitivity: Sensitivity;
  /** Absent for the carrier's own mass. */
  backgrounds: ReadonlyMap<number, BackgroundCourse>;
}

/** Publishes a status word or set point that changed. */
export type Announce = (tag: number, value: number) => void;

/**
 * Quadrupole mass spectrometer in a MID scan: each mass has its own moment, stamped at the middle of its dwell;
 * the cell voltage rides along on an analog input.
 */
export class MassSpectrometer implements LabInstrument {
  nextUs = 0;
  readonly #settleUs: number;
  readonly #dwellUs: number;
  readonly #scanUs: number;
  readonly #inlet: SpectrometerInlet;
  readonly #noise: IonCurrentNoise;
  readonly #random: RandomStream;
  readonly #analog: DrawnConditions['analogInput'];
  readonly #carrierAmpere: number;
  /** A per mole fraction by mass and gas, at the first calibration. */
  readonly #response: Float64Array;
  readonly #gasesOfMass: number[][];
  readonly #drift = new Float64Array(LAB_GASES.length);
  #gain = 1;
  #carrierMode = 1;
  #slot = -2;
  #scanStartUs = 0;
  #scanNumber = 0;
  #scanning = true;
  #emission = true;
  #sensorFailed = false;

  constructor(conditions: DrawnConditions, inlet: SpectrometerInlet, random: (name: string) => RandomStream) {
    this.#inlet = inlet;
    const { settleSeconds, dwellSeconds } = conditions.scan;
    this.#settleUs = Math.round(settleSeconds * 1e6);
    this.#dwellUs = Math.round(dwellSeconds * 1e6);
    this.#scanUs = MID_MASSES.length * (this.#settleUs + this.#dwellUs);
    this.#noise = new IonCurrentNoise(conditions.noise, MID_MASSES.length, this.#scanUs / 1e6, dwellSeconds, random);
    this.#random = random('analog-input');
    this.#analog = conditions.analogInput;
    const { sensitivity } = conditions;
    this.#carrierAmpere = sensitivity.carrierAmpere;
    this.#response = Float64Array.from(
      MID_MASSES.flatMap((mass) =>
        LAB_GASES.map((gas) => sensitivity.amperePerPpm[gas] * 1e6 * ((sensitivity.patterns[gas][mass] ?? 0) / 100)),
      ),
    );
    this.#gasesOfMass = MID_MASSES.map((_, mass) =>
      LAB_GASES.map((_, gas) => gas).filter((gas) => this.#response[mass * LAB_GASES.length + gas] > 0),
    );
  }

  /** Every status word, as a client sees them on connecting. */
  announceAll(announce: Announce): void {
    announce(TAGS.multiplier, 1);
    announce(TAGS.command, Number(this.#scanning));
    announce(TAGS.scanning, Number(this.#scanning));
    this.#announceEmission(announce);
  }

  /** Without emission there are no ions: the electrometer still reads, around zero. */
  setEmission(on: boolean, announce: Announce): void {
    if (on === this.#emission) return;
    this.#emission = on;
    this.#announceEmission(announce);
  }

  /** Stops the scan at once, or starts a new one that counts from 1. */
  setScanning(on: boolean, nowUs: number, announce: Announce): void {
    if (on === this.#scanning) return;
    this.#scanning = on;
    this.#slot = -2;
    this.#scanStartUs = nowUs;
    this.#scanNumber = 0;
    this.nextUs = on ? nowUs : Infinity;
    announce(TAGS.command, Number(on));
    announce(TAGS.scanning, Number(on));
    announce(TAGS.system, this.#systemStatus());
  }

  /** A broken detector: readings go on and look plausible, their status says BadSensorFailure. */
  setSensorFailure(failed: boolean): void {
    this.#sensorFailed = failed;
  }

  publish(output: LabOutput): void {
    const now = this.nextUs;
    const slot = this.#slot;
    if (slot === -2) this.#startScan(now, output);
    else if (slot === -1) this.#readAnalog(now, output);
    else this.#readMass(slot, now, output);
    this.#slot = slot + 1 < MID_MASSES.length ? slot + 1 : -2;
    if (this.#slot === -2) this.#scanStartUs += this.#scanUs;
    this.nextUs = this.#scanStartUs + this.#slotOffsetUs(this.#slot);
  }

  /** Mean ion current of a mass (position in the scan) without noise, A; sensitivities as of the present scan. */
  ionCurrent(mass: number, seconds: number): number {
    const { path, flow, backgrounds } = this.#inlet;
    path.advanceTo(seconds);
    const gases = this.#gasesOfMass[mass];
    let carried = MID_MASSES[mass] === 4 ? this.#carrierAmpere : 0;
    for (let i = 0; i < gases.length; i++) {
      const gas = gases[i];
      const fraction = path.delivered(gas, seconds);
      if (fraction !== 0) carried += this.#response[mass * LAB_GASES.length + gas] * this.#drift[gas] * fraction;
    }
    // Pressure in the source is fixed: what is not carrier takes its place.
    carried /= 1 + path.delivered(SUM_ROW, seconds);
    let vacuum = 0;
    const background = backgrounds.get(MID_MASSES[mass]);
    if (background) {
      const dilution = NOMINAL_FLOW_MLN_PER_MIN / Math.max(flow.shown(seconds), 0.05);
      carried += background.carrierBorne(seconds, path.delivered(CELL_SHARE_ROW, seconds), dilution);
      vacuum = background.vacuumBorne(seconds);
    }
    return this.#gain * (this.#carrierMode * carried + vacuum);
  }

  /** Start of scan, analog input while the first mass settles, then the middle of each mass's dwell. */
  #slotOffsetUs(slot: number): number {
    if (slot === -2) return 0;
    if (slot === -1) return this.#settleUs / 2;
    return slot * (this.#settleUs + this.#dwellUs) + this.#settleUs + this.#dwellUs / 2;
  }

  #startScan(nowUs: number, output: LabOutput): void {
    const seconds = nowUs / 1e6;
    const { sensitivity } = this.#inlet;
    // These change by a few parts in a million over one scan.
    this.#gain = sensitivity.gain(seconds);
    this.#carrierMode = sensitivity.carrierMode(seconds);
    for (let gas = 0; gas < this.#drift.length; gas++) this.#drift[gas] = sensitivity.driftFactor(gas, seconds);
    this.#scanNumber += 1;
    output.put(TAGS.scanNumber, nowUs, this.#scanNumber, STATUS_GOOD);
    output.put(TAGS.scanStart, nowUs, output.clocks.qms.stamp(nowUs), STATUS_GOOD);
  }

  #readAnalog(nowUs: number, output: LabOutput): void {
    const { gain, offsetVolt, noiseVolt } = this.#analog;
    const volt = this.#inlet.voltage.at(nowUs / 1e6) * gain + offsetVolt + noiseVolt * this.#random.gaussian();
    const steps = Math.min(Math.max(Math.round(volt / ANALOG_STEP_VOLT), -32_768), 32_767);
    output.put(TAGS.analog, nowUs, Math.fround(steps * ANALOG_STEP_VOLT), STATUS_GOOD);
    const pressure = TOTAL_PRESSURE_MBAR * this.#carrierMode * (1 + 0.002 * this.#random.gaussian());
    output.put(TAGS.pressure, nowUs, this.#emission ? Math.fround(pressure) : -1, STATUS_GOOD);
  }

  #readMass(mass: number, nowUs: number, output: LabOutput): void {
    const seconds = nowUs / 1e6;
    const value = this.#emission
      ? this.#noise.reading(mass, this.ionCurrent(mass, seconds), seconds)
      : this.#noise.dark();
    const status = this.#sensorFailed ? STATUS_BAD_SENSOR_FAILURE : STATUS_GOOD;
    output.put(ION_TAGS[mass], nowUs, Math.fround(value), status);
  }

  #announceEmission(announce: Announce): void {
    announce(TAGS.emission, Number(this.#emission));
    announce(TAGS.errors, this.#emission ? 0 : EMISSION_BIT);
    announce(TAGS.system, this.#systemStatus());
  }

  #systemStatus(): number {
    return (this.#emission ? EMISSION_BIT + FILAMENT_BIT : 0) + MULTIPLIER_BIT + (this.#scanning ? SCANNING_BIT : 0);
  }
}

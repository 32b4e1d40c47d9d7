import type { EmitValue, LabModel } from '../../src-main/core/instruments/simulated/lab-model-contract.ts';
import { LAB_TAGS, type LabSource } from '../../src-main/core/instruments/simulated/lab-tags.ts';

const indexOf = (id: string) => LAB_TAGS.findIndex((tag) => tag.id === id);

/** Microseconds into its second at which a tag is stamped: odd numbers, so that a lost microsecond shows. */
const stampOffsetUs = (tagIndex: number) => 100_003 + tagIndex * 17_011;

/**
 * A laboratory without physics for tests of the server and the source: every periodic tag once a second with its own
 * stamp to the microsecond, most values all different, the total pressure always the same, on-change tags now and then.
 */
export class TinyLabModel implements LabModel {
  readonly durationSeconds: number;
  readonly #startUtcUs: number;
  readonly #shiftUs: Record<LabSource, number> = { qms: 0, mfc: 0, cycler: 0, valve: 0 };
  #second = 0;
  #changes: { tagIndex: number; value: number }[] = [];
  #setpoint = 2.5;
  #scanning = true;
  #scans = 0;
  #emission = true;

  constructor(startUtcUs: number, durationSeconds = 1e7) {
    this.#startUtcUs = startUtcUs;
    this.durationSeconds = durationSeconds;
    for (const [id, value] of [
      ['QMS.Status.Emission', 1],
      ['QMS.Status.EM', 1],
      ['QMS.Status.Scanning', 1],
      ['QMS.Status.HardwareErrors', 0],
      ['QMS.Status.SystemStatus', 0x8000_0002],
      ['QMS.Cmd.Scan', 1],
      ['MFC.1.fSetpoint', this.#setpoint],
      ['Gas.Valve.Selection', 0],
      ['Cycler.Ch1.Step', 1],
      ['Cycler.Ch1.Cycle', 1],
      ['Cycler.Ch1.State', 1],
    ] as const)
      this.#changes.push({ tagIndex: indexOf(id), value });
  }

  advance(seconds: number, emit: EmitValue): void {
    while (this.#second + 1 <= seconds) {
      this.#second += 1;
      if (this.#second % 40 === 0) this.#changes.push({ tagIndex: indexOf('Cycler.Ch1.Step'), value: this.#second });
      this.#emitChanges(emit);
      if (this.#scanning) this.#scans += 1;
      LAB_TAGS.forEach((tag, tagIndex) => {
        if (tag.updates !== 'periodic') return;
        if (!this.#scanning && tag.id.startsWith('QMS.MID.')) return;
        this.#emit(emit, tagIndex, this.#valueOf(tag.id, tagIndex));
      });
    }
    if (seconds > this.#second - 1) this.#emitChanges(emit);
  }

  setFlow(mlnPerMin: number): void {
    if (mlnPerMin < 0 || mlnPerMin > 10) throw new RangeError('out of range');
    this.#setpoint = Math.fround(mlnPerMin);
    this.#changes.push({ tagIndex: indexOf('MFC.1.fSetpoint'), value: this.#setpoint });
  }

  setScanning(on: boolean): void {
    this.#scanning = on;
    this.#changes.push({ tagIndex: indexOf('QMS.Status.Scanning'), value: on ? 1 : 0 });
    this.#changes.push({ tagIndex: indexOf('QMS.Cmd.Scan'), value: on ? 1 : 0 });
  }

  setEmission(on: boolean): void {
    this.#emission = on;
    this.#changes.push({ tagIndex: indexOf('QMS.Status.Emission'), value: on ? 1 : 0 });
  }

  stepClock(source: LabSource, seconds: number): void {
    this.#shiftUs[source] += Math.round(seconds * 1e6);
  }

  #valueOf(id: string, tagIndex: number): number {
    if (id === 'QMS.MID.ScanNumber') return this.#scans;
    if (id === 'QMS.MID.ScanStart') return this.#startUtcUs + this.#second * 1e6 + 7;
    if (id === 'QMS.Status.TotalPressure') return this.#emission ? 4.25e-6 : -1;
    return Math.sin(this.#second * 0.01 + tagIndex) * 10 ** -(tagIndex % 12);
  }

  #emitChanges(emit: EmitValue): void {
    for (const { tagIndex, value } of this.#changes.splice(0)) this.#emit(emit, tagIndex, value);
  }

  #emit(emit: EmitValue, tagIndex: number, value: number): void {
    const tag = LAB_TAGS[tagIndex]!;
    const timeUs = this.#startUtcUs + this.#second * 1e6 + stampOffsetUs(tagIndex) + this.#shiftUs[tag.source];
    emit(tagIndex, timeUs, tag.dataType === 'Float' ? Math.fround(value) : value, 0);
  }
}

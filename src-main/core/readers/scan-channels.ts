import type { ChannelMaker } from './channel-naming.ts';
import { ionCurrentMeaning } from './channel-naming.ts';
import type { ChannelSet } from './channel-set.ts';
import type { FindingLog } from './finding-log.ts';
import type { ReadSink } from './reader.ts';

/** How far from a whole mass its peak is looked for, u. */
const PEAK_REACH = 0.4;

interface Peak {
  channel: number;
  from: number;
  to: number;
}

/**
 * Analogue scans as channels: the height of the highest point within 0.4 u of each whole mass. The whole spectra go to
 * the sink beside them.
 */
export class ScanChannels {
  readonly #sourceId: string;
  readonly #channels: ChannelSet;
  readonly #sink: ReadSink;
  readonly #unit: string;
  readonly #firstMass: number;
  readonly #massStep: number;
  readonly #peaks: Peak[] = [];

  /** @param masses ascending, evenly spaced; uneven ones are told */
  constructor(
    sourceId: string,
    masses: readonly number[],
    unit: string,
    maker: ChannelMaker,
    channels: ChannelSet,
    sink: ReadSink,
    findings: FindingLog,
  ) {
    this.#sourceId = sourceId;
    this.#channels = channels;
    this.#sink = sink;
    this.#unit = unit;
    this.#firstMass = masses[0] ?? 0;
    this.#massStep = masses.length > 1 ? (masses[masses.length - 1] - masses[0]) / (masses.length - 1) : 0;
    const uneven = masses.findIndex((mass, i) => Math.abs(mass - this.#firstMass - i * this.#massStep) > 0.02);
    if (uneven >= 0)
      findings.warn(
        'uneven-mass-axis',
        `The masses of the scan are not evenly spaced: ${masses[uneven]} at point ${uneven + 1}.`,
        'Peak heights are right; spectra are drawn with even spacing.',
      );
    const last = masses.at(-1) ?? 0;
    for (let mass = Math.max(1, Math.ceil(this.#firstMass - PEAK_REACH)); mass <= last + PEAK_REACH; mass++) {
      const from = masses.findIndex((each) => each >= mass - PEAK_REACH - 1e-9);
      let to = from;
      while (to < masses.length && masses[to] <= mass + PEAK_REACH + 1e-9) to += 1;
      if (from < 0 || to <= from) continue;
      const meaning = ionCurrentMeaning(mass);
      const channel = maker.make(sourceId, `scan peak ${mass}`, {
        ...meaning,
        name: `${meaning.name} scan peak`,
        role: unit === 'A' ? 'ion-current' : 'other',
        unit: unit === 'A' ? 'A' : '1',
      });
      this.#peaks.push({ channel: channels.add(channel, true), from, to });
    }
    findings.info(
      'scan-peaks',
      'The file holds whole scans: each channel is the highest point within 0.4 u of its mass.',
      'The whole spectra stay in the original file, which an import keeps.',
    );
  }

  /** @param timeUs start of the scan */
  push(timeUs: number, values: Float64Array): void {
    for (const { channel, from, to } of this.#peaks) {
      let highest = Number.NaN;
      let isWhole = true;
      for (let i = from; i < to; i++) {
        if (!(values[i] <= highest)) highest = values[i];
        if (Number.isNaN(values[i])) isWhole = false;
      }
      // Where a point is missing (over range, cut off) it may have been the highest: then the peak is missing too.
      this.#channels.push(channel, timeUs, isWhole ? highest : Number.NaN);
    }
    this.#sink.spectrum({
      sourceId: this.#sourceId,
      timeUs,
      firstMass: this.#firstMass,
      massStep: this.#massStep,
      unit: this.#unit,
      values,
    });
  }
}

import type { SampleColumns } from '../../../shared/domain/samples.ts';
import type { ReadDescription, ReadFile, ReadSink, ReadSpectrum } from './reader.ts';

/** Keeps everything a parser gives, for files that fit into memory. */
export class SampleCollector implements ReadSink {
  readonly #channels = new Map<string, { columns: SampleColumns; n: number }>();
  readonly #spectra: ReadSpectrum[] = [];

  samples(channelId: string, columns: SampleColumns): void {
    const count = columns.timeUs.length;
    let kept = this.#channels.get(channelId);
    if (!kept) {
      kept = { columns: emptyColumns(Math.max(64, count)), n: 0 };
      this.#channels.set(channelId, kept);
    }
    if (kept.n + count > kept.columns.timeUs.length) {
      const larger = emptyColumns(Math.max(kept.columns.timeUs.length * 2, kept.n + count));
      larger.timeUs.set(kept.columns.timeUs);
      larger.value.set(kept.columns.value);
      larger.status.set(kept.columns.status);
      kept.columns = larger;
    }
    kept.columns.timeUs.set(columns.timeUs, kept.n);
    kept.columns.value.set(columns.value, kept.n);
    kept.columns.status.set(columns.status, kept.n);
    kept.n += count;
  }

  spectrum(spectrum: ReadSpectrum): void {
    this.#spectra.push(spectrum);
  }

  /** Everything, once the parser has ended. */
  file(description: ReadDescription): ReadFile {
    return {
      ...description,
      spectra: this.#spectra,
      channels: description.channels.map((channel) => {
        const kept = this.#channels.get(channel.id) ?? { columns: emptyColumns(0), n: 0 };
        const { timeUs, value, status } = kept.columns;
        return {
          channel,
          columns: {
            timeUs: timeUs.slice(0, kept.n),
            value: value.slice(0, kept.n),
            status: status.slice(0, kept.n),
          },
        };
      }),
    };
  }
}

function emptyColumns(length: number): SampleColumns {
  return { timeUs: new Float64Array(length), value: new Float64Array(length), status: new Uint32Array(length) };
}

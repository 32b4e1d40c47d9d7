import type { SampleColumns } from '../../../../shared/domain/samples.ts';
import type { RunSamples } from './run-samples.ts';

/**
 * A reader that keeps what was read of whole channels. The evaluation reads every channel and holds its columns anyway;
 * the tables then need not read them again, file by file.
 */
export function keptSamples(reader: RunSamples): RunSamples {
  const whole = new Map<string, SampleColumns>();
  return {
    run: () => reader.run(),
    sources: () => reader.sources(),
    channels: () => reader.channels(),
    events: () => reader.events(),
    gaps: () => reader.gaps(),
    documents: (...asked) => reader.documents(...asked),
    read(channelId, range) {
      const kept = whole.get(channelId);
      if (kept && range) {
        const { fromIndex = 0, toIndex } = range;
        return {
          timeUs: kept.timeUs.subarray(fromIndex, toIndex),
          value: kept.value.subarray(fromIndex, toIndex),
          status: kept.status.subarray(fromIndex, toIndex),
        };
      }
      const columns = reader.read(channelId, range);
      if (!range) whole.set(channelId, columns);
      return columns;
    },
  };
}

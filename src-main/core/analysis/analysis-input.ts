import type { Channel } from '../../../shared/domain/channel.ts';
import type { Gap, RunEvent } from '../../../shared/domain/event.ts';
import type { GasBottle, Setup } from '../../../shared/domain/gases.ts';
import { isUsable } from '../../../shared/domain/quality.ts';
import type { Sample } from '../../../shared/domain/sample.ts';
import type { SampleColumns } from '../../../shared/domain/samples.ts';
import type { Source } from '../../../shared/domain/source.ts';

/** One channel as the evaluation sees it: its own times, values in `unit`, NaN where there is no usable reading. */
export interface AnalysisChannel extends Pick<Channel, 'id' | 'name' | 'role' | 'mz' | 'unit' | 'sourceId'> {
  flowReference: Channel['flowReference'];
  /** Microseconds on the source's own clock, in order of arrival. */
  timeUs: Float64Array;
  value: Float64Array;
}

/** Everything an evaluation may depend on besides the recipe. The arrays are read, never written. */
export interface AnalysisInput {
  /** Hash of the raw samples, hexadecimal; with the recipe's it identifies a result. */
  rawSha256: string;
  softwareVersion: string;
  sources: readonly Source[];
  channels: readonly AnalysisChannel[];
  sample: Sample | null;
  setup: Setup | null;
  gases: readonly GasBottle[];
  events: readonly RunEvent[];
  gaps: readonly Gap[];
}

/** Turns raw columns of a run file or of a reader into an analysis channel: scale and offset applied, unusable readings NaN. */
export function analysisChannel(channel: Channel, columns: SampleColumns): AnalysisChannel {
  const { id, name, role, mz, unit, sourceId, flowReference, scale, offset } = channel;
  const value =
    scale === 1 && offset === 0 && allUsable(columns) ? columns.value : scaledValues(columns, scale, offset);
  return { id, name, role, mz, unit, sourceId, flowReference, timeUs: columns.timeUs, value };
}

/** Nearly always true, and then nothing needs to be copied. */
function allUsable({ value, status }: SampleColumns): boolean {
  for (let i = 0; i < value.length; i++) if (!isUsable(value[i], status[i])) return false;
  return true;
}

function scaledValues({ value, status }: SampleColumns, scale: number, offset: number): Float64Array {
  return value.map((raw, i) => (isUsable(raw, status[i]) ? raw * scale + offset : Number.NaN));
}

import type { SampleColumns } from '../../../shared/domain/samples.ts';
import { analysisChannel, type AnalysisInput } from '../analysis/analysis-input.ts';
import { rawSha256 } from '../storage/raw-hash.ts';
import type { RunFileReader } from '../storage/run-file-contract.ts';
import { SOFTWARE_VERSION } from '../version.ts';

/** Everything an evaluation needs of a stored run. Reads all samples: about 20 MB of memory per million. */
export function readAnalysisInput(
  reader: Pick<RunFileReader, 'run' | 'sources' | 'channels' | 'events' | 'gaps' | 'read'>,
): AnalysisInput {
  const { sample, setup, gases } = reader.run();
  // Read once: the hash is taken of the very samples that are evaluated.
  const channels = reader.channels().map(({ channel }) => ({ channel, columns: reader.read(channel.id) }));
  return {
    rawSha256: rawSha256(
      channels.map(({ channel, columns }) => ({ channel, samples: columns.timeUs.length })),
      (position, from, to) => sliceOf(channels[position].columns, from, to),
    ),
    softwareVersion: SOFTWARE_VERSION,
    sources: reader.sources(),
    channels: channels.map(({ channel, columns }) => analysisChannel(channel, columns)),
    sample,
    setup,
    gases,
    events: reader.events(),
    gaps: reader.gaps(),
  };
}

function sliceOf({ timeUs, value, status }: SampleColumns, from: number, to: number): SampleColumns {
  return { timeUs: timeUs.subarray(from, to), value: value.subarray(from, to), status: status.subarray(from, to) };
}

import type { SampleColumns } from '../../../shared/domain/samples.ts';
import { analysisChannel, type AnalysisChannel, type AnalysisInput } from '../analysis/analysis-input.ts';
import { rawSha256 } from '../storage/raw-hash.ts';
import type { RunFileReader } from '../storage/run-file-contract.ts';
import { SOFTWARE_VERSION } from '../version.ts';

/** Everything an evaluation needs of a stored run. Reads all samples: about 20 MB of memory per million. */
export function readAnalysisInput(
  reader: Pick<RunFileReader, 'run' | 'sources' | 'channels' | 'events' | 'gaps' | 'read'>,
): AnalysisInput {
  const { sample, setup, gases } = reader.run();
  const summaries = reader.channels();
  // Read once, one channel after the other: the hash is taken of the very samples that are evaluated.
  const channels: AnalysisChannel[] = [];
  let open: { position: number; columns: SampleColumns } | undefined;
  const columnsAt = (position: number): SampleColumns => {
    if (open?.position !== position) {
      const { channel } = summaries[position];
      open = { position, columns: reader.read(channel.id) };
      channels[position] = analysisChannel(channel, open.columns);
    }
    return open.columns;
  };
  const sha256 = rawSha256(summaries, (position, from, to) => sliceOf(columnsAt(position), from, to));
  // A channel without samples was not asked for.
  summaries.forEach((_, position) => channels[position] ?? columnsAt(position));
  return {
    rawSha256: sha256,
    softwareVersion: SOFTWARE_VERSION,
    sources: reader.sources(),
    channels,
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

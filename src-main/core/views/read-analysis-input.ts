import { analysisChannel, type AnalysisInput } from '../analysis/analysis-input.ts';
import type { RunFileReader } from '../storage/run-file-contract.ts';
import { SOFTWARE_VERSION } from '../version.ts';

/** Everything an evaluation needs of a stored run. Reads all samples: about 20 MB of memory per million. */
export function readAnalysisInput(reader: RunFileReader): AnalysisInput {
  const { sample, setup, gases } = reader.run();
  return {
    rawSha256: reader.rawSha256(),
    softwareVersion: SOFTWARE_VERSION,
    sources: reader.sources(),
    channels: reader.channels().map(({ channel }) => analysisChannel(channel, reader.read(channel.id))),
    sample,
    setup,
    gases,
    events: reader.events(),
    gaps: reader.gaps(),
  };
}

import { statSync } from 'node:fs';
import type { RunDescription } from '../../../shared/api/runs.ts';
import { halfCycles } from './half-cycles.ts';
import { phaseViews } from './phase-views.ts';
import type { FileRunSource } from './run-source.ts';
import { socRange } from './soc-axis.ts';

/** A run in full without its samples. */
export function describeRun(run: FileRunSource, isRecording: boolean): RunDescription {
  const { reader } = run;
  const course = run.course();
  const phases = course.phases();
  const basis = run.capacityBasis();
  const cycles = halfCycles(phases);
  const time = (us: number) => (Number.isFinite(us) ? us : null);
  return {
    run: reader.run(),
    sources: reader.sources(),
    channels: reader.channels().map(({ channel, samples, firstTimeUs, lastTimeUs }) => ({
      channel,
      samples,
      firstTimeUs: samples > 0 ? time(firstTimeUs) : null,
      lastTimeUs: samples > 0 ? time(lastTimeUs) : null,
    })),
    zeroUtcUs: run.zeroUtcUs,
    events: reader.events(),
    gaps: reader.gaps(),
    phases: phaseViews(phases, run.zeroUtcUs, (halfCycle) => basis && socRange(course, cycles[halfCycle], basis)),
    isRecording,
    sizeBytes: statSync(reader.path, { throwIfNoEntry: false })?.size ?? 0,
  };
}

import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { problemOf } from '../../../shared/api/errors.ts';
import type { RunSummary } from '../../../shared/api/runs.ts';
import type { Run } from '../../../shared/domain/run.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { nominalCurrentAmpere } from '../../../shared/domain/nominal-current.ts';
import { isUsable } from '../../../shared/domain/quality.ts';
import { speciesOfMz } from '../../../shared/domain/species.ts';
import { StepDetector } from '../../../shared/domain/step-detection.ts';
import { isoFromUs } from '../../../shared/domain/time.ts';
import { openRunFile } from './open-run-file.ts';
import type { ChannelSummary, RunFileReader } from './run-file-contract.ts';
import { isRunLocked } from './run-lock.ts';

/** Gases that cells evolve; water, nitrogen and the noble gases are carriers and diagnostics. */
const EVOLVED_GASES = ['H2', 'CH4', 'C2H4', 'O2', 'CO2', 'SO2'];
/** Tag of the runs that a first start makes. */
const EXAMPLE_TAG = 'example';

/** An id that a file has by its name: of unreadable files and of further copies of a run. */
export function fileId(fileName: string): string {
  return `file:${fileName}`;
}

/**
 * What the library shows of a file. Whatever is wrong with it becomes part of the answer: `problem` says why it cannot be
 * read, or what of it is lost.
 */
export function readLibraryEntry(path: string): RunSummary {
  let reader: RunFileReader | undefined;
  try {
    reader = openRunFile(path);
    return describe(reader);
  } catch (error) {
    return unreadable(path, problemOf(error).happened);
  } finally {
    reader?.close();
  }
}

function unreadable(path: string, problem: string): RunSummary {
  const fileName = basename(path);
  return {
    runId: fileId(fileName),
    name: fileName,
    sampleName: '',
    operator: '',
    origin: 'recorded',
    state: 'unreadable',
    problem,
    startTime: null,
    lengthSeconds: null,
    cycles: null,
    gases: [],
    tags: [],
    isExample: false,
    sizeBytes: sizeOf(path),
    samples: 0,
  };
}

function describe(reader: RunFileReader): RunSummary {
  const run = reader.run();
  const channels = reader.channels().filter(({ samples }) => samples > 0);
  const masses = reader.header.channels.flatMap(({ role, mz }) => (role === 'ion-current' && mz !== null ? [mz] : []));
  const measured = new Set(masses.map((mz) => speciesOfMz(mz)?.formula));
  return {
    runId: run.id,
    name: run.name,
    sampleName: run.sample?.name ?? '',
    operator: run.operator,
    origin: run.origin,
    state: stateOf(reader),
    problem: reader.openFindings.length === 0 ? null : reader.openFindings.map(({ text }) => text).join(' '),
    startTime: startTime(run, channels, reader.sources()),
    lengthSeconds: channels.length === 0 ? null : Math.max(...channels.map(lengthSeconds)),
    cycles: cyclesOf(channels, reader),
    gases: EVOLVED_GASES.filter((formula) => measured.has(formula)),
    tags: run.tags,
    isExample: run.tags.includes(EXAMPLE_TAG),
    sizeBytes: sizeOf(reader.path),
    samples: channels.reduce((sum, { samples }) => sum + samples, 0),
  };
}

function stateOf(reader: RunFileReader): RunSummary['state'] {
  if (isRunLocked(reader.path)) return 'recording';
  // Of a damaged file the end may be lost; there is nothing to recover then but to read it.
  return reader.isOpenEnded() && !reader.salvaged ? 'needs-recovery' : 'finished';
}

function lengthSeconds({ firstTimeUs, lastTimeUs }: ChannelSummary): number {
  return (lastTimeUs - firstTimeUs) / 1e6;
}

/**
 * A run made here began when this computer says: the first sample has the stamp of an instrument, whose clock may be wrong by
 * seconds or days. Of an imported run the samples tell, where a clock is known in UTC.
 */
function startTime(run: Run, channels: readonly ChannelSummary[], sources: readonly Source[]): string {
  if (run.origin !== 'imported') return run.createdTime;
  return isoFromUs(startUtcUs(channels, sources)) ?? run.createdTime;
}

/** Earliest sample of a source whose clock is known in UTC; NaN without one. */
function startUtcUs(channels: readonly ChannelSummary[], sources: readonly Source[]): number {
  const starts = channels.flatMap(({ channel, firstTimeUs }) => {
    const source = sources.find(({ id }) => id === channel.sourceId);
    if (source?.clockKind === 'utc') return [firstTimeUs];
    return source?.clockKind === 'relative' && source.zeroUtcUs !== null ? [source.zeroUtcUs + firstTimeUs] : [];
  });
  return starts.length === 0 ? NaN : Math.min(...starts);
}

/**
 * Half-cycles that have begun, halved; null without a current. A cycler's own counter does not tell: it counts on when the
 * last cycle is over, and each maker counts differently.
 */
function cyclesOf(channels: readonly ChannelSummary[], reader: RunFileReader): number | null {
  const current = channels.find(({ channel }) => channel.role === 'current')?.channel;
  if (!current) return null;
  const { timeUs, value, status } = reader.read(current.id);
  const sample = reader.run().sample;
  const steps = new StepDetector(sample ? nominalCurrentAmpere(sample) : undefined);
  for (let i = 0; i < timeUs.length; i++)
    if (isUsable(value[i], status[i])) steps.push(timeUs[i], value[i] * current.scale + current.offset);
  return steps.phases().filter(({ kind }) => kind === 'charge' || kind === 'discharge').length / 2;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

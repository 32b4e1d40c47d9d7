import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '../../shared/api/errors.ts';
import { systemHostClock } from '../../shared/domain/clock.ts';
import type { Profile } from '../../shared/domain/profile.ts';
import { sampleSchema } from '../../shared/domain/sample.ts';
import { newRunHeader } from '../core/acquisition/new-run-header.ts';
import type { OpenedInstrument } from '../core/acquisition/open-instrument.ts';
import { startRunSession } from '../core/acquisition/run-session.ts';
import type { RunSession } from '../core/acquisition/run-session-contract.ts';
import { openRunFileForAppend } from '../core/storage/append-run-file.ts';
import { createRunFile } from '../core/storage/create-run-file.ts';
import { homeFolders, type HomeFolders } from '../core/storage/home.ts';
import type { RunFileWriter } from '../core/storage/run-file-contract.ts';
import { terminal } from './command.ts';
import { findProfile, passwordFor } from './find-profile.ts';
import { untilInterrupted } from './interrupt.ts';
import { readDocument } from './read-document.ts';

export interface RecordOptions {
  profile: string;
  sample?: string;
  name?: string;
  speed?: number;
  hours?: number;
  truthLog?: string;
  resume?: boolean;
  json?: boolean;
  output: string;
}

const STATUS_PERIOD_MS = 250;

/** `opendems record`: until Ctrl+C, the given hours, or the end of a simulated experiment. */
export async function record(options: RecordOptions): Promise<void> {
  const folders = homeFolders();
  const hostClock = systemHostClock();
  const profile = profileFor(options, folders);
  const sample = options.sample === undefined ? null : readDocument(options.sample, sampleSchema, 'sample');
  const ended = untilInterrupted();
  // Loaded late: what is wrong with the words of the command is said without waiting for a protocol stack.
  const { openInstrument } = await import('../core/acquisition/open-instrument.ts');
  const opened = await openInstrument(profile, {
    hostClock,
    pkiFolder: folders.pki,
    password: passwordFor(profile, folders),
    truthLogPath: options.truthLog,
    hours: options.hours,
    onLabFailure: (error) => ended.fail(error),
  });
  try {
    const { instrument, labClock } = opened;
    const name = options.name ?? basename(options.output).replace(/\.dems$/i, '');
    const writer = options.resume
      ? openRunFileForAppend(options.output)
      : createRunFile(options.output, newRunHeader({ name, sample, profile }, instrument, labClock));
    const session = await startOrCleanUp(options, writer, opened, hostClock);
    opened.begin();
    let samplesBefore = -1;
    const cancel = hostClock.every(STATUS_PERIOD_MS, () => {
      if (options.json) printStatus(options, session);
      const { samples } = session.statistics();
      if (isOver(options, opened, samples === samplesBefore)) ended.end();
      samplesBefore = samples;
    });
    terminal.note(`Recording into ${session.path}; Ctrl+C ends the run.`);
    try {
      await ended.promise;
    } finally {
      cancel();
      await session.stop('Ended by the operator or at the end of the given time.');
    }
    printStatus(options, session);
    if (session.state() !== 'finished') throw unsealed(session.path);
  } finally {
    await opened.close();
  }
}

/** @throws AppError on a resumed simulated lab: it ended together with its recorder */
function profileFor(options: RecordOptions, folders: HomeFolders): Profile {
  const profile = findProfile(options.profile, folders);
  if (profile.kind !== 'simulated-lab') return profile;
  if (options.resume)
    throw new AppError({
      code: 'simulated-lab-ended',
      happened: 'A simulated lab ends together with its recorder, so there is nothing to continue.',
      safe: `${options.output} was not touched and is complete up to the interruption.`,
      next: 'Start a new run; or serve the lab with "opendems lab", which outlives a recorder.',
    });
  return options.speed === undefined ? profile : { ...profile, speed: options.speed };
}

/** A first connection that fails leaves no empty run file behind. */
async function startOrCleanUp(
  options: RecordOptions,
  writer: RunFileWriter,
  { instrument, labClock }: OpenedInstrument,
  hostClock: ReturnType<typeof systemHostClock>,
): Promise<RunSession> {
  try {
    return await startRunSession({ writer, instrument, labClock, hostClock, resumed: options.resume });
  } catch (error) {
    writer.abandon();
    if (!options.resume) for (const suffix of ['', '-wal', '-shm']) rmSync(`${writer.path}${suffix}`, { force: true });
    throw error;
  }
}

/** A simulated experiment is over when what waited in the server's queues has come too. */
function isOver(options: RecordOptions, opened: OpenedInstrument, isQuiet: boolean): boolean {
  if (opened.lab) return opened.lab.progress().done && isQuiet;
  return options.hours !== undefined && opened.labClock.monotonicUs() / 3.6e9 >= options.hours;
}

/** One JSON line, or at the end a sentence. `durableSamples` are in the file for certain. */
function printStatus(options: RecordOptions, session: RunSession): void {
  const statistics = session.statistics();
  const durableSamples = statistics.samples - statistics.queuedSamples;
  const state = session.state();
  if (options.json)
    terminal.print(
      JSON.stringify({
        state,
        runId: session.header.run.id,
        samples: statistics.samples,
        durableSamples,
        gaps: statistics.gaps,
        alerts: session.alerts(),
      }),
    );
  else terminal.note(`${durableSamples} samples, ${statistics.gaps} gaps: ${session.path}`);
}

function unsealed(path: string): AppError {
  return new AppError({
    code: 'not-sealed',
    happened: `The run file ${path} could not be closed: it refuses to be written.`,
    safe: 'Everything written before is safe.',
    next: 'Free space on its disk, then run "opendems record --resume" or open it in the program to recover it.',
  });
}

import { rmSync } from 'node:fs';
import { AppError } from '../../../shared/api/errors.ts';
import type { HostClock } from '../../../shared/domain/clock.ts';
import type { Profile } from '../../../shared/domain/profile.ts';
import type { RunHeader } from '../../../shared/domain/run.ts';
import type { AlertBoard } from '../acquisition/alert-board.ts';
import { newRunHeader, type NewRunFacts } from '../acquisition/new-run-header.ts';
import type { OpenedInstrument, OpenInstrumentOptions } from '../acquisition/open-instrument.ts';
import { startRunSession } from '../acquisition/run-session.ts';
import type { RunSession } from '../acquisition/run-session-contract.ts';
import type { SimulatedLab } from '../instruments/simulated/lab-host.ts';
import { createRunFile, openRunFileForAppend } from '../storage/run-file.ts';
import type { RunFileWriter } from '../storage/run-file-contract.ts';
import type { RunChange } from './stores.ts';
import { applyChange } from './library-service.ts';
import { elapsedHostSeconds } from './resume-age.ts';

/** A laboratory that is brought to its age counts as there when it lags by less, seconds of the computer. */
const CAUGHT_UP_HOST_SECONDS = 0.5;
const CATCH_UP_CHECK_MS = 50;
const LAB_CHECK_PERIOD_MS = 1000;

export interface RunControlOptions {
  hostClock: HostClock;
  board: AlertBoard;
  /** Opens the instrument of a profile, with its password. */
  open: (
    profile: Profile,
    options: Pick<OpenInstrumentOptions, 'epochUtcUs' | 'onLabFailure'>,
  ) => Promise<OpenedInstrument>;
  /** Does work while nobody else reads the file. */
  whileReleased: <Result>(path: string, work: () => Promise<Result>) => Promise<Result>;
  /** State, alerts or health of the run have changed. */
  onChange: () => void;
  /** The library looks different now. */
  onRunsChanged: (reason: string) => void;
}

interface Active {
  session: RunSession;
  writer: RunFileWriter;
  opened: OpenedInstrument;
}

/** The one run that is being recorded: starts it, ends it, continues one that was interrupted. */
export class RunControl {
  #options: RunControlOptions;
  #active: Active | undefined;
  #connecting: RunHeader | undefined;
  #starting: Promise<unknown> | undefined;
  #startingName: string | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: RunControlOptions) {
    this.#options = options;
    options.hostClock.every(LAB_CHECK_PERIOD_MS, () => this.#watchLab());
  }

  get session(): RunSession | undefined {
    return this.#active?.session;
  }

  /** The run that is about to be recorded, while its instruments are being reached. */
  get connecting(): RunHeader | undefined {
    return this.#connecting;
  }

  /** The simulated laboratory of the run, if it has one. */
  get lab(): SimulatedLab | undefined {
    return this.#active?.opened.lab;
  }

  get isBusy(): boolean {
    return this.#active !== undefined || this.#starting !== undefined;
  }

  /** Name of the run that is recorded or about to be; undefined without one. */
  get runName(): string | undefined {
    return this.session?.reader().run().name ?? this.#startingName;
  }

  /** The run, or a refusal. @throws AppError `not-recording` */
  required(): RunSession {
    if (this.#active) return this.#active.session;
    throw new AppError({
      code: 'not-recording',
      happened: 'No run is being recorded.',
      safe: 'Nothing was changed.',
      next: 'Start a run first.',
    });
  }

  /** Starts a new run. @param pathFor file of the run. Rejects with an AppError; nothing is left behind then. */
  async start(facts: NewRunFacts & { profile: Profile }, pathFor: (header: RunHeader) => string): Promise<string> {
    return this.#exclusively(facts.name, async () => {
      const opened = await this.#open(facts.profile, {});
      return this.#withInstrument(opened, async () => {
        const header = newRunHeader(facts, opened.instrument, opened.labClock);
        this.#connecting = header;
        this.#options.onChange();
        const writer = createRunFile(pathFor(header), header);
        await this.#record(writer, opened, false);
        opened.begin();
        this.#options.onRunsChanged('started');
        return header.run.id;
      });
    });
  }

  /** Continues an interrupted run. Rejects with an AppError; the file is as it was then, plus an event. */
  async resume(path: string): Promise<string> {
    return this.#exclusively(undefined, async () => {
      const writer = await this.#options.whileReleased(path, async () => openRunFileForAppend(path));
      const { header } = writer.reader;
      this.#startingName = writer.reader.run().name;
      this.#connecting = header;
      this.#options.onChange();
      try {
        const { profile, labClock } = header.run;
        if (!profile) throw noProfile(header.run.name);
        const opened = await this.#open(profile, { epochUtcUs: labClock.epochUtcUs });
        return await this.#withInstrument(opened, async () => {
          await this.#bringToAge(opened, writer);
          await this.#record(writer, opened, true);
          this.#options.onRunsChanged('resumed');
          return header.run.id;
        });
      } catch (error) {
        if (!this.#active) writer.abandon();
        throw error;
      }
    });
  }

  /** Changes what is known of the run besides its samples; in the file with the next flush. */
  update(change: RunChange): void {
    const { labClock } = this.required();
    applyChange(this.#active!.writer, change, labClock.utcUs());
    this.#options.onChange();
  }

  /** The computer goes to sleep, or came back: an event of the run, so that the hole explains itself. */
  powerChanged(state: 'suspended' | 'resumed'): void {
    const session = this.session;
    session?.event({
      timeUs: Math.round(session.labClock.utcUs()),
      kind: state === 'suspended' ? 'computer-suspended' : 'computer-resumed',
      severity: 'warning',
      text: state === 'suspended' ? 'This computer goes to sleep.' : 'This computer is awake again.',
      sourceId: null,
      channelId: null,
      fromUs: null,
      toUs: null,
      data: {},
    });
  }

  /** Ends the run: everything received is sealed. Resolves when the file is whole. */
  stop(reason: string): Promise<void> {
    this.#stopping ??= this.#stop(reason).finally(() => (this.#stopping = undefined));
    return this.#stopping;
  }

  /** Ends whatever is going on, also a run that is just being started. */
  async close(reason: string): Promise<void> {
    // How the start ends is told to whoever started it.
    await this.#starting?.catch(() => {});
    if (this.#active) await this.stop(reason);
  }

  async #stop(reason: string): Promise<void> {
    this.required();
    const { session, writer, opened } = this.#active!;
    try {
      // The last reader decides whether the run is one file: it shall be the recorder.
      await this.#options.whileReleased(session.path, () => session.stop(reason));
    } finally {
      await opened.close();
      this.#active = undefined;
      // The last handle: the file can be moved or copied now.
      if (session.state() === 'finished') session.reader().close();
      if (session.state() === 'failed') this.#warnUnsealed(session, writer);
      for (const id of [LAB_FAILED_ALERT, LAB_ENDED_ALERT]) this.#options.board.clear(id);
      this.#options.onChange();
      this.#options.onRunsChanged('stopped');
    }
  }

  async #exclusively<Result>(name: string | undefined, work: () => Promise<Result>): Promise<Result> {
    if (this.isBusy) throw alreadyRecording(this.runName);
    this.#startingName = name;
    const starting = work();
    this.#starting = starting;
    this.#options.onChange();
    try {
      return await starting;
    } finally {
      this.#starting = undefined;
      this.#startingName = undefined;
      this.#connecting = undefined;
      this.#options.onChange();
    }
  }

  #open(profile: Profile, options: Pick<OpenInstrumentOptions, 'epochUtcUs'>): Promise<OpenedInstrument> {
    return this.#options.open(profile, { ...options, onLabFailure: (error) => this.#warnLab(error) });
  }

  async #withInstrument<Result>(opened: OpenedInstrument, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  async #record(writer: RunFileWriter, opened: OpenedInstrument, resumed: boolean): Promise<void> {
    const { instrument, labClock } = opened;
    try {
      const session = await startRunSession({
        writer,
        instrument,
        labClock,
        hostClock: this.#options.hostClock,
        resumed,
      });
      session.onChange(this.#options.onChange);
      this.#active = { session, writer, opened };
    } catch (error) {
      if (!resumed) discard(writer);
      throw error;
    }
  }

  /** A simulated laboratory died with the recorder; the new one is run up to where it would be by now. */
  async #bringToAge({ lab, labClock }: OpenedInstrument, writer: RunFileWriter): Promise<void> {
    if (!lab) return;
    lab.begin(elapsedHostSeconds(writer.reader, labClock.speed, this.#options.hostClock.utcUs()));
    const isBehind = () => lab.progress().lagSeconds > CAUGHT_UP_HOST_SECONDS * labClock.speed;
    do await new Promise<void>((done) => this.#options.hostClock.after(CATCH_UP_CHECK_MS, done));
    while (lab.progress().labSeconds === 0 || isBehind());
  }

  /** A simulated experiment has an end; silence after it is no fault. */
  #watchLab(): void {
    if (!this.lab?.progress().done) return;
    this.#options.board.raise({
      id: LAB_ENDED_ALERT,
      severity: 'info',
      sentence: 'The simulated experiment has come to its end; nothing more is measured. Everything is recorded.',
      next: 'Stop the run.',
      sinceUs: this.#options.hostClock.utcUs(),
    });
  }

  #warnLab(error: AppError): void {
    this.#options.board.raise({
      id: LAB_FAILED_ALERT,
      severity: 'alarm',
      sentence: `${error.problem.happened} ${error.problem.safe}`,
      next: 'Stop this run and start a new one.',
      sinceUs: this.#options.hostClock.utcUs(),
    });
  }

  #warnUnsealed(session: RunSession, writer: RunFileWriter): void {
    const { queuedSamples } = session.statistics();
    try {
      // Gives the lock back, so that the run can be recovered.
      writer.abandon();
    } catch {
      // The file still refuses; that is what the alert says.
    }
    this.#options.board.raise({
      id: `not-sealed:${session.header.run.id}`,
      severity: 'alarm',
      sentence: `The run file of ${session.header.run.name} could not be closed: it refuses to be written. ${queuedSamples} samples are not in it; everything before them is safe.`,
      next: 'Free space on its disk and recover the run in Runs.',
      sinceUs: this.#options.hostClock.utcUs(),
    });
  }
}

const LAB_FAILED_ALERT = 'simulated-lab-failed';
const LAB_ENDED_ALERT = 'simulated-lab-ended';

/** A first connection that failed leaves no empty run behind. */
function discard(writer: RunFileWriter): void {
  writer.abandon();
  for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(`${writer.path}${suffix}`, { force: true });
}

function alreadyRecording(name: string | undefined): AppError {
  return new AppError({
    code: 'already-recording',
    happened: `${name ?? 'Another run'} is being recorded already.`,
    safe: 'It goes on undisturbed.',
    next: 'Stop it before starting another one.',
  });
}

function noProfile(name: string): AppError {
  return new AppError({
    code: 'no-profile',
    happened: `${name} cannot be continued: it does not say which instruments it was recorded from.`,
    safe: 'What was recorded is safe.',
    next: 'Recover it in Runs and start a new run.',
  });
}

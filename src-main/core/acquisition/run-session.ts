import { statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { problemOf, type Problem } from '../../../shared/api/errors.ts';
import type { CancelTimer, HostClock, LabClock } from '../../../shared/domain/clock.ts';
import { runEvent, type Gap, type RunEvent } from '../../../shared/domain/event.ts';
import { nominalCurrentAmpere } from '../../../shared/domain/nominal-current.ts';
import type { Receipt, SampleBatch } from '../../../shared/domain/samples.ts';
import type { ChannelPosition, Instrument, InstrumentHealth, InstrumentSink } from '../instruments/instrument.ts';
import type { RunFileWriter } from '../storage/run-file-contract.ts';
import { AlertBoard } from './alert-board.ts';
import { ChannelMemory } from './channel-memory.ts';
import { ClockOffset } from './clock-offset.ts';
import { decideAlerts, decideDiskAlert } from './decide-alerts.ts';
import { decideClockWatch, type ClockReading } from './decide-clock-watch.ts';
import { LiveCell } from './live-cell.ts';
import { Recorder } from './recorder.ts';
import { channelPositions, ResumeGaps } from './resume.ts';
import { StaleAlerts } from './stale-alerts.ts';
import type { EdgeColumns, RunSession, SessionState, SessionStatistics } from './run-session-contract.ts';

const DISK_CHECK_PERIOD_MS = 10_000;
const STATISTICS_PERIOD_MS = 1000;
const STORAGE_ALERT = 'storage-trouble';

export interface RunSessionOptions {
  writer: RunFileWriter;
  instrument: Instrument;
  labClock: LabClock;
  hostClock: HostClock;
  /** Continue a stored run: positions are read from the file, the hole becomes gaps. */
  resumed?: boolean;
}

/**
 * Starts recording. Rejects with an AppError when the instrument cannot be reached at first;
 * the file is then left as it is (empty for a new run) and the caller decides its fate.
 */
export async function startRunSession(options: RunSessionOptions): Promise<RunSession> {
  const session = new Session(options);
  await session.begin();
  return session;
}

class Session implements RunSession, InstrumentSink {
  readonly header;
  readonly path;
  readonly labClock: LabClock;
  #options: RunSessionOptions;
  #recorder: Recorder;
  #memories = new Map<string, ChannelMemory>();
  #offsets = new Map<string, ClockOffset>();
  #cell: LiveCell;
  #board: AlertBoard;
  #stale: StaleAlerts;
  #health: InstrumentHealth[] = [];
  #listeners: (() => void)[] = [];
  #state: SessionState = 'connecting';
  #positions: ChannelPosition[];
  #resumeGaps: ResumeGaps;
  #gaps: number;
  #timers: CancelTimer[] = [];
  #samples = 0;
  #samplesPerSecond = 0;
  #lastCount = { samples: 0, labUs: 0 };
  #hands: ClockReading;
  #stopping: Promise<void> | undefined;

  constructor(options: RunSessionOptions) {
    this.#options = options;
    const { writer, instrument, labClock, hostClock } = options;
    this.header = writer.reader.header;
    this.path = writer.path;
    this.labClock = labClock;
    this.#positions = options.resumed ? channelPositions(writer.reader) : [];
    const onChange = new Set(
      this.header.channels.filter((channel) => channel.updates === 'on-change').map((channel) => channel.id),
    );
    this.#resumeGaps = new ResumeGaps(this.#positions, onChange);
    this.#gaps = options.resumed ? writer.reader.gaps().length : 0;
    for (const channel of this.header.channels) this.#memories.set(channel.id, new ChannelMemory(channel));
    for (const source of instrument.sources) this.#offsets.set(source.id, new ClockOffset(labClock.speed));
    const sample = this.header.run.sample;
    this.#cell = new LiveCell(this.header.channels, sample ? nominalCurrentAmpere(sample) : undefined);
    this.#stale = new StaleAlerts(instrument.sources, this.header.channels);
    this.#board = new AlertBoard(() => this.#changed());
    this.#recorder = new Recorder(writer, labClock, hostClock, {
      trouble: (problem, queued) => this.#onTrouble(problem, queued),
      restored: () => this.#onRestored(),
      flushed: () => undefined,
    });
    this.#hands = this.#readHands();
    this.#restoreMemory();
  }

  async begin(): Promise<void> {
    const { instrument, hostClock } = this.#options;
    if (this.#options.resumed)
      this.event(
        this.#event('run-resumed', 'warning', 'The recording program was started again and continues this run.'),
      );
    else this.event(this.#event('run-started', 'info', `Recording started: ${this.header.run.name}.`));
    try {
      await instrument.start(this, this.#positions);
    } catch (error) {
      this.#state = 'failed';
      this.#recorder.stopTimer();
      throw error;
    }
    this.#state = 'recording';
    this.#lastCount = { samples: 0, labUs: this.labClock.monotonicUs() };
    this.#timers.push(
      hostClock.every(STATISTICS_PERIOD_MS, () => {
        this.#updateRate();
        this.#watchClock();
      }),
      hostClock.every(DISK_CHECK_PERIOD_MS, () => void this.#checkDisk()),
    );
    this.#changed();
  }

  samples(batches: SampleBatch[], receipt: Receipt): void {
    for (const batch of batches) {
      const memory = this.#memories.get(batch.channelId);
      if (!memory || batch.timeUs.length === 0) continue;
      const gap = this.#resumeGaps.take(batch);
      if (gap) this.gap(gap);
      memory.take(batch, receipt);
      this.#cell.take(batch.channelId, batch);
      this.#offsets.get(memory.channel.sourceId)?.push(batch.timeUs[batch.timeUs.length - 1], receipt.utcUs);
      this.#samples += batch.timeUs.length;
    }
    this.#recorder.samples(batches, receipt);
  }

  event(event: RunEvent): void {
    this.#recorder.event(event);
    for (const change of [...decideAlerts(event), ...this.#stale.take(event)]) {
      if ('raise' in change) this.#board.raise(change.raise);
      else this.#board.clear(change.clear);
    }
  }

  gap(gap: Gap): void {
    this.#gaps += 1;
    this.#recorder.gap(gap);
    this.#changed();
  }

  // InstrumentSink.health delivers, RunSession.health answers: one name, told apart by the argument.
  health(): InstrumentHealth[];
  health(health: InstrumentHealth[]): void;
  health(health?: InstrumentHealth[]): InstrumentHealth[] | void {
    if (!health) return this.#health;
    this.#health = health;
    this.#changed();
  }

  state(): SessionState {
    return this.#state;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  channels() {
    return [...this.#memories.values()].map((memory) => memory.now());
  }

  phases() {
    return this.#cell.phases();
  }

  chargeCoulomb() {
    return this.#cell.chargeCoulomb();
  }

  alerts() {
    return this.#board.list();
  }

  markAlertsSeen(ids: string[]): void {
    this.#board.markSeen(ids);
  }

  settings() {
    return this.#options.instrument.settings();
  }

  reader() {
    return this.#options.writer.reader;
  }

  statistics(): SessionStatistics {
    const clockOffsets = [...this.#offsets].flatMap(([sourceId, offset]) => {
      const estimate = offset.estimate();
      return estimate ? [{ sourceId, ...estimate }] : [];
    });
    return {
      samples: this.#samples,
      samplesPerSecond: this.#samplesPerSecond,
      gaps: this.#gaps,
      queuedSamples: this.#options.writer.queuedSamples(),
      fileBytes: fileBytes(this.path) + fileBytes(`${this.path}-wal`),
      clockOffsets,
    };
  }

  takeEdge(taker: string): { flush: number; columns: EdgeColumns[] } {
    const columns: EdgeColumns[] = [];
    for (const [channelId, memory] of this.#memories) {
      const edge = memory.edges.take(taker);
      if (edge.timeUs.length > 0) columns.push({ channelId, ...edge });
    }
    return { flush: this.reader().flushCount(), columns };
  }

  dropTaker(taker: string): void {
    for (const memory of this.#memories.values()) memory.edges.drop(taker);
  }

  annotate(text: string): void {
    this.event(this.#event('annotation', 'info', text));
    this.#changed();
  }

  async write(channelId: string, value: number): Promise<number> {
    const readBack = await this.#options.instrument.write(channelId, value);
    const channel = this.#memories.get(channelId)!.channel;
    this.event({
      ...this.#event(
        'setpoint-written',
        'info',
        `${channel.name} set to ${value} ${channel.unit}, read back ${readBack}.`,
      ),
      channelId,
      data: { asked: value, readBack, unit: channel.unit },
    });
    return readBack;
  }

  stop(reason: string): Promise<void> {
    this.#stopping ??= this.#stop(reason);
    return this.#stopping;
  }

  async #stop(reason: string): Promise<void> {
    this.#state = 'finishing';
    this.#changed();
    await this.#options.instrument.stop();
    for (const cancel of this.#timers) cancel();
    this.event(this.#event('run-stopped', 'info', reason));
    this.#recorder.stopTimer();
    this.#recorder.flush();
    if (this.#recorder.isTroubled()) {
      this.#state = 'failed';
      this.#changed();
      return;
    }
    this.#options.writer.finish();
    this.#state = 'finished';
    this.#changed();
  }

  /** A resumed run shows its phases and charge from the beginning, not from the moment of the restart. */
  #restoreMemory(): void {
    if (!this.#options.resumed) return;
    const reader = this.#options.writer.reader;
    for (const { channel, samples } of reader.channels()) {
      this.#memories.get(channel.id)!.samples = samples;
      this.#samples += samples;
      if (channel.role === 'current' || channel.role === 'gas-selection')
        this.#cell.take(channel.id, reader.read(channel.id));
    }
  }

  #onTrouble(problem: Problem, queued: number): void {
    this.#state = 'not-writing';
    this.#board.raise({
      id: STORAGE_ALERT,
      severity: 'alarm',
      sentence: `${problem.happened} ${queued.toLocaleString('en')} samples wait in memory and will be written as soon as the file takes them.`,
      next: problem.next,
      sinceUs: this.labClock.utcUs(),
    });
    this.#changed();
  }

  #onRestored(): void {
    if (this.#state === 'not-writing') this.#state = 'recording';
    this.#board.clear(STORAGE_ALERT);
    this.#changed();
  }

  #updateRate(): void {
    const labUs = this.labClock.monotonicUs();
    const seconds = (labUs - this.#lastCount.labUs) / 1e6;
    if (seconds > 0) this.#samplesPerSecond = (this.#samples - this.#lastCount.samples) / seconds;
    this.#lastCount = { samples: this.#samples, labUs };
  }

  #readHands(): ClockReading {
    const { hostClock } = this.#options;
    return { utcUs: hostClock.utcUs(), monotonicUs: hostClock.monotonicUs() };
  }

  #watchClock(): void {
    const now = this.#readHands();
    const step = decideClockWatch(this.#hands, now);
    this.#hands = now;
    if (step) this.event({ ...this.#event(step.kind, 'warning', step.text), data: { stepSeconds: step.stepSeconds } });
  }

  async #checkDisk(): Promise<void> {
    try {
      const disk = await statfs(dirname(this.path));
      const hours = this.labClock.monotonicUs() / 3.6e9;
      const bytesPerHour = hours > 0.1 ? this.statistics().fileBytes / hours : 0;
      const change = decideDiskAlert(disk.bavail * disk.bsize, bytesPerHour, this.labClock.utcUs());
      if ('raise' in change) this.#board.raise(change.raise);
      else this.#board.clear(change.clear);
    } catch (error) {
      this.#onTrouble(problemOf(error), this.#options.writer.queuedSamples());
    }
  }

  #event(kind: RunEvent['kind'], severity: RunEvent['severity'], text: string): RunEvent {
    return runEvent({ timeUs: this.labClock.utcUs(), kind, severity, text });
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function fileBytes(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

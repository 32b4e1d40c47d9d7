import { rmSync } from 'node:fs';
import { AppError } from '../../../shared/api/errors.ts';
import { gapSchema, runEventSchema, type Gap, type RunEvent } from '../../../shared/domain/event.ts';
import { runSchema, type Run } from '../../../shared/domain/run.ts';
import type { Receipt, SampleBatch } from '../../../shared/domain/samples.ts';
import { insertAttachmentPart } from './attachments.ts';
import { ColumnBuffer } from './column-buffer.ts';
import { decideChunks, decideSeal } from './decide-chunks.ts';
import { syncFile } from './durable-files.ts';
import { leaveLogMode } from './log-mode.ts';
import { publishRunFile } from './publish-run-file.ts';
import { queuedColumns } from './queued-columns.ts';
import type { AttachmentPart, FileFinding, RunFileReader, RunFileWriter } from './run-file-contract.ts';
import { END_KIND, writeEnd } from './run-file-end.ts';
import { insertBlock, insertFlush, insertTail, insertText } from './run-file-rows.ts';
import type { RunLock } from './run-lock.ts';
import { sealTail } from './seal-tail.ts';
import type { Sqlite } from './sqlite.ts';
import { SqliteStore } from './sqlite-store.ts';
import { withProblems } from './storage-problems.ts';
import { RUN_KIND, StoredRunReader } from './stored-run-reader.ts';

/** How a writer ends: a live run's file has its name already, a bulk run's gets it when it is whole. */
export interface WriterPlace {
  /** Where the run is, or will be. */
  path: string;
  /** Where a bulk run is made; undefined for a live one. */
  bulkPath: string | undefined;
}

interface ChannelState {
  queue: ColumnBuffer;
  /** Samples in the file, of which `sealed` in blocks. */
  stored: number;
  sealed: number;
  /** False once its tail was found damaged on the disk: it stays as it is. */
  canSeal: boolean;
}

interface QueuedText {
  table: 'event' | 'gap' | 'document';
  kind: string;
  json: string;
}

/** Appends to an open run file; see RunFileWriter. */
export class StoredRunWriter implements RunFileWriter {
  readonly path: string;
  #place: WriterPlace;
  #sqlite: Sqlite;
  #lock: RunLock;
  #store: SqliteStore;
  #reader: StoredRunReader;
  #channels: ChannelState[];
  #positions = new Map<string, number>();
  #texts: QueuedText[] = [];
  #receipt: Receipt | undefined;
  /** The run as it will be after the next flush. */
  #run: Run;
  #isEnded: boolean;
  #isOpen = true;

  /** @param sqlite open for writing, in the right journal mode; owned from now on, like `lock` */
  constructor(sqlite: Sqlite, lock: RunLock, place: WriterPlace, findings: readonly FileFinding[] = []) {
    this.path = place.path;
    this.#place = place;
    this.#sqlite = sqlite;
    this.#lock = lock;
    this.#store = new SqliteStore(sqlite, place.bulkPath ?? place.path, findings);
    this.#reader = new StoredRunReader(this.#store, place.path);
    this.#run = this.#reader.run();
    this.#isEnded = !this.#reader.isOpenEnded();
    this.#channels = this.#reader
      .positions()
      .map(({ samples, sealed }) => ({ queue: new ColumnBuffer(), stored: samples, sealed, canSeal: true }));
    this.#reader.header.channels.forEach(({ id }, position) => this.#positions.set(id, position));
  }

  get reader(): RunFileReader {
    return this.#reader;
  }

  append(batches: SampleBatch[], receipt: Receipt): void {
    this.#mustBeOpen();
    if (batches.length === 0) return;
    if (this.#isEnded) throw endedProblem(this.path);
    const ready = batches.map((batch) => {
      const position = this.#positions.get(batch.channelId);
      if (position === undefined) throw new Error(`there is no channel ${batch.channelId}`);
      return { queue: this.#channels[position].queue, columns: queuedColumns(batch, receipt) };
    });
    for (const { queue, columns } of ready) queue.push(columns);
    this.#receipt = receipt;
  }

  appendEvent(event: RunEvent): void {
    this.#queueText('event', '', runEventSchema.parse(event));
  }

  appendGap(gap: Gap): void {
    this.#queueText('gap', '', gapSchema.parse(gap));
  }

  appendDocument(kind: string, content: unknown): void {
    if (!/^[a-z][a-z0-9-]*$/.test(kind) || kind === RUN_KIND || kind === END_KIND)
      throw new Error(`"${kind}" is no kind for a document`);
    this.#queueText('document', kind, content);
  }

  appendAttachmentPart(part: AttachmentPart): void {
    this.#mustBeOpen();
    this.#commit(() => insertAttachmentPart(this.#sqlite, part));
  }

  updateRun(change: Partial<Pick<Run, 'name' | 'tags' | 'notes' | 'operator'>>): void {
    const { name, tags, notes, operator } = { ...this.#run, ...change };
    const result = runSchema.safeParse({ ...this.#run, name, tags, notes, operator });
    if (!result.success)
      throw new AppError({
        code: 'run-metadata-invalid',
        happened: `The run cannot be described like that: ${result.error.issues[0]?.message}.`,
        safe: 'Its earlier description stays.',
        next: 'Give it a name of at least one letter.',
      });
    this.#queueText('document', RUN_KIND, result.data);
    this.#run = result.data;
  }

  flush(): void {
    this.#mustBeOpen();
    this.#storeQueue();
    const toSeal = decideSeal(this.#channels.map((state) => (state.canSeal ? state : { stored: 0, sealed: 0 })));
    if (toSeal !== undefined) this.#seal(this.#channels[toSeal], toSeal);
  }

  queuedSamples(): number {
    return this.#channels.reduce((sum, { queue }) => sum + queue.length, 0);
  }

  finish(): void {
    this.flush();
    if (!this.#isEnded) this.#sealAll();
    const { path, bulkPath } = this.#place;
    withProblems(path, 'write', () => {
      if (bulkPath === undefined) {
        leaveLogMode(this.#sqlite);
        this.#sqlite.detach();
      } else {
        this.#sqlite.detach();
        syncFile(bulkPath);
        publishRunFile(bulkPath, path);
      }
    });
    this.#isOpen = false;
    this.#lock.release();
    withProblems(path, 'read', () => this.#sqlite.attach(path, 'read'));
  }

  abandon(): void {
    if (!this.#isOpen) return;
    try {
      if (this.#place.bulkPath === undefined) this.#storeQueue();
    } finally {
      this.#isOpen = false;
      this.#store.close();
      if (this.#place.bulkPath !== undefined) rmSync(this.#place.bulkPath, { force: true });
      this.#lock.release();
    }
  }

  /** Everything queued, in one transaction. */
  #storeQueue(): void {
    const wholeBlocksOnly = this.#place.bulkPath !== undefined;
    const plans = this.#channels.map(({ stored, sealed, queue }) =>
      decideChunks({ stored, sealed, queued: queue.length, wholeBlocksOnly }),
    );
    if (this.#texts.length === 0 && plans.every((plan) => plan.length === 0)) return;
    this.#commit(() => {
      plans.forEach((chunks, channel) => {
        const { stored, queue } = this.#channels[channel];
        for (const { kind, from, to } of chunks)
          (kind === 'block' ? insertBlock : insertTail)(this.#sqlite, channel, stored + from, queue.view(from, to));
      });
    });
    this.#channels.forEach((channel, i) => {
      const taken = plans[i].at(-1)?.to ?? 0;
      channel.queue.dropFront(taken);
      channel.stored += taken;
      for (const { kind, from, to } of plans[i]) if (kind === 'block') channel.sealed += to - from;
    });
  }

  /** Full blocks of one channel, in a transaction of its own: on a nearly full disk new samples go first. */
  #seal(state: ChannelState, channel: number): void {
    let sealed = state.sealed;
    this.#commit(() => {
      sealed = sealTail(this.#sqlite, this.#store, channel, state, 'full blocks');
    });
    state.canSeal = sealed > state.sealed;
    state.sealed = sealed;
  }

  /** Everything into blocks, and the mark of a clean end, in one transaction. */
  #sealAll(): void {
    const samples = this.#channels.map(({ stored, queue }) => stored + queue.length);
    const sealed: number[] = [];
    this.#commit(() => {
      this.#channels.forEach((channel, i) => {
        // Only bulk writing leaves a rest in the queue, and then there is no tail.
        if (channel.queue.length > 0) insertBlock(this.#sqlite, i, channel.stored, channel.queue.view());
        sealed[i] = sealTail(this.#sqlite, this.#store, i, channel, 'all');
      });
      insertText(this.#sqlite, 'document', this.#nextId('document'), END_KIND, writeEnd({ samples }));
    });
    this.#channels.forEach((channel, i) => {
      channel.queue.dropFront(channel.queue.length);
      Object.assign(channel, { stored: samples[i], sealed: sealed[i] });
    });
    this.#isEnded = true;
  }

  /** One durable transaction with `work`, the queued texts and a new flush row; texts stay queued if it throws. */
  #commit(work: () => void): void {
    withProblems(this.path, 'write', () =>
      this.#sqlite.transaction('IMMEDIATE', () => {
        work();
        const { utcUs = null, monotonicUs = null } = this.#receipt ?? {};
        insertFlush(this.#sqlite, this.#store.flushCount() + 1, utcUs, monotonicUs);
        for (const { table, kind, json } of this.#texts)
          insertText(this.#sqlite, table, this.#nextId(table), kind, json);
      }),
    );
    this.#texts = [];
    this.#receipt = undefined;
  }

  #nextId(table: 'event' | 'gap' | 'document'): number {
    return Number(this.#sqlite.prepare(`SELECT coalesce(max(id), 0) + 1 FROM ${table}`).get()![0]);
  }

  #queueText(table: QueuedText['table'], kind: string, content: unknown): void {
    this.#mustBeOpen();
    this.#texts.push({ table, kind, json: JSON.stringify(content) });
  }

  #mustBeOpen(): void {
    if (!this.#isOpen) throw new Error('this run file is closed for writing');
  }
}

function endedProblem(path: string): AppError {
  return new AppError({
    code: 'run-ended',
    happened: `${path} holds a run that has ended; samples cannot be added to it.`,
    safe: 'The run is unchanged.',
    next: 'Start a new run.',
  });
}

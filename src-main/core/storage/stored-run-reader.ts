import { gapSchema, runEventSchema, type Gap, type RunEvent } from '../../../shared/domain/event.ts';
import { runHeaderSchema, runSchema, type Run, type RunHeader } from '../../../shared/domain/run.ts';
import type { SampleColumns } from '../../../shared/domain/samples.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { ChannelIndex } from './channel-index.ts';
import { missingAtEnd } from './finding.ts';
import { parseStored } from './parse-stored.ts';
import { rawSha256 } from './raw-hash.ts';
import type {
  AttachmentSummary,
  BlockSummary,
  ChannelSummary,
  FileFinding,
  RunFileReader,
  StoredColumns,
  StoredDocument,
} from './run-file-contract.ts';
import { END_KIND, readEnd } from './run-file-end.ts';
import type { RunFileStore, TextRow } from './run-file-store.ts';
import { damagedProblem } from './storage-problems.ts';

/** Document kind of changed metadata (name, tags, notes, operator). */
export const RUN_KIND = 'run';

/** A run file's contents over any store; keeps block rows and tail in memory and follows a growing file. */
export class StoredRunReader implements RunFileReader {
  readonly path: string;
  readonly header: RunHeader;
  readonly salvaged: boolean;
  #store: RunFileStore;
  #channels = new Map<string, ChannelIndex>();
  #events: RunEvent[] = [];
  #gaps: Gap[] = [];
  #documents: TextRow[] = [];
  /** Number of the newest block taken in. */
  #blocks = 0;
  #seenFlushes = -1;
  #hash: { flushes: number; sha256: string } | undefined;

  /** @param path where the run is; differs from the store's while a bulk run is being made */
  constructor(store: RunFileStore, path: string, salvaged = false) {
    this.#store = store;
    this.path = path;
    this.salvaged = salvaged;
    this.header = parseStored(runHeaderSchema, store.headerJson(), path);
    this.header.channels.forEach((channel, position) => this.#channels.set(channel.id, new ChannelIndex(position)));
    this.#refresh();
    if (!salvaged) this.#checkEnd();
  }

  get openFindings(): readonly FileFinding[] {
    return this.#store.findings;
  }

  run(): Run {
    this.#refresh();
    const changed = this.#documents.findLast((document) => document.kind === RUN_KIND);
    return changed ? parseStored(runSchema, changed.json, this.path) : structuredClone(this.header.run);
  }

  sources(): Source[] {
    return structuredClone(this.header.sources);
  }

  channels(): ChannelSummary[] {
    this.#refresh();
    return this.header.channels.map((channel) => {
      const index = this.#index(channel.id);
      return { channel, samples: index.samples, ...index.timeRange() };
    });
  }

  events(): RunEvent[] {
    this.#refresh();
    return [...this.#events];
  }

  gaps(): Gap[] {
    this.#refresh();
    return [...this.#gaps];
  }

  documents(kind: string): StoredDocument[] {
    this.#refresh();
    return this.#documents
      .filter((document) => document.kind === kind)
      .map(({ id, json }) => ({ kind, number: id, content: JSON.parse(json) as unknown }));
  }

  attachments(): AttachmentSummary[] {
    return this.#store.attachments();
  }

  *readAttachment(sha256: string): Generator<Uint8Array> {
    for (const part of this.#store.attachmentParts(sha256)) {
      if (part === undefined) throw damagedProblem(this.path, 'a part of an attached file does not match its checksum');
      yield part;
    }
  }

  blocks(channelId: string): BlockSummary[] {
    this.#refresh();
    return this.#index(channelId).summaries(channelId);
  }

  read(channelId: string, options: { fromIndex?: number; toIndex?: number } = {}): SampleColumns {
    this.#refresh();
    const index = this.#index(channelId);
    const { from, to } = clampRange(options, index.samples);
    return this.#store.snapshot(() => index.samplesOf(this.#store, from, to));
  }

  readAll(channelId: string, options: { fromIndex?: number; toIndex?: number } = {}): StoredColumns {
    this.#refresh();
    const index = this.#index(channelId);
    const { from, to } = clampRange(options, index.samples);
    return this.#store.snapshot(() => ({
      ...index.samplesOf(this.#store, from, to),
      ...index.stampsOf(this.#store, from, to),
    }));
  }

  flushCount(): number {
    return this.#store.flushCount();
  }

  isOpenEnded(): boolean {
    this.#refresh();
    return this.#end() === undefined;
  }

  rawSha256(): string {
    this.#refresh();
    if (this.#hash?.flushes !== this.#seenFlushes) {
      const parts = this.header.channels.map((channel) => ({ channel, index: this.#index(channel.id) }));
      const sha256 = this.#store.snapshot(() =>
        rawSha256(
          parts.map(({ channel, index }) => ({ channel, samples: index.samples })),
          (position, from, to) => parts[position].index.samplesOf(this.#store, from, to),
        ),
      );
      this.#hash = { flushes: this.#seenFlushes, sha256 };
    }
    return this.#hash.sha256;
  }

  verify(): FileFinding[] {
    return this.#store.verify(this.header.channels.map((channel) => channel.id));
  }

  close(): void {
    this.#store.close();
  }

  /** Samples per channel in header order: all of them, and those in blocks. */
  positions(): { samples: number; sealed: number }[] {
    this.#refresh();
    return this.header.channels.map(({ id }) => ({ samples: this.#index(id).samples, sealed: this.#index(id).sealed }));
  }

  /** A file that lost its newest rows looks sound but for the count taken at the end. */
  #checkEnd(): void {
    const atEnd = this.#end()?.samples ?? [];
    const stored = this.positions().map(({ samples }) => samples);
    const ids = this.header.channels.map(({ id }) => id);
    const missing = missingAtEnd(atEnd, stored, ids)[0];
    if (missing) throw damagedProblem(this.path, missing.text.replace(/\.$/, ''));
  }

  #end() {
    const document = this.#documents.find(({ kind }) => kind === END_KIND);
    return document && readEnd(document.json);
  }

  #refresh(): void {
    if (this.#store.flushCount() === this.#seenFlushes) return;
    this.#store.snapshot(() => {
      const flushes = this.#store.flushCount();
      this.#refreshSamples();
      for (const row of this.#store.texts('event', this.#events.length))
        this.#events.push(parseStored(runEventSchema, row.json, this.path));
      for (const row of this.#store.texts('gap', this.#gaps.length))
        this.#gaps.push(parseStored(gapSchema, row.json, this.path));
      this.#documents.push(...this.#store.texts('document', this.#documents.length));
      this.#seenFlushes = flushes;
    });
  }

  #refreshSamples(): void {
    const indices = [...this.#channels.values()];
    for (const block of this.#store.blocks(this.#blocks)) {
      if (!indices[block.channel]?.addBlock(block))
        throw damagedProblem(this.path, `its block number ${block.id} does not follow the ones before it`);
      this.#blocks = block.id;
    }
    for (const index of indices) index.refreshTail(this.#store);
  }

  #index(channelId: string): ChannelIndex {
    const index = this.#channels.get(channelId);
    if (!index) throw new Error(`there is no channel ${channelId}`);
    return index;
  }
}

function clampRange({ fromIndex = 0, toIndex = Infinity }: { fromIndex?: number; toIndex?: number }, samples: number) {
  const from = Math.min(Math.max(0, Math.trunc(fromIndex)), samples);
  return { from, to: Math.min(Math.max(from, Math.trunc(toIndex)), samples) };
}

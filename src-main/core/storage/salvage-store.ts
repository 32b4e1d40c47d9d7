import { AppError } from '../../../shared/api/errors.ts';
import type { SampleColumns } from '../../../shared/domain/samples.ts';
import { runHeaderSchema } from '../../../shared/domain/run.ts';
import { decideSalvage, type SalvagedChannel, type Segment } from './decide-salvage.ts';
import { finding } from './finding.ts';
import { findRows, type FoundRows, type FoundSamples } from './found-rows.ts';
import { PageFile } from './page-file.ts';
import { rowAt } from './page-rows.ts';
import { parseStored } from './parse-stored.ts';
import type { FileFinding, StoredColumns } from './run-file-contract.ts';
import { END_KIND, readEnd } from './run-file-end.ts';
import type { BlockRow, RunFileStore, StampColumns, TailRow, TextRow } from './run-file-store.ts';
import {
  copyColumns,
  decodeTail,
  emptyColumns,
  float64Column,
  serverTimeColumn,
  mergeSummaries,
  uint32Column,
} from './sample-codec.ts';
import { damagedProblem } from './storage-problems.ts';
import { logFindings, readWriteAheadLog } from './write-ahead-log.ts';

/**
 * What is intact in a damaged run file, read from its pages without the SQLite engine (nothing in the file is run).
 * Lost samples are left out: the rest is numbered anew, with a gap and a finding at each hole.
 */
export class SalvageStore implements RunFileStore {
  readonly path: string;
  readonly findings: readonly FileFinding[];
  #file: PageFile;
  #found: FoundRows;
  #blocks: BlockRow[];
  /** What the block of an id is made of; ids begin at 1. */
  #segments: Segment[];
  #texts: Record<'event' | 'gap' | 'document', TextRow[]>;

  /**
   * @param reason why the file could not be read as usual, for the finding; none if the caller only wants to be sure
   * @throws AppError `not-a-run-file` or `run-file-damaged` where not even the header is left
   */
  constructor(path: string, reason?: string) {
    this.path = path;
    const log = readWriteAheadLog(path);
    this.#file = new PageFile(path, log);
    try {
      this.#found = findRows(this.#file);
      if (this.#found.headerJson === undefined) throw headerLost(path, this.#file);
      const channelIds = parseStored(runHeaderSchema, this.#found.headerJson, path).channels.map(({ id }) => id);
      const end = [...this.#found.documents.values()].find(({ kind }) => kind === END_KIND);
      const expected = end && readEnd(end.json).samples;
      const blocks = byChannel(this.#found.blocks);
      const tails = byChannel(this.#found.tails);
      const salvaged = channelIds.map((id, channel) =>
        decideSalvage(id, blocks.get(channel) ?? [], tails.get(channel) ?? [], expected?.[channel]),
      );
      this.#segments = salvaged.flatMap(({ segments }) => segments);
      this.#blocks = salvaged.flatMap(({ segments }, channel) => numberAnew(channel, segments));
      this.#blocks.forEach((block, i) => (block.id = i + 1));
      const texts = collectTexts(this.#found, salvaged);
      this.#texts = texts.rows;
      this.findings = [
        ...fileFindings(this.#file, this.#found, reason),
        ...logFindings(log),
        ...salvaged.flatMap((channel) => channel.findings),
        ...texts.findings,
      ];
    } catch (error) {
      this.#file.close();
      throw error;
    }
  }

  headerJson(): string {
    return this.#found.headerJson!;
  }

  flushCount(): number {
    return this.#found.lastFlush;
  }

  texts(table: 'event' | 'gap' | 'document', afterId: number): TextRow[] {
    return this.#texts[table].slice(afterId);
  }

  blocks(afterId: number): BlockRow[] {
    return this.#blocks.slice(afterId);
  }

  samples(block: BlockRow): SampleColumns {
    return this.#columns(block);
  }

  stamps(block: BlockRow): StampColumns {
    return this.#columns(block);
  }

  /** Tail rows are presented as blocks. */
  tail(): TailRow[] {
    return [];
  }

  /** What an import read can be had again from its source; only samples and texts are looked for. */
  attachments(): [] {
    return [];
  }

  attachmentParts(): [] {
    return [];
  }

  snapshot<Result>(work: () => Result): Result {
    return work();
  }

  verify(): FileFinding[] {
    return [...this.findings];
  }

  close(): void {
    this.#file.close();
  }

  #columns(block: BlockRow): StoredColumns {
    const { rows, n } = this.#segments[block.id - 1];
    const columns = emptyColumns(n);
    let at = 0;
    for (const row of rows) {
      copyColumns(columns, at, this.#columnsOf(row));
      at += row.n;
    }
    return columns;
  }

  #columnsOf(row: FoundSamples): StoredColumns {
    const raw = rowAt(this.#file, row.place);
    if (!raw || raw.cells[1] !== row.channel || raw.cells[2] !== row.firstIndex)
      throw damagedProblem(this.path, 'it changed while it was being read');
    if (raw.cells.length === 6) return decodeTail(raw.cells[5] as Uint8Array, row.n);
    const [time, value, status, serverTime, receiptTime] = raw.cells.slice(12) as Uint8Array[];
    const none = new Float64Array(row.n).fill(NaN);
    return {
      timeUs: float64Column(time),
      value: float64Column(value),
      status: uint32Column(status),
      serverTimeUs: row.stampsAreSound ? serverTimeColumn(serverTime, row.n) : none,
      receiptUtcUs: row.stampsAreSound ? float64Column(receiptTime) : none,
    };
  }
}

function byChannel(rows: ReadonlyMap<number, FoundSamples>): Map<number, FoundSamples[]> {
  const channels = new Map<number, FoundSamples[]>();
  for (const row of rows.values()) {
    const known = channels.get(row.channel);
    if (known) known.push(row);
    else channels.set(row.channel, [row]);
  }
  return channels;
}

/** Blocks of one channel without holes, for the reader; their checksums were compared when they were found. */
function numberAnew(channel: number, segments: readonly Segment[]): BlockRow[] {
  let end = 0;
  return segments.map(({ n, rows }) => {
    const firstIndex = end;
    end += n;
    const summary = mergeSummaries(rows.map((row) => row.summary));
    return { id: 0, channel, firstIndex, n, ...summary, crcSamples: 0, crcStamps: 0 };
  });
}

function collectTexts(found: FoundRows, salvaged: readonly SalvagedChannel[]) {
  const findings: FileFinding[] = [];
  const ordered = <Row>(table: string, rows: ReadonlyMap<number, Row>) => {
    const sorted = [...rows].sort(([a], [b]) => a - b);
    const lost = (sorted.at(-1)?.[0] ?? 0) - sorted.length;
    if (lost > 0) findings.push(finding(`${table}-damaged`, `${lost} ${table}s cannot be read any more.`));
    return sorted;
  };
  const plain = (table: string, rows: ReadonlyMap<number, string>) =>
    ordered(table, rows).map(([id, json]) => ({ id, kind: '', json }));
  const holes = salvaged.flatMap(({ gaps }) => gaps).map((gap) => ({ id: 0, kind: '', json: JSON.stringify(gap) }));
  const rows = {
    event: plain('event', found.events),
    gap: [...plain('gap', found.gaps), ...holes],
    document: ordered('document', found.documents).map(([id, { kind, json }]) => ({ id, kind, json })),
  };
  return { rows, findings };
}

function fileFindings(file: PageFile, found: FoundRows, reason: string | undefined): FileFinding[] {
  const findings: FileFinding[] = [];
  const { pageCount, expectedPageCount } = file;
  if (expectedPageCount !== undefined && expectedPageCount > pageCount)
    findings.push(
      finding('file-truncated', `The file ends early: ${pageCount} of its ${expectedPageCount} pages are there.`),
    );
  else if (reason !== undefined)
    findings.push(finding('file-damaged', `The file is damaged (${reason}); only what is intact is shown.`));
  if (found.headerCopies < 2)
    findings.push(finding('header-damaged', 'One of the 2 copies of the header cannot be read any more.'));
  return findings;
}

function headerLost(path: string, file: PageFile): AppError {
  if (file.expectedPageCount !== undefined)
    return damagedProblem(path, 'what its samples mean cannot be read any more');
  return new AppError({
    code: 'not-a-run-file',
    happened: `${path} is not an OpenDEMS run file.`,
    safe: 'It was not changed.',
    next: "Choose a .dems file; other instruments' files are read with Import.",
  });
}

import type { QuestionId } from '../../../shared/domain/import-question.ts';
import { createHash, randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/api/errors.ts';
import type { ChannelChange, ReadingChoices } from '../../../shared/api/import.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { runHeaderSchema } from '../../../shared/domain/run.ts';
import { sampleSchema, type Sample } from '../../../shared/domain/sample.ts';
import { utcUsOf } from '../../../shared/domain/source-time.ts';
import { isoFromUs } from '../../../shared/domain/time.ts';
import { cancelled, readInput, type FileInput, type ReadInputOptions } from '../readers/read-input.ts';
import { isZone } from '../readers/read-source.ts';
import type { ReadQuestion } from '../readers/reader.ts';
import type { TableMapping } from '../../../shared/domain/table-mapping.ts';
import { createRunFile } from '../storage/create-run-file.ts';
import type { RunFileWriter } from '../storage/run-file-contract.ts';
import { SOFTWARE_VERSION } from '../version.ts';
import { importEvents, pauseGaps } from './import-events.ts';
import { planImport, type ImportPlan } from './plan-import.ts';
import { previewFile, type FilePreview } from './preview-file.ts';
import { RunSink } from './run-sink.ts';

/** Bytes of an original kept in one part. */
const PART_BYTES = 4 << 20;

export interface ImportOptions {
  /** Run file to make. */
  output: string;
  /** IANA zone of the computers whose clocks the files show. */
  zone?: string;
  /** Answers to questions of the readers, for all files. */
  answers?: Partial<Record<QuestionId, string>>;
  /** For files of no known format: one for all, or by their position. */
  mapping?: TableMapping;
  mappings?: ReadingChoices['mappings'];
  name?: string;
  changes?: readonly ChannelChange[];
  invertCurrent?: boolean;
  /** Sample record; mass and electrode offset below are put into it, or into a new one. */
  sample?: Sample;
  activeMassMilligram?: number;
  referenceOffsetVolt?: number;
  signal?: AbortSignal;
  /** Called with 0..1. */
  onProgress?: (fraction: number) => void;
  /** UTC microseconds now; a clock of its own lets a test fix it. */
  nowUtcUs?: () => number;
}

export interface ImportResult {
  path: string;
  runId: string;
  name: string;
  samples: number;
  previews: FilePreview[];
  plan: ImportPlan;
  /** What no file and no answer said; the run stands, but these matter. */
  questions: ReadQuestion[];
}

/**
 * Makes one run of one or more files of other software. Each is read twice: first for what it holds, then into the run;
 * its bytes are kept inside. The run file appears whole or not at all.
 * @throws AppError
 */
export async function importRun(inputs: readonly FileInput[], options: ImportOptions): Promise<ImportResult> {
  if (options.zone !== undefined && !isZone(options.zone)) throw unknownZone(options.zone);
  const total =
    2 *
    Math.max(
      1,
      inputs.reduce((sum, input) => sum + input.size, 0),
    );
  let done = 0;
  const readOptions = (file: number): ReadInputOptions => ({
    mapping: options.mapping,
    ...readOptionsFor(
      { zone: options.zone ?? null, answers: options.answers ?? {}, mappings: options.mappings ?? [] },
      file,
      {
        signal: options.signal,
        onProgress: (fraction) => options.onProgress?.((done + fraction * inputs[file].size) / total),
      },
    ),
  });
  const previews: FilePreview[] = [];
  for (const [file, input] of inputs.entries()) {
    previews.push(await previewFile(input, readOptions(file)));
    done += input.size;
  }
  refuseTwins(previews);
  const plan = planImport(previews, options);
  if (plan.channels.length === 0) throw nothingToImport(previews);
  const run = runOf(previews, plan, options);
  const header = runHeaderSchema.parse({ run, sources: plan.sources, channels: plan.channels });
  const startUs = run.labClock.epochUtcUs;
  const nowUs = Math.round(options.nowUtcUs?.() ?? Date.now() * 1000);
  const writer = createRunFile(options.output, header, { bulk: true });
  try {
    const sink = new RunSink(writer, plan, { utcUs: nowUs, monotonicUs: nowUs - startUs });
    for (const file of plan.order) {
      await copyFile(previews[file], sink.of(file), writer, readOptions(file));
      done += inputs[file].size;
    }
    const samples = sink.finish();
    for (const event of importEvents(previews, plan, { startUs, nowUs })) writer.appendEvent(event);
    for (const gap of pauseGaps(previews, plan)) writer.appendGap(gap);
    if (options.signal?.aborted) throw cancelled();
    writer.finish();
    writer.reader.close();
    return {
      path: options.output,
      runId: run.id,
      name: run.name,
      samples,
      previews,
      plan,
      questions: questionsOf(previews),
    };
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

/** What a reader is told of one file. */
export function readOptionsFor(
  { zone, answers, mappings }: ReadingChoices,
  file: number,
  how: Pick<ReadInputOptions, 'signal' | 'onProgress'>,
): ReadInputOptions {
  const mapping = mappings.find((each) => each.file === file)?.mapping;
  return { ...how, answers: { ...answers, ...(zone !== null && { zone }) }, ...(mapping && { mapping }) };
}

/** Reads a file into the run and keeps its bytes; refuses one that changed since it was looked at. */
async function copyFile(
  preview: FilePreview,
  sink: Parameters<typeof readInput>[1],
  writer: RunFileWriter,
  options: ReadInputOptions,
): Promise<void> {
  const { input, sha256 } = preview;
  const hash = createHash('sha256');
  const parts = Math.max(1, Math.ceil(input.size / PART_BYTES));
  const buffer = Buffer.alloc(Math.min(PART_BYTES, input.size));
  let filled = 0;
  let part = 0;
  const keep = () => {
    writer.appendAttachmentPart({
      name: input.name,
      sha256,
      bytes: input.size,
      part,
      parts,
      data: buffer.subarray(0, filled),
    });
    part += 1;
    filled = 0;
  };
  const kept: FileInput = {
    ...input,
    async *chunks() {
      for await (const chunk of input.chunks()) {
        hash.update(chunk);
        for (let at = 0; at < chunk.length;) {
          const count = Math.min(buffer.length - filled, chunk.length - at);
          buffer.set(chunk.subarray(at, at + count), filled);
          filled += count;
          at += count;
          if (filled === buffer.length) keep();
        }
        yield chunk;
        writer.flush();
      }
      if (filled > 0) keep();
    },
  };
  await readInput(kept, sink, options);
  if (hash.digest('hex') === sha256) return;
  throw new AppError({
    code: 'file-changed',
    happened: `${input.name} changed while it was imported.`,
    safe: 'The file is unchanged and no run was made.',
    next: 'Wait until its program has finished writing it, then import it again.',
  });
}

function runOf(previews: readonly FilePreview[], plan: ImportPlan, options: ImportOptions): Run {
  const startUs = startOf(previews, plan);
  const nowUs = Math.round(options.nowUtcUs?.() ?? Date.now() * 1000);
  const { activeMassMilligram, referenceOffsetVolt } = options;
  const name = options.name ?? previews[0].input.name.replace(/\.[^.]{1,5}$/, '');
  const given = options.sample;
  const hasFacts = given !== undefined || activeMassMilligram !== undefined || referenceOffsetVolt !== undefined;
  const sample = hasFacts
    ? sampleSchema.parse({
        ...(given ?? { name }),
        ...(activeMassMilligram === undefined ? {} : { activeMassMilligram }),
        ...(referenceOffsetVolt === undefined ? {} : { referenceOffsetVolt }),
      })
    : null;
  return {
    version: 1,
    id: randomUUID(),
    name,
    origin: 'imported',
    createdTime: isoFromUs(startUs ?? nowUs)!,
    softwareVersion: SOFTWARE_VERSION,
    sample,
    setup: null,
    gases: [],
    operator: '',
    tags: [],
    notes: '',
    profile: null,
    labClock: { epochUtcUs: startUs ?? nowUs, speed: 1 },
    simulation: null,
  };
}

/** UTC of the earliest sample of any dated source; undefined where no clock has a date. */
function startOf(previews: readonly FilePreview[], plan: ImportPlan): number | undefined {
  const starts = plan.routes.flatMap(({ file, channelId, target, shiftUs }) => {
    const sourceId = plan.channels.find((channel) => channel.id === target)?.sourceId;
    const source = plan.sources.find((each) => each.id === sourceId);
    const first = previews[file].statistics.get(channelId)?.minUs;
    const utc = source && first !== undefined ? utcUsOf(source, first + shiftUs) : Number.NaN;
    return Number.isFinite(utc) ? [Math.round(utc)] : [];
  });
  return starts.length > 0 ? Math.min(...starts) : undefined;
}

/** Questions left open, each once. */
export function questionsOf(previews: readonly FilePreview[]): ReadQuestion[] {
  const questions = new Map<QuestionId, ReadQuestion>();
  for (const { description } of previews)
    for (const question of description.questions) questions.set(question.id, question);
  return [...questions.values()];
}

/** @throws AppError `same-file-twice` */
export function refuseTwins(previews: readonly FilePreview[]): void {
  const seen = new Map<string, string>();
  for (const { sha256, input } of previews) {
    const twin = seen.get(sha256);
    if (twin !== undefined)
      throw new AppError({
        code: 'same-file-twice',
        happened: `${input.name} and ${twin} are the same, byte for byte.`,
        safe: 'No run was made.',
        next: 'Name each file once.',
      });
    seen.set(sha256, input.name);
  }
}

function nothingToImport(previews: readonly FilePreview[]): AppError {
  const questions = questionsOf(previews);
  return new AppError({
    code: 'nothing-to-import',
    happened: `${previews.map(({ input }) => input.name).join(', ')}: no channel with readings was found.`,
    safe: 'No run was made.',
    next:
      questions.length > 0
        ? `Answer first: ${questions.map(({ sentence }) => sentence).join(' ')}`
        : 'Choose a file with data.',
  });
}

function unknownZone(zone: string): AppError {
  return new AppError({
    code: 'unknown-zone',
    happened: `"${zone}" is no time zone.`,
    safe: 'No run was made.',
    next: 'Give a name like Europe/Berlin, Asia/Tokyo or UTC.',
  });
}

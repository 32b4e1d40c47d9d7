import { AppError, type Problem } from '../../../shared/api/errors.ts';
import type { ImportPreview, PreviewChannel, PreviewFile, ReadingChoices } from '../../../shared/api/import.ts';
import { utcUsOf } from '../../../shared/domain/source-time.ts';
import type { FileInput } from '../readers/read-input.ts';
import { needsZone } from '../readers/read-source.ts';
import type { ReadSource } from '../readers/reader.ts';
import { triedFormats } from '../readers/registry.ts';
import { questionsOf, readOptionsFor, refuseTwins } from './import-run.ts';
import { planImport } from './plan-import.ts';
import { previewFile, type FilePreview } from './preview-file.ts';

export interface PreviewOptions {
  signal: AbortSignal;
  /** Bytes read so far, of all files together. */
  onProgress: (bytes: number, name: string) => void;
}

/**
 * Looks at files before they are imported. A file that cannot be read says so in its place; the others are shown all the
 * same. @throws AppError `cancelled` only
 */
export async function previewImport(
  inputs: readonly FileInput[],
  choices: ReadingChoices,
  { signal, onProgress }: PreviewOptions,
): Promise<ImportPreview> {
  const files: PreviewFile[] = [];
  const readable: { preview: FilePreview; index: number }[] = [];
  let before = 0;
  for (const [index, input] of inputs.entries()) {
    const read = readOptionsFor(choices, index, {
      signal,
      onProgress: (fraction) => onProgress(before + fraction * input.size, input.name),
    });
    try {
      const preview = await previewFile(input, read);
      readable.push({ preview, index });
      files.push(describeFile(preview));
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
      const isUnknown = error.code === 'format-unknown';
      files.push({
        ...emptyFile(input),
        problem: isUnknown ? unknownFormat(input.name, error.problem) : error.problem,
        tried: isUnknown ? triedFormats(await input.head(), input.size) : [],
      });
    }
    before += input.size;
  }
  return { files, ...describePlan(readable) };
}

function describePlan(readable: readonly { preview: FilePreview; index: number }[]) {
  const previews = readable.map(({ preview }) => preview);
  const plan = planImport(previews);
  return {
    sources: plan.joined
      .filter(({ source }) => plan.sources.some(({ id }) => id === source.id))
      .map(({ source, members }) => ({
        id: source.id,
        name: source.name,
        kind: source.kind,
        clock: clockOf(source).clock,
        files: [...new Set(members.map(({ file }) => readable[file].index))],
      })),
    notes: plan.notes,
    questions: questionsOf(previews).map((question) => ({ ...question, choices: [...question.choices] })),
    problem: problemOfSet(previews),
  };
}

/** What is wrong with the files taken together. */
function problemOfSet(previews: readonly FilePreview[]): Problem | null {
  try {
    refuseTwins(previews);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.problem;
    throw error;
  }
}

function emptyFile({ name, size }: FileInput): PreviewFile {
  return { name, bytes: size, kind: null, problem: null, tried: [], rows: 0, spectra: 0, findings: [], channels: [] };
}

function describeFile(preview: FilePreview): PreviewFile {
  const { input, readerId, readerName, reason, description, spectra } = preview;
  return {
    ...emptyFile(input),
    kind: { id: readerId, name: readerName, reason },
    rows: description.rows,
    spectra,
    findings: description.findings.map(({ severity, sentence, next }) => ({ severity, sentence, next })),
    channels: description.channels.flatMap((channel): PreviewChannel[] => {
      const statistics = preview.statistics.get(channel.id);
      const trace = preview.traces.get(channel.id);
      const source = description.sources.find(({ id }) => id === channel.sourceId);
      if (!statistics || !trace || !source) return [];
      const { id, sourceId, name, origin, role, mz, unit, scale, offset } = channel;
      const { clock, shownUs } = clockOf(source);
      const ends = [statistics.lowest, statistics.highest].map((value) => value * scale + offset);
      const finite = (value: number) => (Number.isFinite(value) ? value : null);
      return [
        {
          id,
          sourceId,
          name,
          origin,
          role,
          mz,
          unit,
          samples: statistics.samples,
          clock,
          firstUs: shownUs(statistics.firstUs),
          lastUs: shownUs(statistics.lastUs),
          lowest: finite(Math.min(...ends)),
          highest: finite(Math.max(...ends)),
          trace: trace.trace(scale, offset),
        },
      ];
    }),
  };
}

/** How a source's times can be shown, and what takes one there. */
function clockOf(source: ReadSource): { clock: PreviewChannel['clock']; shownUs: (us: number) => number } {
  const { clockKind, zeroUtcUs, localZeroUs } = source;
  if (clockKind === 'utc') return { clock: 'utc', shownUs: (us) => us };
  if (needsZone(source)) return { clock: 'local', shownUs: (us) => us + (clockKind === 'local' ? 0 : localZeroUs!) };
  if (clockKind === 'local' || zeroUtcUs !== null) return { clock: 'utc', shownUs: (us) => utcUsOf(source, us) };
  return { clock: 'elapsed', shownUs: (us) => us };
}

/** The formats tried are listed beside it. */
function unknownFormat(name: string, { code, safe, next }: Problem): Problem {
  return { code, happened: `${name} is of no format that is known here.`, safe, next };
}

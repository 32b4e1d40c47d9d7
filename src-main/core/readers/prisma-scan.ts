import { AppError } from '../../../shared/api/errors.ts';
import { WallClockField } from '../formats/wall-clock.ts';
import { decodeText } from '../formats/text-encoding.ts';
import { z } from 'zod';
import { ChannelMaker } from './channel-naming.ts';
import { ChannelSet } from './channel-set.ts';
import { defineReader } from './define-reader.ts';
import { FindingLog } from './finding-log.ts';
import { readSource } from './read-source.ts';
import type { ReadDescription, ReadOptions, ReadQuestion, ReadSink } from './reader.ts';
import { ScanChannels } from './scan-channels.ts';
import { wholeFileParser } from './whole-file.ts';

const answerSchema = z.object({
  name: z.string(),
  origin: z.string().startsWith('/mmsp/measurement/scans/'),
  data: z.object({
    scannum: z.number().int().nonnegative(),
    scansize: z.number().int().nonnegative(),
    values: z.array(z.number().nullable()),
  }),
});

/** A scan as a PrismaPro answers it over HTTP, saved as a file (formats.md 5). */
export const prismaScanReader = defineReader({
  id: 'prisma-scan',
  name: 'PrismaPro scan answer (JSON)',
  recognise(head) {
    const text = decodeText(head.subarray(0, 4096));
    if (!/^\s*\{/.test(text)) return { certainty: 0, reason: 'it is no JSON object' };
    return /"origin"\s*:\s*"\/mmsp\/measurement\/scans\//.test(text)
      ? { certainty: 1, reason: 'it names /mmsp/measurement/scans as its origin' }
      : { certainty: 0, reason: 'it does not name /mmsp/measurement/scans as its origin' };
  },
  parser: (options, sink) =>
    wholeFileParser(options.fileName, options.size, (bytes) => parseAnswer(bytes, options, sink)),
});

function refuse(happened: string, next = 'Fetch the scan again from the spectrometer.'): never {
  throw new AppError({
    code: 'prisma-answer-inconsistent',
    happened,
    safe: 'The file is unchanged and nothing was imported.',
    next,
  });
}

const QUESTIONS: readonly ReadQuestion[] = [
  { id: 'start-mass', sentence: 'At which m/z did the scan start? The answer of the spectrometer does not say.' },
  { id: 'stop-mass', sentence: 'At which m/z did the scan stop?' },
  { id: 'points-per-amu', sentence: 'How many points per u did the scan have?' },
  {
    id: 'date',
    sentence: 'When was the scan taken (YYYY-MM-DD HH:MM:SS, local)? The answer of the spectrometer does not say.',
  },
].map((question) => ({ ...question, choices: [], assumed: null }) as ReadQuestion);

function parseAnswer(bytes: Buffer, options: ReadOptions, sink: ReadSink): ReadDescription {
  const { fileName, answers = {} } = options;
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    refuse(`${fileName} is no complete JSON document: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const parsed = answerSchema.safeParse(json);
  if (!parsed.success) refuse(`${fileName} is no scan of a PrismaPro: ${parsed.error.issues[0].message}.`);
  const { scannum, scansize, values } = parsed.data.data;
  if (scansize !== values.length) refuse(`${fileName} announces ${scansize} values and holds ${values.length}.`);
  const findings = new FindingLog();
  const channels = new ChannelSet(sink, findings);
  const numbers = [answers['start-mass'], answers['stop-mass'], answers['points-per-amu']].map((text) =>
    text === undefined || text.trim() === '' ? Number.NaN : Number(text.replace(',', '.')),
  );
  const [start, stop, pointsPerAmu] = numbers;
  const hasAxis = numbers.every(Number.isFinite) && stop > start && start >= 0 && pointsPerAmu > 0;
  if (hasAxis) {
    const expected = Math.round((stop - start) * pointsPerAmu) + 1;
    if (expected !== values.length)
      refuse(
        `From ${start} to ${stop} with ${pointsPerAmu} points per u makes ${expected} values, but ${fileName} holds ${values.length}.`,
        'Give the start, stop and points per u that the scan was set to.',
      );
    const masses = Array.from(values, (_, i) => start + i / pointsPerAmu);
    const scan = new ScanChannels('ms', masses, 'A', new ChannelMaker(), channels, sink, findings);
    scan.push(
      0,
      Float64Array.from(values, (value) => (value === null || Math.abs(value) >= 1e30 ? Number.NaN : value)),
    );
  } else {
    findings.warn(
      'no-mass-axis',
      `${fileName} holds ${values.length} values without a mass axis.`,
      'Give the start mass, stop mass and points per u when importing.',
    );
  }
  const local = answers.date === undefined ? Number.NaN : new WallClockField().readText(answers.date);
  const asked = QUESTIONS.filter(({ id }) => (id === 'date' ? Number.isNaN(local) : !hasAxis));
  return {
    sources: [
      readSource({
        id: 'ms',
        name: fileName,
        kind: 'mass-spectrometer',
        clockKind: 'relative',
        localZeroUs: Number.isNaN(local) ? null : local,
        reachedBy: 'prisma-scan',
      }),
    ],
    channels: channels.end(),
    labels: {},
    segments: [],
    clockSteps: [],
    metadata: { origin: parsed.data.origin, scannum: String(scannum), scansize: String(scansize) },
    questions: asked,
    findings: findings.all(),
    rows: 1,
  };
}

import type { ReadSource } from '../readers/reader.ts';
import { measuredZeros } from './measured-zeros.ts';
import type { FilePreview } from './preview-file.ts';

/** A source of the run and the files it comes from. */
export interface JoinedSource {
  source: ReadSource;
  /** In time order. */
  members: SourceMember[];
}

export interface SourceMember {
  file: number;
  /** Id of the source in the file. */
  sourceId: string;
  /** Added to the file's times to get the joined source's, microseconds. */
  shiftUs: number;
}

interface Candidate extends SourceMember {
  source: ReadSource;
  family: string;
  /** What its absolute times count from: UTC, an unknown zone's wall clock, or nothing known. */
  basis: 'utc' | 'local' | 'none';
  zeroUs: number;
  minUs: number;
  maxUs: number;
}

/**
 * Which files are parts of one instrument's record: the same program, and either the same start (linked techniques) or
 * times that follow each other (continuation files). Others stay sources of their own.
 * @param notes gets a sentence for every decision that a person may want to know
 */
export function decideJoins(previews: readonly FilePreview[], notes: string[]): JoinedSource[] {
  const zeros = measuredZeros(previews, notes);
  const candidates = previews.flatMap((preview, file) =>
    preview.description.sources.map((source) => candidateOf(preview, file, zeros.get(file) ?? source)),
  );
  candidates.sort((a, b) => a.minUs - b.minUs || a.file - b.file);
  const groups: Candidate[][] = [];
  for (const candidate of candidates.filter(({ basis }) => basis !== 'none')) {
    const group = groups.find((members) => belongsTo(candidate, members));
    if (group) group.push(candidate);
    else groups.push([candidate]);
  }
  for (const candidate of candidates.filter(({ basis }) => basis === 'none')) {
    // Mass scans beside their measurement count on its clock (formats.md 7).
    const homes = groups.filter(
      (members) => members[0].family === candidate.family && candidate.family === 'zilien-tsv',
    );
    if (homes.length === 1) homes[0].push({ ...candidate, zeroUs: homes[0][0].zeroUs });
    else groups.push([candidate]);
  }
  // Sources stand in the order in which their files were named.
  const firstFile = (members: Candidate[]) => Math.min(...members.map(({ file }) => file));
  groups.sort((a, b) => firstFile(a) - firstFile(b));
  return groups.map((members) => {
    const first = members[0];
    if (members.length > 1)
      notes.push(
        `${members.map(({ file }) => previews[file].input.name).join(', ')} are parts of one record and were joined.`,
      );
    return {
      source: first.source,
      members: members
        .map(({ file, sourceId, zeroUs }) => ({ file, sourceId, shiftUs: zeroUs - first.zeroUs }))
        .sort((a, b) => startOf(previews, a) - startOf(previews, b)),
    };
  });
}

function candidateOf(preview: FilePreview, file: number, source: ReadSource): Candidate {
  const { clockKind, zeroUtcUs, localZeroUs } = source;
  const zeroUs = clockKind === 'relative' ? (zeroUtcUs ?? localZeroUs ?? 0) : 0;
  const isNone = clockKind === 'relative' && zeroUtcUs === null && localZeroUs === null;
  const isUtc = clockKind === 'utc' || (clockKind === 'relative' && zeroUtcUs !== null);
  const times = preview.description.channels
    .filter((channel) => channel.sourceId === source.id)
    .flatMap((channel) => preview.statistics.get(channel.id) ?? []);
  return {
    file,
    sourceId: source.id,
    shiftUs: 0,
    source,
    family: preview.readerId.startsWith('ec-lab-') ? 'ec-lab' : preview.readerId,
    basis: isNone ? 'none' : isUtc ? 'utc' : 'local',
    zeroUs,
    minUs: zeroUs + Math.min(...times.map(({ minUs }) => minUs)),
    maxUs: zeroUs + Math.max(...times.map(({ maxUs }) => maxUs)),
  };
}

function belongsTo(candidate: Candidate, members: readonly Candidate[]): boolean {
  const first = members[0];
  const isAlike =
    candidate.family === first.family &&
    candidate.basis === first.basis &&
    candidate.source.clockKind === first.source.clockKind &&
    candidate.source.kind === first.source.kind;
  if (!isAlike) return false;
  const hasSameStart = candidate.source.clockKind === 'relative' && candidate.zeroUs === first.zeroUs;
  return hasSameStart || members.every(({ minUs, maxUs }) => candidate.minUs > maxUs || candidate.maxUs < minUs);
}

function startOf(previews: readonly FilePreview[], { file, sourceId, shiftUs }: SourceMember): number {
  const { description, statistics } = previews[file];
  const own = description.channels.filter((channel) => channel.sourceId === sourceId);
  return shiftUs + Math.min(...own.map((channel) => statistics.get(channel.id)?.minUs ?? Number.POSITIVE_INFINITY));
}

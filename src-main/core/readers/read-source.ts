import type { Source } from '../../../shared/domain/source.ts';
import { utcUsOf } from '../../../shared/domain/source-time.ts';
import type { ReadDescription, ReadOptions, ReadQuestion, ReadSource } from './reader.ts';

type SourceParts = Pick<ReadSource, 'id' | 'name' | 'kind' | 'clockKind' | 'reachedBy'> & Partial<ReadSource>;

export function readSource(parts: SourceParts): ReadSource {
  return { zone: null, zeroUtcUs: null, localZeroUs: null, ...parts };
}

/** True where the source's times need a zone before they can be put on the calendar. */
export function needsZone(source: ReadSource): boolean {
  return (
    source.zone === null &&
    (source.clockKind === 'local' || (source.clockKind === 'relative' && source.localZeroUs !== null))
  );
}

/** The source in a zone: a local clock gets it, a clock that counts from a local start gets its zero in UTC. */
export function withZone(source: ReadSource, zone: string): ReadSource {
  if (!needsZone(source)) return source;
  if (source.clockKind === 'local' || source.localZeroUs === null) return { ...source, zone };
  const zero = utcUsOf({ clockKind: 'local', zone, zeroUtcUs: null }, source.localZeroUs);
  return Number.isFinite(zero) ? { ...source, zone, zeroUtcUs: Math.round(zero) } : source;
}

/** The source as a run file stores it. */
export function storedSource(source: ReadSource): Source {
  const { localZeroUs: _, ...rest } = source;
  return rest;
}

/** A zone name that the program knows. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Applies the zone asked for, or asks; says aloud where a clock has no date at all. */
export function settleClocks(description: ReadDescription, options: ReadOptions): ReadDescription {
  const zone = options.answers?.zone;
  const sources =
    zone !== undefined && isZone(zone)
      ? description.sources.map((source) => withZone(source, zone))
      : description.sources;
  const questions: ReadQuestion[] = [...description.questions];
  if (sources.some(needsZone))
    questions.push({
      id: 'zone',
      sentence: `The times in ${options.fileName} are local wall clock without a zone: in which time zone did the computer stand?`,
      choices: [],
      assumed: null,
    });
  const findings = [...description.findings];
  for (const source of sources) {
    if (source.clockKind !== 'relative' || source.zeroUtcUs !== null || source.localZeroUs !== null) continue;
    if (findings.some((finding) => finding.code === 'no-time-stamp')) continue;
    findings.push({
      code: 'no-time-stamp',
      severity: 'warning',
      sentence: `${options.fileName} does not say when it was measured: its times count from an unknown zero.`,
      next: 'Align it in Sync by a voltage that both sources recorded.',
      line: null,
      count: 1,
      channelId: null,
    });
  }
  return { ...description, sources, questions, findings };
}

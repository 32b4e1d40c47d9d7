import type { ChannelChange } from '../../../shared/api/import.ts';
import type { Channel } from '../../../shared/domain/channel.ts';
import { storedSource } from '../readers/read-source.ts';
import type { ReadSource } from '../readers/reader.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { decideJoins, type JoinedSource } from './decide-joins.ts';
import type { FilePreview } from './preview-file.ts';

export interface PlanOptions {
  changes?: readonly ChannelChange[];
  /** The cycler counts discharge as positive: its current is turned round. */
  invertCurrent?: boolean;
}

/** Where the samples of one file's channel go. */
export interface Route {
  file: number;
  /** Id in the file. */
  channelId: string;
  /** Id in the run. */
  target: string;
  /** Added to every time, microseconds. */
  shiftUs: number;
}

/** How several files become one run. */
export interface ImportPlan {
  sources: Source[];
  channels: Channel[];
  routes: Route[];
  /** Order in which the files are read, so that times ascend in every channel. */
  order: number[];
  /** Channels whose files lie between each other in time: collected and sorted. */
  interleaved: ReadonlySet<string>;
  joined: JoinedSource[];
  /** Sentences for the person. */
  notes: string[];
}

/** Decides sources, channels and routes. Pure. */
export function planImport(previews: readonly FilePreview[], options: PlanOptions = {}): ImportPlan {
  const notes: string[] = [];
  const joined = decideJoins(previews, notes);
  const ids = uniqueIds(joined.map(({ source }) => source.id));
  const channels: Channel[] = [];
  const routes: Route[] = [];
  const spans = new Map<string, { file: number; minUs: number; maxUs: number }[]>();
  joined.forEach(({ source, members }, index) => {
    const byKey = new Map<string, string>();
    const taken = new Set<string>();
    for (const { file, sourceId, shiftUs } of members) {
      const seen = new Map<string, number>();
      for (const channel of previews[file].description.channels.filter((each) => each.sourceId === sourceId)) {
        const changed = changedChannel(channel, source, file, options);
        const statistics = previews[file].statistics.get(channel.id);
        if (!changed || !statistics) continue;
        const key = keyOf(changed);
        const nth = (seen.get(key) ?? 0) + 1;
        seen.set(key, nth);
        const known = byKey.get(`${key} ${nth}`);
        const target = known ?? freshId(`${ids[index]}.${channel.id.slice(channel.id.indexOf('.') + 1)}`, taken);
        if (known === undefined) {
          byKey.set(`${key} ${nth}`, target);
          channels.push({ ...changed, id: target, sourceId: ids[index] });
        }
        routes.push({ file, channelId: channel.id, target, shiftUs });
        const span = { file, minUs: statistics.minUs + shiftUs, maxUs: statistics.maxUs + shiftUs };
        spans.set(target, [...(spans.get(target) ?? []), span]);
      }
    }
  });
  const used = new Set(channels.map((channel) => channel.sourceId));
  const sources = joined.map(({ source }, index) => ({ ...storedSource(source as ReadSource), id: ids[index] }));
  return {
    sources: sources.filter((source) => used.has(source.id)),
    channels: withoutScanTwins(withOneCycler(channels, sources, notes), notes),
    routes,
    // Files without a channel come last: their bytes are kept all the same.
    order: [...new Set([...joined.flatMap(({ members }) => members.map(({ file }) => file)), ...previews.keys()])],
    interleaved: new Set([...spans].filter(([, list]) => overlaps(list)).map(([target]) => target)),
    joined: joined.map((each, index) => ({ ...each, source: { ...each.source, id: ids[index] } })),
    notes,
  };
}

/** Channels of several files are one channel where role, mass, unit and factor agree; others by their name in the file. */
function keyOf({ role, mz, unit, scale, offset, origin }: Channel): string {
  return [role, mz, unit, scale, offset, role === 'other' || isScanPeak(origin) ? origin : ''].join('|');
}

function changedChannel(channel: Channel, source: Source, file: number, options: PlanOptions): Channel | undefined {
  const change = options.changes?.find((each) => each.file === file && each.channelId === channel.id);
  if (change?.leaveOut) return undefined;
  const { name, role, mz, unit, scale, offset } = { ...channel, ...withoutUndefined(change ?? {}) };
  const isTurned = options.invertCurrent === true && role === 'current' && source.kind === 'cycler';
  return { ...channel, name, role, mz, unit, scale: isTurned ? -scale : scale, offset };
}

function withoutUndefined(change: Partial<ChannelChange>): Partial<Channel> {
  const { name, role, mz, unit, scale, offset } = change;
  return Object.fromEntries(
    Object.entries({ name, role, mz, unit, scale, offset }).filter(([, value]) => value !== undefined),
  );
}

/** Where a cycler's own record is there, what the spectrometer polled of it is kept, but leads nothing. */
function withOneCycler(channels: Channel[], sources: readonly Source[], notes: string[]): Channel[] {
  const isOfCycler = (channel: Channel) => sources.find(({ id }) => id === channel.sourceId)?.kind === 'cycler';
  return channels.map((channel) => {
    if (channel.role !== 'current' && channel.role !== 'cycle-index') return channel;
    if (isOfCycler(channel) || !channels.some((other) => other.role === channel.role && isOfCycler(other)))
      return channel;
    notes.push(
      `"${channel.name}" as the spectrometer polled it is kept without its role, because the cycler's own record is there.`,
    );
    return { ...channel, role: 'other' };
  });
}

/** Channels made of whole scans (scan-channels.ts). */
const isScanPeak = (origin: string) => origin.startsWith('scan peak ');

/** Where a mass was followed as well as scanned, the few scans lead nothing. */
function withoutScanTwins(channels: Channel[], notes: string[]): Channel[] {
  const followed = new Set(
    channels.filter(({ role, origin }) => role === 'ion-current' && !isScanPeak(origin)).map(({ mz }) => mz),
  );
  const isTwin = ({ role, mz, origin }: Channel) => role === 'ion-current' && isScanPeak(origin) && followed.has(mz);
  if (!channels.some(isTwin)) return channels;
  notes.push('Peaks of whole scans are kept without their role where the same mass was followed.');
  return channels.map((channel) => (isTwin(channel) ? { ...channel, role: 'other' } : channel));
}

function uniqueIds(ids: readonly string[]): string[] {
  const taken = new Set<string>();
  return ids.map((id) => {
    let unique = id;
    for (let i = 2; taken.has(unique); i++) unique = `${id}-${i}`;
    taken.add(unique);
    return unique;
  });
}

function freshId(id: string, taken: Set<string>): string {
  let fresh = id;
  for (let i = 2; taken.has(fresh); i++) fresh = `${id}-${i}`;
  taken.add(fresh);
  return fresh;
}

function overlaps(spans: readonly { minUs: number; maxUs: number }[]): boolean {
  let latest = Number.NEGATIVE_INFINITY;
  return spans.some(({ minUs, maxUs }) => {
    const isBefore = minUs < latest;
    latest = Math.max(latest, maxUs);
    return isBefore;
  });
}

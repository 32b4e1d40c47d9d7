import type { Check, Commissioning } from '../../../shared/api/instruments.ts';
import type { Channel } from '../../../shared/domain/channel.ts';
import type { Severity } from '../../../shared/domain/quality.ts';
import type { ChannelSettings } from '../instruments/instrument.ts';

/** What a connection test has seen of one channel. */
export interface ChannelTrial {
  channel: Channel;
  samples: number;
  /** Newest value in the channel's unit; undefined before the first. */
  value: number | undefined;
  severity: Severity | undefined;
  /** Median distance of source times, seconds; undefined before three samples. */
  medianIntervalSeconds: number | undefined;
  /** Laboratory clock minus source time of the newest sample, seconds. */
  sourceAgeSeconds: number | undefined;
}

/** What a connection test has seen of one source's clock: source minus laboratory, seconds. */
export interface ClockTrial {
  sourceName: string;
  offsetSeconds: number;
  spreadSeconds: number;
}

export interface Trial {
  channels: ChannelTrial[];
  settings: ChannelSettings[];
  clocks: ClockTrial[];
  /** Seconds tested, of the laboratory. */
  seconds: number;
}

/** A queue should hold at least so much: that long a network may be away without loss (opcua.md 3, rule 3). */
const QUEUE_WARNING_SECONDS = 60;
const CLOCK_WARNING_SECONDS = 2;

/** Pure: the commissioning list of a connection test from what has been seen so far. */
export function decideChecks(trial: Trial, isDone: boolean): Check[] {
  return [samplesCheck(trial, isDone), qualityCheck(trial), queueCheck(trial), samplingCheck(trial), clockCheck(trial)];
}

/** The table beside the list. */
export function trialChannels(trial: Trial): Commissioning['channels'] {
  return trial.channels.map((seen) => ({
    channelId: seen.channel.id,
    value: seen.value ?? null,
    severity: seen.severity ?? null,
    samples: seen.samples,
    medianIntervalSeconds: seen.medianIntervalSeconds ?? null,
    sourceAgeSeconds: seen.sourceAgeSeconds ?? null,
  }));
}

function check(id: string, title: string, state: Check['state'], fact: string, detail = ''): Check {
  return { id, title, state, fact, detail };
}

function names(channels: { channel: Channel }[]): string {
  const first = channels.slice(0, 4).map(({ channel }) => channel.name);
  return channels.length > first.length
    ? `${first.join(', ')} and ${channels.length - first.length} more`
    : first.join(', ');
}

function samplesCheck({ channels, seconds }: Trial, isDone: boolean): Check {
  const title = 'Every channel delivers';
  const silent = channels.filter((seen) => seen.samples === 0);
  const fact = `${channels.length - silent.length} of ${channels.length} channels in ${Math.round(seconds)} s`;
  if (silent.length === 0) return check('samples', title, 'ok', fact);
  if (!isDone) return check('samples', title, 'running', fact);
  const periodic = silent.filter(({ channel }) => channel.updates === 'periodic');
  const detail = `No sample from ${names(silent)}. Check the tag on the server and that the instrument measures.`;
  return check('samples', title, periodic.length > 0 ? 'alarm' : 'warning', fact, detail);
}

function qualityCheck({ channels }: Trial): Check {
  const title = 'Quality is good';
  const seen = channels.filter((channel) => channel.severity !== undefined);
  if (seen.length === 0) return check('quality', title, 'running', 'no sample yet');
  const poor = seen.filter((channel) => channel.severity !== 'good');
  if (poor.length === 0) return check('quality', title, 'ok', `${seen.length} channels`);
  return check(
    'quality',
    title,
    'warning',
    `${poor.length} of ${seen.length} channels are not good`,
    `${names(poor)}: such samples are stored and drawn as gaps. Look at the instrument.`,
  );
}

function queueCheck({ channels, settings }: Trial): Check {
  const title = 'The server keeps data while the network is away';
  const seconds = settings.flatMap((setting) => {
    const period = channels.find(({ channel }) => channel.id === setting.channelId)?.medianIntervalSeconds;
    return period === undefined ? [] : [{ setting, seconds: setting.revisedQueueSize * period }];
  });
  if (seconds.length === 0) return check('queue', title, 'running', 'rates are being learnt');
  const shortest = seconds.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  const fact = `at least ${Math.floor(shortest.seconds)} s (queue of ${shortest.setting.revisedQueueSize})`;
  if (shortest.seconds >= QUEUE_WARNING_SECONDS) return check('queue', title, 'ok', fact);
  const detail = `The server allows ${shortest.setting.revisedQueueSize} of ${shortest.setting.requestedQueueSize} values for ${shortest.setting.channelId}; a longer outage loses samples. Raise the limit on the server.`;
  return check('queue', title, 'warning', fact, detail);
}

function samplingCheck({ channels, settings }: Trial): Check {
  const title = 'The server samples fast enough';
  const slow = settings.filter((setting) => {
    const period = channels.find(({ channel }) => channel.id === setting.channelId)?.medianIntervalSeconds;
    return period !== undefined && setting.revisedSamplingMs > period * 1000;
  });
  if (settings.length === 0) return check('sampling', title, 'running', 'not connected yet');
  if (slow.length === 0) return check('sampling', title, 'ok', 'every published value is sampled');
  return check(
    'sampling',
    title,
    'warning',
    `${slow.length} channels are sampled too slowly`,
    `${slow[0].channelId}: asked for ${slow[0].requestedSamplingMs} ms, the server samples every ${slow[0].revisedSamplingMs} ms and skips values between. Lower its smallest sampling interval.`,
  );
}

function clockCheck({ clocks }: Trial): Check {
  const title = 'Clocks agree';
  if (clocks.length === 0) return check('clock', title, 'running', 'offsets are being learnt');
  const worst = clocks.reduce((a, b) => (Math.abs(b.offsetSeconds) > Math.abs(a.offsetSeconds) ? b : a));
  const fact = `${worst.sourceName} ${worst.offsetSeconds >= 0 ? '+' : '\u2212'}${Math.abs(worst.offsetSeconds).toFixed(2)} s \u00B1 ${worst.spreadSeconds.toFixed(2)} s`;
  if (Math.abs(worst.offsetSeconds) < CLOCK_WARNING_SECONDS) return check('clock', title, 'ok', fact);
  const detail = `The clock of ${worst.sourceName} is off by ${worst.offsetSeconds.toFixed(1)} s. Samples keep the instrument's own time; the offset is corrected in Sync. Setting the clock (NTP) is better.`;
  return check('clock', title, 'warning', fact, detail);
}

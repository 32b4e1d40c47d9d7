import { DataChangeNotification, type DataValue, type NotificationMessage } from 'node-opcua';
import type { LabClock } from '../../../../shared/domain/clock.ts';
import type { GapCause, RunEvent } from '../../../../shared/domain/event.ts';
import type { NodeMapping, OpcUaProfile } from '../../../../shared/domain/profile.ts';
import type { ChannelPosition, ChannelSettings, InstrumentHealth, InstrumentSink } from '../instrument.ts';
import { ChannelTrack } from './channel-track.ts';
import { decideHealth, type ConnectionState } from './decide-health.ts';
import { Delivery } from './delivery.ts';
import { requestedQueueSize, weaknessesOf } from './monitoring-settings.ts';
import { readDataValue, saysNodeIsGone, saysNothingReadYet } from './read-data-value.ts';
import { SourceClock } from './source-clock.ts';
import type { MonitoredNode } from './subscription.ts';
import { decideSilence, decideStaleness, stalenessLimits, type SilenceVerdict, type Staleness } from './watchdog.ts';

/** One channel and how it is monitored. Its handle in notifications is its position plus one. */
interface Seat {
  mapping: NodeMapping;
  track: ChannelTrack;
  monitored: MonitoredNode | null;
  missing: boolean;
  staleness: Staleness;
  /** The newest arrival when it fell silent: only a later one ends the silence, whatever happens to the connection. */
  arrivalAtSilenceUs: number | null;
  /** The alarm has been told; once per silence is enough. */
  alarmTold: boolean;
  /** Laboratory monotonic time from which silence counts, microseconds. */
  sinceUs: number;
  /** Revised settings were looked at with the learnt period. */
  checked: boolean;
}

/** How much the arrival of a sample may be late in host time without meaning a clock step. */
const ARRIVAL_JITTER_MS = 250;
/** What servers may repeat beyond their queue: messages sent but not acknowledged. */
const REPEATED_BEYOND_QUEUE = 1000;

/** All channels of an instrument: takes messages apart, watches for silence, knows what is missing. */
export class ChannelBoard {
  readonly queueSize: number;
  readonly #profile: OpcUaProfile;
  readonly #sink: InstrumentSink;
  readonly #clock: LabClock;
  readonly #seats: Seat[];
  #lastHealth = '';

  constructor(profile: OpcUaProfile, sink: InstrumentSink, clock: LabClock, positions: readonly ChannelPosition[]) {
    this.#profile = profile;
    this.#sink = sink;
    this.#clock = clock;
    this.queueSize = requestedQueueSize({ ...profile, speed: clock.speed });
    const sources = new Map(profile.sources.map((source) => [source.id, new SourceClock()]));
    const windowSize = this.queueSize + REPEATED_BEYOND_QUEUE;
    this.#seats = profile.nodes.map((mapping) => ({
      mapping,
      track: new ChannelTrack(
        mapping,
        sources.get(mapping.sourceId) ?? new SourceClock(),
        windowSize,
        positions.find((position) => position.channelId === mapping.id),
      ),
      monitored: null,
      missing: false,
      staleness: 'fresh',
      arrivalAtSilenceUs: null,
      alarmTold: false,
      sinceUs: clock.monotonicUs(),
      checked: false,
    }));
  }

  /** Handles and mappings of what is not monitored at present. */
  missing(): { handle: number; mapping: NodeMapping }[] {
    return this.#seats.flatMap((seat, index) => (seat.missing ? [{ handle: index + 1, mapping: seat.mapping }] : []));
  }

  monitoredNodeId(handle: number): string | null {
    return this.#seats[handle - 1]?.monitored?.nodeId ?? null;
  }

  /** An interruption began: what follows it may have a hole before it. */
  outageBegan(cause: GapCause): void {
    for (const seat of this.#seats) seat.track.outage ??= { cause, queueKept: false };
  }

  /** The connection is back. */
  attached(kept: boolean, restarted: boolean): void {
    for (const seat of this.#seats) {
      seat.sinceUs = this.#clock.monotonicUs();
      if (!kept) seat.track.subscriptionBegan();
      if (!seat.track.outage || seat.missing) continue;
      const cause: GapCause = restarted ? 'server-restarted' : seat.track.outage.cause;
      seat.track.outage = { cause, queueKept: kept };
    }
  }

  /** What the server granted; refused nodes count as missing. */
  setMonitored(nodes: readonly MonitoredNode[]): void {
    for (const node of nodes) {
      const seat = this.#seats[node.handle - 1];
      if (!seat) continue;
      if (node.problem) {
        this.markMissing(node.handle, node.problem);
        continue;
      }
      const wasMissing = seat.missing;
      seat.monitored = node;
      seat.missing = false;
      seat.checked = false;
      seat.sinceUs = this.#clock.monotonicUs();
      if (!wasMissing) continue;
      seat.track.subscriptionBegan();
      this.#tell(seat, 'channel-restored', 'info', `${seat.mapping.name} is on the server again.`);
    }
  }

  markMissing(handle: number, problem: string): void {
    const seat = this.#seats[handle - 1];
    if (!seat || seat.missing) return;
    seat.missing = true;
    seat.monitored = null;
    seat.staleness = 'fresh';
    seat.track.outage = { cause: 'node-missing', queueKept: false };
    const text = `${seat.mapping.name} (${seat.mapping.node}) cannot be read: ${problem}. The other channels go on; check the server’s configuration.`;
    this.#tell(seat, 'node-missing', 'alarm', text);
  }

  /**
   * Takes one notification message apart and hands everything new to the sink.
   * @param beforeSamples called once, just before the first new sample, with the moment it is told for
   * @returns how many samples were new
   */
  takeMessage(message: NotificationMessage, beforeSamples: () => RunEvent | null): number {
    const utcUs = this.#clock.utcUs();
    const monotonicUs = this.#clock.monotonicUs();
    const slackUs = (ARRIVAL_JITTER_MS + this.#profile.publishingIntervalMs) * 1000 * this.#clock.speed;
    const arrival = { utcUs, monotonicUs, slackUs };
    const delivery = new Delivery(this.#sink, { utcUs, monotonicUs });
    let admitted = 0;
    for (const data of message.notificationData ?? []) {
      if (!(data instanceof DataChangeNotification)) continue;
      for (const item of data.monitoredItems ?? []) {
        const seat = this.#seats[item.clientHandle - 1];
        if (!seat || !this.#isReading(item.clientHandle, item.value)) continue;
        const reading = readDataValue(item.value, utcUs);
        const result = seat.track.take(reading, arrival);
        if (!result.admitted) continue;
        if (admitted === 0) {
          const event = beforeSamples();
          if (event) delivery.event(event);
        }
        admitted += 1;
        for (const event of result.events) delivery.event(event);
        delivery.sample(seat.mapping.id, reading);
        for (const gap of result.gaps) delivery.gap(gap);
      }
    }
    delivery.end();
    return admitted;
  }

  #isReading(handle: number, value: DataValue): boolean {
    if (saysNodeIsGone(value.statusCode.value)) {
      this.markMissing(handle, 'the server has no such node any more');
      return false;
    }
    return !saysNothingReadYet(value);
  }

  /** Looks for silence and for weak settings; tells what changed. */
  watch(): SilenceVerdict {
    const nowUs = this.#clock.monotonicUs();
    const states: Staleness[] = [];
    for (const seat of this.#seats) {
      if (seat.missing || !seat.monitored) continue;
      this.#checkSettings(seat);
      if (!seat.track.isWatched()) {
        if (seat.staleness !== 'fresh') this.#restored(seat);
        continue;
      }
      const limits = stalenessLimits(seat.track.periodUs(), this.#clock.speed, this.#profile.publishingIntervalMs);
      const { lastArrivalUs } = seat.track;
      const silentUs = nowUs - Math.max(seat.sinceUs, lastArrivalUs ?? Number.NEGATIVE_INFINITY);
      let staleness = decideStaleness(silentUs, limits);
      // A new connection grants time, but it is no sample.
      if (staleness === 'fresh' && seat.staleness !== 'fresh' && lastArrivalUs === seat.arrivalAtSilenceUs)
        staleness = 'stale';
      states.push(staleness);
      if (staleness === seat.staleness) continue;
      if (staleness === 'fresh') this.#restored(seat);
      else this.#stale(seat, staleness, nowUs);
    }
    return decideSilence(states);
  }

  /** Whether silence of the whole server could mean anything. */
  hasWatched(): boolean {
    return this.#seats.some((seat) => seat.monitored && seat.track.isWatched());
  }

  /** Alarmed channels with the newest time each has delivered. */
  alarmed(): { handle: number; nodeId: string; newestUs: number }[] {
    return this.#seats.flatMap((seat, index) =>
      seat.staleness === 'alarm' && seat.monitored
        ? [{ handle: index + 1, nodeId: seat.monitored.nodeId, newestUs: seat.track.newestUs }]
        : [],
    );
  }

  settings(): ChannelSettings[] {
    return this.#seats.flatMap((seat) => (seat.monitored ? [this.#settingsOf(seat, seat.monitored)] : []));
  }

  /** Tells the health of every source when it has changed. */
  tellHealth(connection: ConnectionState): void {
    const health: InstrumentHealth[] = this.#profile.sources.map((source) =>
      decideHealth(
        source.id,
        connection,
        this.#seats
          .filter((seat) => seat.mapping.sourceId === source.id)
          .map((seat) => ({
            role: seat.mapping.role,
            staleness: seat.track.isWatched() ? seat.staleness : null,
            severity: seat.track.severity,
            missing: seat.missing,
            periodUs: seat.track.periodUs(),
          })),
      ),
    );
    const key = JSON.stringify(health);
    if (key === this.#lastHealth) return;
    this.#lastHealth = key;
    this.#sink.health(health);
  }

  #settingsOf(seat: Seat, monitored: MonitoredNode): ChannelSettings {
    return {
      channelId: seat.mapping.id,
      requestedQueueSize: this.queueSize,
      revisedQueueSize: monitored.revisedQueueSize,
      requestedSamplingMs: 0,
      revisedSamplingMs: monitored.revisedSamplingMs,
    };
  }

  #checkSettings(seat: Seat): void {
    const periodUs = seat.track.periodUs();
    if (seat.checked || !seat.monitored || periodUs === null) return;
    seat.checked = true;
    for (const finding of weaknessesOf(this.#settingsOf(seat, seat.monitored), periodUs))
      this.#tell(
        seat,
        'revised-settings',
        'warning',
        `${seat.mapping.name}: ${finding}. Data may be lost in an outage; see the server’s limits for queues and sampling.`,
      );
  }

  #restored(seat: Seat): void {
    seat.staleness = 'fresh';
    seat.alarmTold = false;
    this.#tell(seat, 'channel-restored', 'info', `${seat.mapping.name} delivers again.`);
  }

  #stale(seat: Seat, staleness: 'stale' | 'alarm', nowUs: number): void {
    const { track, mapping } = seat;
    const wasFresh = seat.staleness === 'fresh';
    seat.staleness = staleness;
    if (wasFresh) seat.arrivalAtSilenceUs = track.lastArrivalUs;
    if (staleness === 'alarm' ? seat.alarmTold : !wasFresh) return;
    seat.alarmTold = staleness === 'alarm';
    const periodUs = track.periodUs();
    const usually = periodUs === null ? '' : `; a value usually comes every ${(periodUs / 1e6).toPrecision(3)} s`;
    const silentSeconds = (nowUs - (track.lastArrivalUs ?? seat.sinceUs)) / 1e6;
    this.#tell(
      seat,
      'channel-stale',
      staleness === 'alarm' ? 'alarm' : 'warning',
      `${mapping.name} has been silent for ${silentSeconds.toPrecision(3)} s${usually}.`,
      track.newestUs,
    );
  }

  #tell(seat: Seat, kind: RunEvent['kind'], severity: RunEvent['severity'], text: string, fromUs?: number): void {
    this.#sink.event({
      timeUs: this.#clock.utcUs(),
      kind,
      severity,
      text,
      sourceId: seat.mapping.sourceId,
      channelId: seat.mapping.id,
      fromUs: fromUs !== undefined && Number.isFinite(fromUs) ? fromUs : null,
      toUs: null,
      data: {},
    });
  }
}

import type { Gap, RunEvent } from '../../../../shared/domain/event.ts';
import type { NodeMapping } from '../../../../shared/domain/profile.ts';
import { hasOverflow, severityOf, type Severity } from '../../../../shared/domain/quality.ts';
import type { ChannelRole } from '../../../../shared/domain/role.ts';
import type { ChannelPosition } from '../instrument.ts';
import { decideGap, type HoleFacts, type Outage } from './decide-gap.ts';
import { ForwardStepWatch } from './forward-step.ts';
import { SampleOrder } from './order-and-deduplicate.ts';
import { PeriodLearner } from './period-learner.ts';
import { statusName, type Reading, type StampBasis } from './read-data-value.ts';
import type { SourceClock, StepPosition } from './source-clock.ts';

/** What the arrival of one value means. Events are to be told before the sample is delivered. */
export interface TrackResult {
  admitted: boolean;
  events: readonly RunEvent[];
  gaps: readonly Gap[];
}

/** What the moment of arrival says. */
export interface Arrival {
  utcUs: number;
  monotonicUs: number;
  /** Jitter of arrival that means nothing, microseconds of laboratory time. */
  slackUs: number;
}

/** The usual answers, shared because there is one per sample; nobody writes to them. */
const ADMITTED: TrackResult = { admitted: true, events: [], gaps: [] };
const REFUSED: TrackResult = { admitted: false, events: [], gaps: [] };
/** Channels that fall silent when a mass spectrometer does not scan. */
const SCANNED_ROLES: ReadonlySet<ChannelRole> = new Set([
  'ion-current',
  'scan-number',
  'scan-start',
  'auxiliary-voltage',
]);
/** Offsets smaller than this are jitter, not a clock that was set. */
const SMALLEST_FORWARD_STEP_US = 2e6;

/**
 * Follows one channel: order, duplicates, period, holes, clock steps, quality. It has no timers and does no I/O;
 * what it answers follows from what it was given.
 */
export class ChannelTrack {
  readonly mapping: NodeMapping;
  readonly source: SourceClock;
  /** Laboratory monotonic time of the newest arrival, microseconds; null before the first. */
  lastArrivalUs: number | null = null;
  /** An interruption that no sample has ended yet. */
  outage: Outage | null = null;

  readonly #order: SampleOrder;
  readonly #period: PeriodLearner;
  readonly #forward = new ForwardStepWatch();
  readonly #position: StepPosition = { seen: 0 };
  #hasSample: boolean;
  #lastServerUs = Number.NaN;
  #lastValue = Number.NaN;
  #severity: Severity = 'good';
  #basis: StampBasis = 'source';
  #scanStopsSeen: number;
  #undecided: HoleFacts[] = [];
  /** The first sample of a run or after a subscription began may be old; its distance says nothing about the period. */
  #firstOfSubscription = true;
  /** A hole before the first new sample of a continued run is the recorder's to tell. */
  #continued: boolean;

  constructor(mapping: NodeMapping, source: SourceClock, windowSize: number, position: ChannelPosition | undefined) {
    this.mapping = mapping;
    this.source = source;
    this.#order = new SampleOrder(windowSize, position?.recent ?? []);
    this.#period = new PeriodLearner(position?.recent.map((sample) => sample.timeUs) ?? []);
    this.#hasSample = (position?.recent.length ?? 0) > 0;
    this.#continued = position !== undefined;
    this.#scanStopsSeen = source.scanStops;
  }

  /** Learnt period, microseconds; null if not yet known or meaningless. */
  periodUs(): number | null {
    return this.mapping.updates === 'periodic' ? this.#period.periodUs() : null;
  }

  /** Whether silence of this channel means something at present. */
  isWatched(): boolean {
    if (this.mapping.updates !== 'periodic') return false;
    return !(this.source.scanning === false && SCANNED_ROLES.has(this.mapping.role));
  }

  get severity(): Severity {
    return this.#severity;
  }

  /** Time of the newest sample on the source's clock; -Infinity before the first. */
  get newestUs(): number {
    return this.#order.newestUs;
  }

  /** A new subscription begins with the present value, however old it is. */
  subscriptionBegan(): void {
    this.#firstOfSubscription = true;
    this.#forward.reset();
  }

  take(reading: Reading, arrival: Arrival): TrackResult {
    const lastUs = this.#order.newestUs;
    const admission = this.#order.admit(reading.timeUs, reading.value, reading.status);
    if (admission === 'duplicate') return REFUSED;
    this.lastArrivalUs = arrival.monotonicUs;

    const events: RunEvent[] = [];
    const stepped = this.#takeClock(reading, arrival, lastUs, admission === 'step-back', events);
    const gaps = this.#takeHole(reading, lastUs, stepped, arrival, events);
    this.#takeBasis(reading, arrival, events);
    this.#takeQuality(reading, arrival, events);
    if (this.mapping.role === 'scanning' && Number.isFinite(reading.value)) this.source.takeScanning(reading.value);

    this.#hasSample = true;
    this.#lastServerUs = reading.serverTimeUs;
    this.#lastValue = reading.value;
    this.#firstOfSubscription = false;
    this.#continued = false;
    this.outage = null;
    this.#scanStopsSeen = this.source.scanStops;
    return events.length === 0 && gaps.length === 0 ? ADMITTED : { admitted: true, events, gaps };
  }

  #takeClock(reading: Reading, arrival: Arrival, lastUs: number, back: boolean, events: RunEvent[]): boolean {
    if (!this.#hasSample) return back;
    const periodUs = this.periodUs() ?? 0;
    let shiftUs = 0;
    if (back) {
      const elapsedUs = reading.serverTimeUs - this.#lastServerUs;
      shiftUs = reading.timeUs - lastUs - (elapsedUs >= 0 ? elapsedUs : periodUs);
      this.#forward.reset();
    } else if (this.mapping.updates === 'periodic' && reading.basis === 'source' && !this.#firstOfSubscription) {
      const slackUs = Math.max(SMALLEST_FORWARD_STEP_US, 1.5 * periodUs, arrival.slackUs);
      shiftUs = this.#forward.observe(reading.timeUs, reading.serverTimeUs, arrival.utcUs, slackUs);
    }
    if (shiftUs === 0) return back;
    const tolerance = Math.max(SMALLEST_FORWARD_STEP_US, 3 * periodUs, arrival.slackUs);
    if (this.source.report(this.#position, shiftUs, tolerance)) {
      const seconds = (Math.abs(shiftUs) / 1e6).toPrecision(4);
      events.push(
        this.#event(arrival, 'clock-step', 'warning', {
          text: `The clock of ${this.mapping.sourceId} was set ${shiftUs < 0 ? 'back' : 'forward'} by about ${seconds} s. All samples are kept as stamped; correct the step in Sync.`,
          channelId: null,
          fromUs: lastUs,
          toUs: reading.timeUs,
          data: { shiftSeconds: shiftUs / 1e6, seenBy: this.mapping.id },
        }),
      );
    }
    return true;
  }

  #takeHole(reading: Reading, lastUs: number, stepped: boolean, arrival: Arrival, events: RunEvent[]): Gap[] {
    const gaps: Gap[] = [];
    if (this.#hasSample && !this.#continued) {
      const overflow = hasOverflow(reading.status);
      const isCounter = this.mapping.role === 'scan-number';
      const counted = isCounter && Number.isFinite(this.#lastValue) ? reading.value - this.#lastValue : null;
      const hole: HoleFacts = {
        updates: this.mapping.updates,
        fromUs: lastUs,
        toUs: reading.timeUs,
        periodUs: this.periodUs(),
        outage: this.outage,
        overflow,
        clockStepped: stepped,
        scanStopped: SCANNED_ROLES.has(this.mapping.role) && this.source.scanStops > this.#scanStopsSeen,
        counted,
      };
      const bounds = { fromUs: lastUs, toUs: reading.timeUs };
      if (overflow)
        events.push(
          this.#event(arrival, 'queue-overflow', 'alarm', {
            ...bounds,
            text: `The server’s queue for ${this.mapping.name} overflowed: values between the two bounds are lost. Shorten outages or enlarge the server’s queue.`,
          }),
        );
      if (counted !== null && counted > 1)
        events.push(
          this.#event(arrival, 'scan-number-skipped', 'warning', {
            ...bounds,
            text: `${counted === 2 ? 'One scan was' : `${counted - 1} scans were`} not received: the scan number went from ${this.#lastValue} to ${reading.value}.`,
            data: { missing: counted - 1 },
          }),
        );
      const cause = decideGap(hole);
      if (cause === 'undecided') this.#undecided.push(hole);
      else if (cause) gaps.push(this.#gap(hole, cause));
      if (!stepped && this.outage === null && !this.#firstOfSubscription) this.#period.add(reading.timeUs - lastUs);
    }
    if (this.#undecided.length > 0) this.#decideLate(gaps);
    return gaps;
  }

  #decideLate(gaps: Gap[]): void {
    const periodUs = this.periodUs();
    if (periodUs === null) return;
    for (const hole of this.#undecided.splice(0)) {
      const cause = decideGap({ ...hole, periodUs });
      if (cause && cause !== 'undecided') gaps.push(this.#gap(hole, cause));
    }
  }

  #takeBasis(reading: Reading, arrival: Arrival, events: RunEvent[]): void {
    if (reading.basis === this.#basis) return;
    this.#basis = reading.basis;
    const words = { source: 'its source’s', server: 'the server’s', receipt: 'this computer’s' }[reading.basis];
    events.push(
      this.#event(arrival, 'stamp-fallback', reading.basis === 'source' ? 'info' : 'warning', {
        text: `${this.mapping.name} is timed by ${words} clock from here on.`,
        fromUs: reading.timeUs,
        data: { basis: reading.basis },
      }),
    );
  }

  #takeQuality(reading: Reading, arrival: Arrival, events: RunEvent[]): void {
    const severity = severityOf(reading.status);
    if (severity === this.#severity) return;
    this.#severity = severity;
    const text =
      severity === 'good'
        ? `${this.mapping.name} is good again.`
        : `${this.mapping.name} is ${severity} (${statusName(reading.status)}): values are kept as received and not evaluated as good ones.`;
    events.push(
      this.#event(arrival, 'quality-changed', severity === 'good' ? 'info' : 'warning', {
        text,
        fromUs: reading.timeUs,
        data: { status: reading.status, severity },
      }),
    );
  }

  #gap(hole: HoleFacts, cause: Gap['cause']): Gap {
    return { channelId: this.mapping.id, fromUs: hole.fromUs, toUs: hole.toUs, cause, filledBy: null, text: '' };
  }

  #event(
    arrival: Arrival,
    kind: RunEvent['kind'],
    severity: RunEvent['severity'],
    rest: Partial<RunEvent> & { text: string },
  ): RunEvent {
    return {
      timeUs: arrival.utcUs,
      kind,
      severity,
      sourceId: this.mapping.sourceId,
      channelId: this.mapping.id,
      fromUs: null,
      toUs: null,
      data: {},
      ...rest,
    };
  }
}

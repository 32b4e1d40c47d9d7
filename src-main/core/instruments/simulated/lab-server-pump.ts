import type { LabClock } from '../../../../shared/domain/clock.ts';
import type { LabModel } from './lab-model-contract.ts';
import { asEncoded, type PublishedValue } from './lab-server-nodes.ts';
import { LAB_NAMESPACE, LAB_TAGS } from './lab-tags.ts';
import type { TruthLog } from './truth-log.ts';

/** Where published values go: the nodes of the running server, or nowhere while it is down. */
export interface PublishTarget {
  publish(tagIndex: number, value: PublishedValue): boolean;
  /** Share of the fullest queue of a connected client that is filled. */
  fullestQueue(): number;
}

/** How far the laboratory is. */
export interface LabProgress {
  /** Laboratory time reached by the model, seconds. */
  labSeconds: number;
  /** How far the model is behind the laboratory clock: it waits rather than skip. */
  lagSeconds: number;
  done: boolean;
  /** Values published so far. */
  published: number;
}

/** The model advances in steps of at most this, so that the server's stamps are as fine. */
const STEP_SECONDS = 1;
/** Host time one tick may take before the network gets its turn. */
const TICK_BUDGET_US = 15_000;
/** With a client's queue this full, time waits: a queue must not overflow because the laboratory runs fast. */
const FULL_QUEUE = 0.8;
const NODE_NAMES = LAB_TAGS.map((tag) => `nsu=${LAB_NAMESPACE};s=${tag.id}`);

/**
 * Moves the model along the laboratory clock and publishes what it emits. Every value is published with its own stamp
 * and written to the truth log; if the computer is too slow, the laboratory's time waits and the lag is told.
 */
export class LabServerPump {
  readonly #model: LabModel;
  readonly #clock: LabClock;
  readonly #hostMonotonicUs: () => number;
  readonly #truth: TruthLog | undefined;
  readonly #last: (PublishedValue | undefined)[] = LAB_TAGS.map(() => undefined);
  /** On-change values that came while nothing was published; the newest of each tag is published afterwards. */
  readonly #heldBack = new Map<number, PublishedValue>();
  /** Tags published with another status, until laboratory seconds. */
  readonly #badUntil = new Map<number, { untilSeconds: number; status: number }>();
  #target: PublishTarget | null = null;
  #frozenUntilSeconds = Number.NEGATIVE_INFINITY;
  #waitsForClients: boolean;
  #seconds = 0;
  #published = 0;

  constructor(model: LabModel, clock: LabClock, hostMonotonicUs: () => number, truth: TruthLog | undefined) {
    this.#model = model;
    this.#clock = clock;
    this.#hostMonotonicUs = hostMonotonicUs;
    this.#truth = truth;
    this.#waitsForClients = clock.speed > 1;
  }

  /** Values as published last, for a server that starts again. */
  get last(): readonly (PublishedValue | undefined)[] {
    return this.#last;
  }

  /** Laboratory time of the model, seconds. */
  get seconds(): number {
    return this.#seconds;
  }

  /** Publishes to `target` from now on; null while the server is down. */
  setTarget(target: PublishTarget | null): void {
    this.#target = target;
  }

  /** Nothing is published until then; what is measured meanwhile is lost to everybody. */
  freezeUntil(labSeconds: number): void {
    this.#frozenUntilSeconds = labSeconds;
  }

  spoilUntil(tagIndex: number, status: number, labSeconds: number): void {
    this.#badUntil.set(tagIndex, { untilSeconds: labSeconds, status });
  }

  /** While connections are cut on purpose, time does not wait for anybody's queue; in real time it never does. */
  waitForClients(on: boolean): void {
    this.#waitsForClients = on && this.#clock.speed > 1;
  }

  progress(): LabProgress {
    return {
      labSeconds: this.#seconds,
      lagSeconds: Math.max(0, Math.min(this.#clockSeconds(), this.#model.durationSeconds) - this.#seconds),
      done: this.#seconds >= this.#model.durationSeconds,
      published: this.#published,
    };
  }

  /** Brings the model up to the laboratory clock, or as far as this tick's share of the computer goes. */
  tick(): void {
    const startUs = this.#hostMonotonicUs();
    const targetSeconds = Math.min(this.#clockSeconds(), this.#model.durationSeconds);
    while (this.#seconds < targetSeconds) {
      if (this.#waitsForClients && (this.#target?.fullestQueue() ?? 0) > FULL_QUEUE) return;
      for (let step = 0; step < 16 && this.#seconds < targetSeconds; step += 1)
        this.#advance(Math.min(targetSeconds, this.#seconds + STEP_SECONDS));
      if (this.#hostMonotonicUs() - startUs > TICK_BUDGET_US) return;
    }
    this.#truth?.flush();
  }

  #advance(toSeconds: number): void {
    const serverTimeUs = this.#clock.epochUtcUs + Math.round(toSeconds * 1e6);
    this.#seconds = toSeconds;
    if (this.#heldBack.size > 0 && this.#isPublishing()) {
      for (const [tagIndex, value] of this.#heldBack) this.#publish(tagIndex, { ...value, serverTimeUs });
      this.#heldBack.clear();
    }
    this.#model.advance(toSeconds, (tagIndex, sourceTimeUs, rawValue, status) => {
      const tag = LAB_TAGS[tagIndex]!;
      const value: PublishedValue = {
        value: asEncoded(tag, rawValue),
        status: this.#statusOf(tagIndex, status),
        sourceTimeUs,
        serverTimeUs,
      };
      if (this.#isPublishing()) this.#publish(tagIndex, value);
      else if (tag.updates === 'on-change') this.#heldBack.set(tagIndex, value);
    });
  }

  #publish(tagIndex: number, value: PublishedValue): void {
    if (!this.#target?.publish(tagIndex, value)) return;
    this.#last[tagIndex] = value;
    this.#published += 1;
    this.#truth?.write(NODE_NAMES[tagIndex]!, value.sourceTimeUs, value.status, value.value);
  }

  #isPublishing(): boolean {
    return this.#target !== null && this.#seconds >= this.#frozenUntilSeconds;
  }

  #statusOf(tagIndex: number, status: number): number {
    const bad = this.#badUntil.get(tagIndex);
    if (!bad) return status;
    if (this.#seconds < bad.untilSeconds) return bad.status;
    this.#badUntil.delete(tagIndex);
    return status;
  }

  #clockSeconds(): number {
    return this.#clock.monotonicUs() / 1e6;
  }
}

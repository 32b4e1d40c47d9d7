import type { LiveEdge, LiveState } from '../../../shared/api/live.ts';
import type { Alert } from '../../../shared/api/alerts.ts';
import type { Connection } from '../../../shared/api/rpc.ts';
import type { HostClock } from '../../../shared/domain/clock.ts';

/** Edges go out ten times a second, states at most four times. */
const EDGE_PERIOD_MS = 100;
const STATE_PERIOD_MS = 250;
/** A window that has not acknowledged so much gets no edges; when it catches up, it gets folded ones. */
const SLOW_WINDOW_BYTES = 512 * 1024;

/** Where the feed takes what it sends. */
export interface LiveFeedSource {
  state(): LiveState;
  alerts(): Alert[];
  /** New samples for one window; undefined without a run or without samples. */
  edge(taker: string): LiveEdge | undefined;
  dropTaker(taker: string): void;
}

interface Window {
  connection: Connection;
  taker: string;
  needsState: boolean;
  needsAlerts: boolean;
}

/** Sends every window the state when it changes and the newest samples; a slow window gets less, never a growing queue. */
export class LiveFeed {
  #source: LiveFeedSource;
  #windows = new Set<Window>();
  #nextTaker = 1;
  #ticks = 0;

  constructor(source: LiveFeedSource, clock: HostClock) {
    this.#source = source;
    clock.every(EDGE_PERIOD_MS, () => this.#tick());
  }

  /** A window said hello: it gets a snapshot, then what changes. */
  add(connection: Connection): void {
    const window = { connection, taker: `window-${this.#nextTaker++}`, needsState: false, needsAlerts: false };
    this.#windows.add(window);
    connection.onClose(() => {
      this.#windows.delete(window);
      this.#source.dropTaker(window.taker);
    });
    // From now on samples are kept for this window; what was before is history and asked as a view.
    this.#source.edge(window.taker);
    connection.push('live.state', this.#source.state());
    connection.push('alerts.changed', { alerts: this.#source.alerts() });
  }

  /** The run's state or an alert has changed. */
  changed(): void {
    for (const window of this.#windows) window.needsState = window.needsAlerts = true;
  }

  /** The same event for every window, at once. */
  broadcast: Connection['push'] = (name, payload) => {
    for (const { connection } of this.#windows) connection.push(name, payload);
  };

  #tick(): void {
    if (this.#windows.size === 0) return;
    this.#ticks += 1;
    const isStateTick = (this.#ticks * EDGE_PERIOD_MS) % STATE_PERIOD_MS < EDGE_PERIOD_MS;
    const state = isStateTick ? this.#source.state() : undefined;
    for (const window of this.#windows) {
      if (window.connection.queuedBytes() > SLOW_WINDOW_BYTES) continue;
      const edge = this.#source.edge(window.taker);
      if (edge) window.connection.push('live.edge', edge);
      if (!state) continue;
      // A run's state moves all the time; without a run it is sent when something changed.
      if (window.needsState || state.state !== 'idle') window.connection.push('live.state', state);
      if (window.needsAlerts) window.connection.push('alerts.changed', { alerts: this.#source.alerts() });
      window.needsState = window.needsAlerts = false;
    }
  }
}

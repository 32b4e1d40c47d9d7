import { statfs } from 'node:fs/promises';
import type { LiveEdge, LiveState } from '../../../shared/api/live.ts';
import type { Alert } from '../../../shared/api/alerts.ts';
import type { PhaseView } from '../../../shared/api/views.ts';
import type { HostClock } from '../../../shared/domain/clock.ts';
import { MICROSECONDS_PER_HOUR } from '../../../shared/domain/time.ts';
import type { AlertBoard } from '../acquisition/alert-board.ts';
import type { RunSession } from '../acquisition/run-session-contract.ts';
import { axisClock, type AxisClock } from '../views/axis-clock.ts';
import { phaseViews, type SocRange } from '../views/phase-views.ts';
import { runZeroUtcUs } from '../views/run-zero.ts';
import type { ViewClient } from '../views/view-client.ts';
import { connectingState, idleState, liveState } from './live-state.ts';
import type { LiveFeedSource } from './live-feed.ts';
import type { RunControl } from './run-control.ts';

const DISK_CHECK_PERIOD_MS = 10_000;
/** States of charge at the ends of half-cycles are read from the file, so seldom and not while windows wait. */
const SOC_CHECK_PERIOD_MS = 2000;

export interface LiveRunOptions {
  runControl: RunControl;
  board: AlertBoard;
  views: ViewClient;
  hostClock: HostClock;
  libraryFolder: () => string;
  onFault: (error: unknown) => void;
}

/** The run being recorded as windows see it: state, alerts and newest samples on the run's time axis. */
export class LiveRun implements LiveFeedSource {
  #options: LiveRunOptions;
  #diskFreeBytes: number | null = null;
  /** What is fixed for a session once it has begun. */
  #known: { session: RunSession; zeroUtcUs: number; clocks: Map<string, AxisClock> } | undefined;
  #socRanges: { session: RunSession; phases: number; ranges: (SocRange | undefined)[] } | undefined;

  constructor(options: LiveRunOptions) {
    this.#options = options;
    const { hostClock } = options;
    void this.#checkDisk();
    hostClock.every(DISK_CHECK_PERIOD_MS, () => void this.#checkDisk());
    hostClock.every(SOC_CHECK_PERIOD_MS, () => void this.#readSocRanges());
  }

  state(): LiveState {
    const { session, connecting } = this.#options.runControl;
    const now = this.#options.hostClock.utcUs();
    if (!session)
      return connecting ? connectingState(connecting, now, this.#diskFreeBytes) : idleState(now, this.#diskFreeBytes);
    const { zeroUtcUs } = this.#of(session);
    return liveState(session, {
      runId: session.header.run.id,
      zeroUtcUs,
      phases: this.#phases(session, zeroUtcUs),
      diskFreeBytes: this.#diskFreeBytes,
    });
  }

  alerts(): Alert[] {
    const rank = { alarm: 0, warning: 1, info: 2 };
    const all = [...(this.#options.runControl.session?.alerts() ?? []), ...this.#options.board.list()];
    return all.sort((a, b) => rank[a.severity] - rank[b.severity]);
  }

  edge(taker: string): LiveEdge | undefined {
    const { session } = this.#options.runControl;
    if (!session) return undefined;
    const { flush, columns } = session.takeEdge(taker);
    if (columns.length === 0) return undefined;
    const { zeroUtcUs, clocks } = this.#of(session);
    return {
      runId: session.header.run.id,
      // What is in memory now is in the file with the next flush at the latest.
      flush: flush + 1,
      series: columns.map(({ channelId, timeUs, value }) => {
        const onAxis = clocks.get(channelId)?.column(timeUs) ?? timeUs;
        return { channelId, hours: onAxis.map((us) => (us - zeroUtcUs) / MICROSECONDS_PER_HOUR), value };
      }),
    };
  }

  dropTaker(taker: string): void {
    this.#options.runControl.session?.dropTaker(taker);
  }

  /** Time zero and clocks, as the views worker finds them in the file. */
  #of(session: RunSession) {
    if (this.#known?.session === session) return this.#known;
    const reader = session.reader();
    const zeroUtcUs = runZeroUtcUs(reader.events(), reader.channels(), reader.sources());
    const { sources, channels } = session.header;
    const clockOf = (sourceId: string) =>
      axisClock(
        sources.find((source) => source.id === sourceId),
        zeroUtcUs,
      );
    const clocks = new Map(channels.map((channel) => [channel.id, clockOf(channel.sourceId)]));
    const known = { session, zeroUtcUs, clocks };
    // Before the first flush the file does not say yet when the run began.
    if (zeroUtcUs > 0) this.#known = known;
    return known;
  }

  #phases(session: RunSession, zeroUtcUs: number): PhaseView[] {
    const ranges = this.#socRanges?.session === session ? this.#socRanges.ranges : [];
    return phaseViews(session.phases(), zeroUtcUs, (halfCycle) => ranges[halfCycle]);
  }

  async #readSocRanges(): Promise<void> {
    const { session } = this.#options.runControl;
    const phases = session?.phases().length ?? 0;
    if (!session || (this.#socRanges?.session === session && this.#socRanges.phases === phases)) return;
    this.#socRanges = { session, phases, ranges: this.#socRanges?.session === session ? this.#socRanges.ranges : [] };
    try {
      const described = await this.#options.views.describe(session.path, true);
      const ranges = described.phases
        .filter((phase) => phase.halfCycle !== null)
        .map(({ socFrom, socTo }) => (socFrom === null || socTo === null ? undefined : { from: socFrom, to: socTo }));
      this.#socRanges = { session, phases, ranges };
    } catch (error) {
      this.#options.onFault(error);
    }
  }

  async #checkDisk(): Promise<void> {
    const { session } = this.#options.runControl;
    try {
      const disk = await statfs(session?.path ?? this.#options.libraryFolder());
      this.#diskFreeBytes = disk.bavail * disk.bsize;
    } catch {
      this.#diskFreeBytes = null;
    }
  }
}

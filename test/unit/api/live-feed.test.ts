import { describe, expect, it } from 'vitest';
import type { LiveEdge } from '../../../shared/api/live.ts';
import type { Connection } from '../../../shared/api/rpc.ts';
import { ManualClock } from '../../../shared/domain/clock.ts';
import { LiveFeed, type LiveFeedSource } from '../../../src-main/core/api/live-feed.ts';
import { idleState } from '../../../src-main/core/api/live-state.ts';

/** A window of which the test says how much it has not taken. */
function windowOf() {
  const pushed: string[] = [];
  const closeListeners: (() => void)[] = [];
  const window = { queued: 0, pushed, close: () => closeListeners.forEach((listener) => listener()) };
  const connection: Connection = {
    push: (name) => pushed.push(name),
    queuedBytes: () => window.queued,
    isGreeted: () => true,
    onClose: (listener) => closeListeners.push(listener),
    close: () => {},
  };
  return { window, connection };
}

function feedOf(state: 'idle' | 'recording') {
  const clock = new ManualClock();
  const taken: string[] = [];
  const dropped: string[] = [];
  const edge: LiveEdge = { runId: 'r', flush: 1, series: [] };
  const source: LiveFeedSource = {
    state: () => ({ ...idleState(0, null), state }),
    alerts: () => [],
    edge: (taker) => {
      taken.push(taker);
      return state === 'recording' ? edge : undefined;
    },
    dropTaker: (taker) => dropped.push(taker),
  };
  return { feed: new LiveFeed(source, clock), clock, taken, dropped };
}

const count = (names: string[], name: string) => names.filter((candidate) => candidate === name).length;

describe('LiveFeed', () => {
  it('greets a window with a snapshot of state and alerts', () => {
    const { feed } = feedOf('idle');
    const { window, connection } = windowOf();
    feed.add(connection);
    expect(window.pushed).toEqual(['live.state', 'alerts.changed']);
  });

  it('sends ten edges and four states a second while recording', () => {
    const { feed, clock } = feedOf('recording');
    const { window, connection } = windowOf();
    feed.add(connection);
    window.pushed.length = 0;
    clock.advanceMs(10_000);
    expect(count(window.pushed, 'live.edge')).toBe(100);
    expect(count(window.pushed, 'live.state')).toBe(40);
  });

  it('is silent without a run until something changes', () => {
    const { feed, clock } = feedOf('idle');
    const { window, connection } = windowOf();
    feed.add(connection);
    window.pushed.length = 0;
    clock.advanceMs(5000);
    expect(window.pushed).toEqual([]);
    feed.changed();
    feed.changed();
    clock.advanceMs(1000);
    expect(window.pushed.toSorted()).toEqual(['alerts.changed', 'live.state']);
  });

  it('lets a slow window catch up without holding back the others', () => {
    const { feed, clock, taken } = feedOf('recording');
    const slow = windowOf();
    const fast = windowOf();
    feed.add(slow.connection);
    feed.add(fast.connection);
    const [slowTaker] = taken;
    slow.window.queued = 1024 * 1024;
    slow.window.pushed.length = taken.length = 0;
    clock.advanceMs(2000);
    expect(slow.window.pushed).toEqual([]);
    // What it has not taken stays folded with the run, not in a queue here.
    expect(taken).not.toContain(slowTaker);
    expect(count(fast.window.pushed, 'live.edge')).toBe(20);
    slow.window.queued = 0;
    clock.advanceMs(300);
    expect(count(slow.window.pushed, 'live.edge')).toBe(3);
    expect(count(slow.window.pushed, 'live.state')).toBeGreaterThan(0);
  });

  it('forgets a window that has closed', () => {
    const { feed, clock, taken, dropped } = feedOf('recording');
    const { window, connection } = windowOf();
    feed.add(connection);
    window.close();
    expect(dropped).toEqual([taken[0]]);
    window.pushed.length = 0;
    clock.advanceMs(1000);
    feed.broadcast('runs.changed', { reason: 'x' });
    expect(window.pushed).toEqual([]);
  });
});

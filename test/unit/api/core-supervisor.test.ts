import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../shared/domain/clock.ts';
import { CoreSupervisor } from '../../../src-main/core/core-supervisor.ts';
import { decideCoreRestart } from '../../../src-main/core/decide-core-restart.ts';
import type { CoreToHost, HostToCore, RecordingStatus } from '../../../src-main/core/host-messages.ts';

const PROBLEM = { code: 'home-not-writable', happened: 'No.', safe: 'Yes.', next: 'Do.' };

/** A supervisor whose cores are played by the test. */
function supervised() {
  const clock = new ManualClock();
  const cores: { toCore: HostToCore[]; killed: boolean; say: (message: CoreToHost) => void; die: () => void }[] = [];
  const seen = { statuses: [] as RecordingStatus[], lost: 0, givenUp: [] as string[] };
  const supervisor = new CoreSupervisor({
    launch: (say, die) => {
      const core = { toCore: [] as HostToCore[], killed: false, say, die };
      cores.push(core);
      return { send: (message) => core.toCore.push(message), kill: () => (core.killed = true) };
    },
    home: '/home',
    demo: true,
    capabilities: { nativeDialogs: false, keepAwake: false, revealInFolder: false, quit: false },
    clock,
    onWindowMessage: () => {},
    onStatus: (status) => seen.statuses.push(status),
    answer: (request) =>
      request.kind === 'reveal' ? Promise.reject(new Error('no folder')) : Promise.resolve(['/run.dems']),
    onLost: () => (seen.lost += 1),
    onGivenUp: ({ code }) => seen.givenUp.push(code),
  });
  return { supervisor, clock, cores, seen };
}

describe('CoreSupervisor', () => {
  it('starts a core, and another one when it dies; a demonstration starts only once', async () => {
    const { supervisor, clock, cores, seen } = supervised();
    cores[0].say({ kind: 'ready' });
    await supervisor.ready;
    expect(cores[0].toCore[0]).toMatchObject({ kind: 'start', home: '/home', demo: true });
    cores[0].die();
    expect(seen.lost).toBe(1);
    clock.advanceMs(0);
    expect(cores).toHaveLength(2);
    expect(cores[1].toCore[0]).toMatchObject({ kind: 'start', demo: false });
  });

  it('takes a run for recording until a new core says otherwise', () => {
    const { supervisor, clock, cores, seen } = supervised();
    cores[0].say({ kind: 'status', isRecording: true, runName: 'A' });
    cores[0].die();
    clock.advanceMs(0);
    expect(supervisor.status).toEqual({ isRecording: true, runName: 'A' });
    cores[1].say({ kind: 'status', isRecording: false, runName: null });
    expect(supervisor.status.isRecording).toBe(false);
    expect(seen.statuses).toHaveLength(2);
  });

  it('does not start again what says that it cannot start', async () => {
    const { supervisor, clock, cores, seen } = supervised();
    cores[0].say({ kind: 'failed', problem: PROBLEM });
    cores[0].die();
    await expect(supervisor.ready).rejects.toMatchObject({ problem: PROBLEM });
    clock.advanceMs(60_000);
    expect(cores).toHaveLength(1);
    expect(seen.givenUp).toEqual(['home-not-writable']);
  });

  it('gives up after six deaths within a minute', async () => {
    const { supervisor, clock, cores, seen } = supervised();
    for (let i = 0; i < 6; i++) {
      cores.at(-1)!.die();
      clock.advanceMs(8000);
    }
    await expect(supervisor.ready).rejects.toMatchObject({ problem: { code: 'core-keeps-dying' } });
    expect(cores).toHaveLength(6);
    expect(seen.givenUp).toEqual(['core-keeps-dying']);
  });

  it('quits when the core has stopped, kills it when it does not, and starts none while quitting', async () => {
    const { supervisor, clock, cores } = supervised();
    const quitting = supervisor.quit();
    expect(cores[0].toCore.at(-1)).toEqual({ kind: 'quit' });
    clock.advanceMs(30_000);
    expect(cores[0].killed).toBe(true);
    cores[0].die();
    await quitting;
    clock.advanceMs(60_000);
    expect(cores).toHaveLength(1);
  });

  it('quits at once while no core is there', async () => {
    const { supervisor, clock, cores } = supervised();
    cores[0].die();
    await supervisor.quit();
    clock.advanceMs(60_000);
    expect(cores).toHaveLength(1);
  });

  it('answers what a core asks its host', async () => {
    const { cores } = supervised();
    cores[0].say({ kind: 'request', id: 7, request: { kind: 'choose-run-files' } });
    cores[0].say({ kind: 'request', id: 8, request: { kind: 'reveal', path: '/x' } });
    await new Promise((done) => setImmediate(done));
    expect(cores[0].toCore).toContainEqual({ kind: 'answer', id: 7, output: ['/run.dems'] });
    expect(cores[0].toCore).toContainEqual(
      expect.objectContaining({ kind: 'answer', id: 8, problem: expect.objectContaining({ code: 'unexpected' }) }),
    );
  });
});

describe('decideCoreRestart', () => {
  it('restarts at once, then later and later, then not at all', () => {
    expect(decideCoreRestart([0])).toEqual({ restartAfterMs: 0 });
    expect(decideCoreRestart([0, 1])).toEqual({ restartAfterMs: 500 });
    expect(decideCoreRestart([0, 1, 2])).toEqual({ restartAfterMs: 1000 });
    expect(decideCoreRestart([0, 1, 2, 3, 4])).toEqual({ restartAfterMs: 4000 });
    expect(decideCoreRestart([0, 1, 2, 3, 4, 5])).toEqual({ giveUp: true });
  });

  it('forgets deaths older than a minute', () => {
    expect(decideCoreRestart([0, 1, 2, 3, 4, 60_010])).toEqual({ restartAfterMs: 0 });
  });
});

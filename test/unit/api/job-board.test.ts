import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../shared/api/errors.ts';
import type { Job } from '../../../shared/api/jobs.ts';
import { ManualClock } from '../../../shared/domain/clock.ts';
import { JobBoard, type JobControl } from '../../../src-main/core/api/job-board.ts';

const PROBLEM = { code: 'disk-full', happened: 'The disk is full.', safe: 'All is safe.', next: 'Free space.' };

function board() {
  const clock = new ManualClock();
  const told: Job[] = [];
  const faults: unknown[] = [];
  const jobs = new JobBoard(
    clock,
    (job) => told.push(job),
    (error) => faults.push(error),
  );
  return { clock, told, faults, jobs };
}

/** A work that a test drives by hand. */
function heldWork() {
  let control!: JobControl;
  let finish!: (error?: unknown) => void;
  const work = (given: JobControl) =>
    new Promise<null>((done, fail) => {
      control = given;
      finish = (error) => (error === undefined ? done(null) : fail(error as Error));
      given.signal.addEventListener('abort', () => fail(new Error('stopped')));
    });
  return { work, control: () => control, finish: (error?: unknown) => finish(error) };
}

describe('JobBoard', () => {
  it('tells the beginning and the end at once, progress five times a second at most', async () => {
    const { clock, told, jobs } = board();
    const held = heldWork();
    const id = jobs.start({ kind: 'import', title: 'Import of a.mpt', unit: 'bytes', total: 1000 }, held.work);
    expect(told.at(-1)).toMatchObject({ id, state: 'running', done: 0, total: 1000, secondsLeft: null });
    for (let done = 0; done <= 500; done += 5) {
      held.control().progress(done);
      clock.advanceMs(10);
    }
    // 1.01 s of progress: at most six events beside the first.
    expect(told.length).toBeGreaterThan(4);
    expect(told.length).toBeLessThanOrEqual(7);
    held.finish();
    await vi.waitFor(() => expect(jobs.list()[0].state).toBe('done'));
    expect(told.at(-1)).toMatchObject({ state: 'done', done: 1000, secondsLeft: null, result: null });
    const ended = told.length;
    clock.advanceMs(1000);
    expect(told).toHaveLength(ended);
  });

  it('says the time left from the mean speed: a quarter in 3 s leaves 9 s', () => {
    const { clock, jobs } = board();
    const held = heldWork();
    jobs.start({ kind: 'report', title: 'Report' }, held.work);
    clock.advanceMs(500);
    held.control().progress(0.1);
    expect(jobs.list()[0].secondsLeft).toBeNull();
    clock.advanceMs(2500);
    held.control().progress(0.25);
    expect(jobs.list()[0].secondsLeft).toBeCloseTo(9, 9);
  });

  it('never goes back while the total stays, and may when it is corrected', () => {
    const { jobs } = board();
    const held = heldWork();
    jobs.start({ kind: 'export', title: 'Export', unit: 'samples', total: 100 }, held.work);
    held.control().progress(60);
    held.control().progress(40);
    expect(jobs.list()[0].done).toBe(60);
    held.control().progress(40, 400, 'Second file');
    expect(jobs.list()[0]).toMatchObject({ done: 40, total: 400, message: 'Second file' });
    held.control().progress(900);
    expect(jobs.list()[0].done).toBe(400);
  });

  it('cancels: cleans up in reverse order, then says so, and does not call it a fault', async () => {
    const { told, faults, jobs } = board();
    const held = heldWork();
    const cleaned: string[] = [];
    const id = jobs.start({ kind: 'import', title: 'Import' }, held.work);
    held.control().onUnfinished(() => void cleaned.push('folder'));
    held.control().onUnfinished(async () => void cleaned.push('file'));
    await jobs.cancel(id);
    expect(cleaned).toEqual(['file', 'folder']);
    expect(told.at(-1)).toMatchObject({ id, state: 'cancelled', problem: null, result: null });
    expect(faults).toEqual([]);
    await jobs.cancel(id);
    await jobs.cancel('no such job');
  });

  it('keeps the reason of a failure and cleans up even where cleaning fails', async () => {
    const { told, faults, jobs } = board();
    const held = heldWork();
    const cleaned: string[] = [];
    jobs.start({ kind: 'import', title: 'Import' }, held.work);
    held.control().onUnfinished(() => void cleaned.push('first'));
    held.control().onUnfinished(() => {
      throw new Error('held by another program');
    });
    held.finish(new AppError(PROBLEM));
    await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ state: 'failed', problem: PROBLEM }));
    expect(cleaned).toEqual(['first']);
    expect(faults).toHaveLength(2);
  });

  it('ends everything when the program ends, and keeps the newest twenty that ended', async () => {
    const { jobs } = board();
    for (let i = 0; i < 30; i++) jobs.start({ kind: 'export', title: `Export ${i}` }, async () => null);
    await vi.waitFor(() => expect(jobs.list().every(({ state }) => state === 'done')).toBe(true));
    expect(jobs.list().map(({ title }) => title)).toEqual(Array.from({ length: 20 }, (_, i) => `Export ${i + 10}`));
    const held = heldWork();
    jobs.start({ kind: 'import', title: 'Import' }, held.work);
    await jobs.close();
    expect(jobs.list().at(-1)).toMatchObject({ title: 'Import', state: 'cancelled' });
  });
});

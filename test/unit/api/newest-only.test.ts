import { describe, expect, it } from 'vitest';
import { NewestOnly } from '../../../src-main/core/api/newest-only.ts';

/** Work that ends when told to. */
function work<T>(answer: T) {
  let end = () => {};
  const started: string[] = [];
  const done = new Promise<T>((resolve) => (end = () => resolve(answer)));
  return {
    run: () => {
      started.push('started');
      return done;
    },
    end: () => end(),
    get isStarted() {
      return started.length > 0;
    },
  };
}

describe('NewestOnly', () => {
  it('runs one at a time and drops all but the newest that waits', async () => {
    const queue = new NewestOnly();
    const [first, second, third] = [work(1), work(2), work(3)];
    const answers = [queue.run('a', first.run), queue.run('a', second.run), queue.run('a', third.run)] as const;
    await expect(answers[1]).rejects.toMatchObject({ problem: { code: 'superseded' } });
    expect([first.isStarted, second.isStarted, third.isStarted]).toEqual([true, false, false]);
    first.end();
    expect(await answers[0]).toBe(1);
    third.end();
    expect(await answers[2]).toBe(3);
    expect(second.isStarted).toBe(false);
  });

  it('goes on after a failure and keeps editors apart', async () => {
    const queue = new NewestOnly();
    const failing = queue.run('a', () => Promise.reject(new Error('broken')));
    const waiting = queue.run('a', () => Promise.resolve('next'));
    const other = queue.run('b', () => Promise.resolve('other'));
    await expect(failing).rejects.toThrow('broken');
    expect(await waiting).toBe('next');
    expect(await other).toBe('other');
  });
});

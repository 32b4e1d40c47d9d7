import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AppError } from '../../../shared/api/errors.ts';
import type { RunDescription, RunSummary } from '../../../shared/api/runs.ts';
import { ManualClock } from '../../../shared/domain/clock.ts';
import { profileSchema } from '../../../shared/domain/profile.ts';
import { CalibrationIndex } from '../../../src-main/core/api/calibration-index.ts';
import { LastCalibrations } from '../../../src-main/core/api/last-calibration.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const lab = (seed: number) => profileSchema.parse({ kind: 'simulated-lab', name: 'Lab', preset: 'bare-ncm85', seed });
const settled = () => new Promise((done) => setImmediate(done));

interface StoredRun {
  name: string;
  day: number;
  seed: number;
  /** Sensitivity to O2; undefined of a run without calibration gas. */
  k?: number;
}

/** A home with runs in it, and what is asked of whoever reads them. */
function homeWith(runs: StoredRun[]) {
  const home = folder();
  const clock = new ManualClock();
  const asked: string[] = [];
  const faults: unknown[] = [];
  let isRecording = false;
  let refuse: ((error: Error) => void) | undefined;
  let finish = () => {};
  let isSlow = false;
  const pathOf = (name: string) => join(home, name);
  for (const { name } of runs) writeFileSync(pathOf(name), name);
  const stored = (path: string) => runs.find(({ name }) => pathOf(name) === path)!;
  const summaries = runs.map(
    ({ name, day }) =>
      ({ runId: name, name, startTime: `2026-01-0${day}T00:00:00Z`, state: 'finished', gases: ['O2'] }) as RunSummary,
  );
  /** As a program that is started anew has it. */
  const start = () =>
    new LastCalibrations({
      library: { list: () => summaries, pathOf },
      runs: {
        describe: async (path) => {
          asked.push(`describe ${stored(path).name}`);
          return { run: { profile: lab(stored(path).seed) } } as RunDescription;
        },
        storedCalibration: async (path) => {
          asked.push(stored(path).name);
          if (isSlow)
            await new Promise<void>((done, fail) => {
              refuse = fail;
              finish = done;
            });
          const { k } = stored(path);
          return { calibratedUs: null, gases: k === undefined ? [] : [{ species: 'O2', mz: 32, k }] };
        },
        endIfIdle: async () => void asked.push('end'),
        cancel: async () => {
          asked.push('cancel');
          refuse?.(new AppError({ code: 'analysis-cancelled', happened: 'Cancelled.', safe: '', next: '' }));
        },
      },
      index: new CalibrationIndex(join(home, 'index.json')),
      clock,
      mayPrepare: () => !isRecording,
      onFault: (error) => faults.push(error),
    });
  const found = async (calibrations: LastCalibrations, seed: number) => {
    const finding = calibrations.find('live', lab(seed));
    // What has to be read waits until the instruments have come up.
    for (let round = 0; round < 5; round++) await settled();
    clock.advanceMs(5000);
    return (await finding)?.calibration.gases[0]?.k;
  };
  return {
    home,
    clock,
    faults,
    start,
    found,
    pathOf,
    /** Evaluations asked for since the last look, and cancels. */
    asked: () => asked.splice(0).filter((what) => !what.startsWith('describe')),
    beSlow: (slow: boolean) => (isSlow = slow),
    finish: () => finish(),
    record: (recording: boolean) => (isRecording = recording),
  };
}

it('evaluates no run twice, not even in a program that is started later', async () => {
  const home = homeWith([{ name: 'a', day: 1, seed: 1, k: 3 }]);
  const first = home.start();
  expect(await home.found(first, 1)).toBe(3);
  expect(home.asked()).toEqual(['a']);
  expect(await home.found(first, 1)).toBe(3);
  expect(await home.found(home.start(), 1)).toBe(3);
  expect(home.asked()).toEqual([]);
});

it('evaluates a run again that has changed, and one of which the index is broken', async () => {
  const home = homeWith([{ name: 'a', day: 1, seed: 1, k: 3 }]);
  await home.found(home.start(), 1);
  home.asked();
  const later = new Date(statSync(home.pathOf('a')).mtimeMs + 1000);
  utimesSync(home.pathOf('a'), later, later);
  expect(await home.found(home.start(), 1)).toBe(3);
  expect(home.asked()).toEqual(['a']);
  writeFileSync(join(home.home, 'index.json'), '{"version":');
  expect(await home.found(home.start(), 1)).toBe(3);
  expect(home.asked()).toEqual(['a']);
});

it('takes the newest run of the same instruments that has a calibration', async () => {
  const home = homeWith([
    { name: 'oldest', day: 1, seed: 1, k: 2 },
    { name: 'older', day: 2, seed: 1, k: 3 },
    { name: 'without gas', day: 3, seed: 1 },
    { name: 'other lab', day: 4, seed: 2, k: 9 },
  ]);
  expect(await home.found(home.start(), 1)).toBe(3);
  expect(home.asked()).toEqual(['without gas', 'older']);
});

it('prepares one of every instrument, so that nothing is evaluated once instruments come up', async () => {
  const home = homeWith([
    { name: 'older', day: 1, seed: 1, k: 2 },
    { name: 'newer', day: 2, seed: 1, k: 3 },
    { name: 'other lab', day: 3, seed: 2, k: 9 },
  ]);
  const calibrations = home.start();
  await calibrations.prepare();
  expect(home.asked()).toEqual(['other lab', 'newer']);
  expect(await home.found(calibrations, 1)).toBe(3);
  expect(await home.found(calibrations, 2)).toBe(9);
  expect(home.asked()).toEqual([]);
});

it('prepares nothing while a run is recorded', async () => {
  const home = homeWith([{ name: 'a', day: 1, seed: 1, k: 3 }]);
  home.record(true);
  await home.start().prepare();
  expect(home.asked()).toEqual([]);
});

it('stops for whoever waits for an evaluation, and goes on when they have not asked for a while', async () => {
  const home = homeWith([{ name: 'a', day: 1, seed: 1, k: 3 }]);
  const calibrations = home.start();
  home.beSlow(true);
  const preparing = calibrations.prepare();
  for (let round = 0; round < 5; round++) await settled();
  expect(home.asked()).toEqual(['a']);
  calibrations.prepareLater();
  await preparing;
  expect(home.asked()).toEqual(['cancel']);
  home.beSlow(false);
  home.clock.advanceMs(19_000);
  calibrations.prepareLater();
  home.clock.advanceMs(19_000);
  await settled();
  expect(home.asked()).toEqual([]);
  home.clock.advanceMs(2000);
  for (let round = 0; round < 5; round++) await settled();
  expect(home.asked()).toEqual(['a']);
  expect(home.faults).toEqual([]);
});

it('lets instruments wait for what is being prepared, and then be alone', async () => {
  const home = homeWith([{ name: 'a', day: 1, seed: 1, k: 3 }]);
  const calibrations = home.start();
  home.beSlow(true);
  void calibrations.prepare();
  for (let round = 0; round < 5; round++) await settled();
  let hasRoom = false;
  const room = calibrations.makeRoom().then(() => (hasRoom = true));
  home.clock.advanceMs(2000);
  for (let round = 0; round < 5; round++) await settled();
  expect(hasRoom).toBe(false);
  home.finish();
  await room;
  expect(home.asked()).toEqual(['a', 'end']);
  expect(await home.found(calibrations, 1)).toBe(3);
  expect(home.asked()).toEqual([]);
});

it('lets no instrument wait longer than a person would', async () => {
  const home = homeWith([{ name: 'a', day: 1, seed: 1, k: 3 }]);
  const calibrations = home.start();
  home.beSlow(true);
  const preparing = calibrations.prepare();
  for (let round = 0; round < 5; round++) await settled();
  const room = calibrations.makeRoom();
  home.clock.advanceMs(3000);
  await room;
  await preparing;
  expect(home.asked()).toEqual(['a', 'cancel', 'end']);
});

it('never cancels what a run being recorded waits for', async () => {
  const home = homeWith([{ name: 'a', day: 1, seed: 1, k: 3 }]);
  const calibrations = home.start();
  home.beSlow(true);
  const finding = calibrations.find('live', lab(1));
  for (let round = 0; round < 5; round++) await settled();
  home.clock.advanceMs(5000);
  for (let round = 0; round < 5; round++) await settled();
  calibrations.prepareLater();
  await calibrations.stopPreparing();
  expect(home.asked()).toEqual(['a']);
  void finding;
});

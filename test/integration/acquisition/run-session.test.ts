import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newRunHeader } from '../../../src-main/core/acquisition/new-run-header.ts';
import { startRunSession } from '../../../src-main/core/acquisition/run-session.ts';
import { openRunFileForAppend } from '../../../src-main/core/storage/append-run-file.ts';
import { createRunFile } from '../../../src-main/core/storage/create-run-file.ts';
import { openRunFile } from '../../../src-main/core/storage/open-run-file.ts';
import type { RunFileWriter } from '../../../src-main/core/storage/run-file-contract.ts';
import { AppError } from '../../../shared/api/errors.ts';
import { ManualClock, scaledLabClock } from '../../../shared/domain/clock.ts';
import { runEventSchema } from '../../../shared/domain/event.ts';
import { phaseLabel } from '../../../shared/domain/phase.ts';
import { sampleSchema } from '../../../shared/domain/sample.ts';
import { ScriptedInstrument } from '../../support/scripted-instrument.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const newFolder = temporaryFolders();
const EPOCH_US = 1_767_225_600_000_000;

async function started(
  options: { path?: string; wrap?: (writer: RunFileWriter) => RunFileWriter; resumed?: boolean } = {},
) {
  const hostClock = new ManualClock(EPOCH_US);
  const labClock = scaledLabClock(hostClock, EPOCH_US, 1);
  const instrument = new ScriptedInstrument(labClock);
  const path = options.path ?? join(newFolder(), 'run.dems');
  const header = newRunHeader(
    {
      name: 'Test',
      sample: sampleSchema.parse({ name: 'S', activeMassMilligram: 10 }),
      profile: { version: 1, kind: 'simulated-lab', name: 'p', preset: 'bare-ncm85', seed: 1, speed: 1 },
    },
    instrument,
    labClock,
  );
  const writer = options.resumed ? openRunFileForAppend(path) : createRunFile(path, header);
  const session = await startRunSession({
    writer: options.wrap?.(writer) ?? writer,
    instrument,
    labClock,
    hostClock,
    resumed: options.resumed,
  });
  return { hostClock, instrument, path, session, writer };
}

const seconds = (from: number, n: number) => Array.from({ length: n }, (_, i) => EPOCH_US + (from + i) * 1e6);

describe('a recording session', () => {
  it('has every sample in the file within a flush of its arrival', async () => {
    const { hostClock, instrument, path, session } = await started();
    instrument.deliver('qms.m32', seconds(0, 5), [1, 2, 3, 4, 5]);
    hostClock.advanceMs(250);
    const other = openRunFile(path);
    expect([...other.read('qms.m32').value]).toEqual([1, 2, 3, 4, 5]);
    other.close();
    await session.stop('done');
    expect(session.state()).toBe('finished');
    const finished = openRunFile(path);
    expect(finished.isOpenEnded()).toBe(false);
    expect(finished.events().map((event) => event.kind)).toEqual(['run-started', 'run-stopped']);
    finished.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  it('shows newest values, phases and charge from memory', async () => {
    const { instrument, session } = await started();
    instrument.deliver('cycler.current', seconds(0, 100), Array<number>(100).fill(0));
    instrument.deliver('cycler.current', seconds(100, 101), Array<number>(101).fill(1e-3));
    expect(session.channels().find((now) => now.channel.id === 'cycler.current')).toMatchObject({
      value: 1e-3,
      periodSeconds: 1,
      samples: 201,
    });
    expect(session.phases().map(phaseLabel)).toEqual(['OCV', 'charge 1']);
    expect(session.chargeCoulomb()).toBeCloseTo(0.1 + 0.0005, 12);
    await session.stop('done');
  });

  it('keeps samples in memory while the file refuses, says so, and loses none', async () => {
    let refuse = false;
    const wrap = (writer: RunFileWriter): RunFileWriter =>
      new Proxy(writer, {
        get(target, key: keyof RunFileWriter) {
          if (key === 'flush' && refuse)
            return () => {
              throw new AppError({
                code: 'disk-full',
                happened: 'The disk is full.',
                safe: 'All is safe.',
                next: 'Free space.',
              });
            };
          const value = target[key];
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    const { hostClock, instrument, path, session } = await started({ wrap });
    refuse = true;
    for (let i = 0; i < 40; i++) {
      instrument.deliver(
        'qms.m32',
        seconds(i * 10, 10),
        Array.from({ length: 10 }, (_, k) => i * 10 + k),
      );
      hostClock.advanceMs(250);
    }
    expect(session.state()).toBe('not-writing');
    expect(session.alerts()).toMatchObject([
      { id: 'storage-trouble', severity: 'alarm', sentence: expect.stringContaining('400 samples wait in memory') },
    ]);
    refuse = false;
    hostClock.advanceMs(250);
    expect(session.state()).toBe('recording');
    expect(session.alerts()).toEqual([]);
    await session.stop('done');
    const reader = openRunFile(path);
    expect([...reader.read('qms.m32').value]).toEqual(Array.from({ length: 400 }, (_, i) => i));
    expect(reader.events().map((event) => event.kind)).toEqual([
      'run-started',
      'storage-trouble',
      'storage-restored',
      'run-stopped',
    ]);
    reader.close();
  });

  it('continues a run after a crash: nothing twice, the hole a gap with exact bounds, the charge from the beginning', async () => {
    const first = await started();
    first.instrument.deliver('cycler.current', seconds(0, 120), Array<number>(120).fill(1e-3));
    first.hostClock.advanceMs(250);
    first.writer.abandon();

    const second = await started({ path: first.path, resumed: true });
    expect(second.instrument.positions).toMatchObject([{ channelId: 'cycler.current', lastTimeUs: EPOCH_US + 119e6 }]);
    expect(second.instrument.positions[0].recent).toHaveLength(120);
    second.instrument.deliver('cycler.current', seconds(180, 21), Array<number>(21).fill(1e-3));
    second.instrument.deliver('qms.m32', seconds(180, 1), [7]);
    expect(second.session.chargeCoulomb()).toBeCloseTo(0.2, 9);
    await second.session.stop('done');

    const reader = openRunFile(first.path);
    expect(reader.read('cycler.current').timeUs).toHaveLength(141);
    expect(reader.gaps()).toEqual([
      {
        channelId: 'cycler.current',
        fromUs: EPOCH_US + 119e6,
        toUs: EPOCH_US + 180e6,
        cause: 'recorder-stopped',
        filledBy: null,
        text: expect.any(String),
      },
    ]);
    expect(reader.events().map((event) => event.kind)).toEqual(['run-started', 'run-resumed', 'run-stopped']);
    reader.close();
  });

  it('records the computer’s clock steps, annotations and set points, and turns events into standing alerts', async () => {
    const { hostClock, instrument, path, session } = await started();
    hostClock.advanceMs(1000);
    hostClock.stepUtc(-3_600_000_000);
    hostClock.advanceMs(1000);
    session.annotate('Opened the gas cabinet');
    instrument.readBack = 2.499;
    expect(await session.write('qms.m32', 2.5)).toBe(2.499);
    instrument.event(
      runEventSchema.parse({
        timeUs: EPOCH_US,
        kind: 'channel-stale',
        severity: 'alarm',
        text: 'No m/z 32 for 30 s.',
        channelId: 'qms.m32',
      }),
    );
    expect(session.alerts().map((alert) => alert.id)).toContain('channel-stale:qms');
    instrument.event(
      runEventSchema.parse({
        timeUs: EPOCH_US,
        kind: 'channel-restored',
        severity: 'info',
        text: 'm/z 32 is back.',
        channelId: 'qms.m32',
      }),
    );
    expect(session.alerts().map((alert) => alert.id)).not.toContain('channel-stale:qms');
    await session.stop('done');
    const reader = openRunFile(path);
    const kinds = reader.events().map((event) => event.kind);
    expect(kinds).toEqual([
      'run-started',
      'clock-step',
      'annotation',
      'setpoint-written',
      'channel-stale',
      'channel-restored',
      'run-stopped',
    ]);
    expect(reader.events()[3].data).toEqual({ asked: 2.5, readBack: 2.499, unit: 'A' });
    reader.close();
  });
});

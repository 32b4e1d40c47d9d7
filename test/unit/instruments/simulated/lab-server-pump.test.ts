import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ManualClock, scaledLabClock } from '../../../../shared/domain/clock.ts';
import { STATUS_BAD_SENSOR_FAILURE } from '../../../../shared/domain/quality.ts';
import { HeldLabClock } from '../../../../src-main/core/instruments/simulated/held-lab-clock.ts';
import type { PublishedValue } from '../../../../src-main/core/instruments/simulated/lab-server-nodes.ts';
import { LabServerPump } from '../../../../src-main/core/instruments/simulated/lab-server-pump.ts';
import { LAB_TAGS } from '../../../../src-main/core/instruments/simulated/lab-tags.ts';
import { TruthLog } from '../../../../src-main/core/instruments/simulated/truth-log.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';
import { TinyLabModel } from '../../../support/tiny-lab-model.ts';

const EPOCH_US = 1_767_225_600_000_000;
const indexOf = (id: string) => LAB_TAGS.findIndex((tag) => tag.id === id);
const FLOW = indexOf('MFC.1.fMeasure');
const SETPOINT = indexOf('MFC.1.fSetpoint');
const temporaryFolder = temporaryFolders();

function newPump(speed: number, durationSeconds?: number) {
  const host = new ManualClock();
  const model = new TinyLabModel(EPOCH_US, durationSeconds);
  const path = join(temporaryFolder(), 'truth.ndjson');
  const truth = new TruthLog(path);
  const clock = scaledLabClock(host, EPOCH_US, speed);
  const pump = new LabServerPump(model, clock, () => host.monotonicUs(), truth);
  const published: ({ tagIndex: number } & PublishedValue)[] = [];
  let fullest = 0;
  const target = {
    publish: (tagIndex: number, value: PublishedValue) => published.push({ tagIndex, ...value }) > 0,
    fullestQueue: () => fullest,
  };
  pump.setTarget(target);
  return {
    host,
    model,
    pump,
    target,
    of: (tagIndex: number) => published.filter((value) => value.tagIndex === tagIndex),
    published,
    fill: (share: number) => (fullest = share),
    truthLines: () => {
      truth.close();
      return readFileSync(path, 'utf8').trimEnd().split('\n').length;
    },
  };
}

describe('the lab’s pump', () => {
  test('publishes every value with its own stamp and the server’s within a second of it, and writes it down', () => {
    const { host, pump, of, published, truthLines } = newPump(1000);
    host.advanceMs(1000);
    pump.tick();
    const flow = of(FLOW);
    expect(flow).toHaveLength(1000);
    expect(flow.map(({ sourceTimeUs }) => sourceTimeUs - EPOCH_US)).toEqual(
      Array.from({ length: 1000 }, (_, index) => (index + 1) * 1e6 + 100_003 + FLOW * 17_011),
    );
    expect(flow.every(({ sourceTimeUs, serverTimeUs }) => Math.abs(sourceTimeUs - serverTimeUs) < 1e6)).toBe(true);
    expect(flow.every(({ value }) => value === Math.fround(value))).toBe(true);
    expect(truthLines()).toBe(published.length);
  });

  test('waits aloud while a client’s queue is full, and skips nothing', () => {
    const { host, pump, of, fill } = newPump(100);
    fill(0.9);
    host.advanceMs(1000);
    pump.tick();
    expect(pump.progress()).toMatchObject({ labSeconds: 0, lagSeconds: 100, done: false });
    fill(0);
    pump.tick();
    expect(pump.progress()).toMatchObject({ labSeconds: 100, lagSeconds: 0 });
    expect(of(FLOW)).toHaveLength(100);
    // Connections cut on purpose: the queue may overflow.
    fill(1);
    pump.waitForClients(false);
    host.advanceMs(100);
    pump.tick();
    expect(of(FLOW)).toHaveLength(110);
  });

  test('a stall publishes nothing; changed values follow, what was measured meanwhile does not', () => {
    const { host, model, pump, of } = newPump(10);
    host.advanceMs(1000);
    pump.tick();
    pump.freezeUntil(pump.seconds + 20);
    model.setFlow(3);
    model.setFlow(4);
    host.advanceMs(1900);
    pump.tick();
    expect(of(FLOW)).toHaveLength(10);
    expect(of(SETPOINT)).toHaveLength(1);
    host.advanceMs(1100);
    pump.tick();
    expect(of(FLOW)).toHaveLength(21);
    expect(of(SETPOINT).map(({ value }) => value)).toEqual([2.5, 4]);
  });

  test('bad quality has an end', () => {
    const { host, pump, of } = newPump(10);
    pump.spoilUntil(FLOW, STATUS_BAD_SENSOR_FAILURE, 5.5);
    host.advanceMs(1000);
    pump.tick();
    expect(of(FLOW).map(({ status }) => status !== 0)).toEqual(Array.from({ length: 10 }, (_, index) => index < 5));
    expect(of(FLOW).every(({ value }) => Number.isFinite(value))).toBe(true);
  });

  test('while the server is down nothing is published or written down', () => {
    const { host, pump, target, published, truthLines } = newPump(10);
    pump.setTarget(null);
    host.advanceMs(1000);
    pump.tick();
    expect(published).toEqual([]);
    pump.setTarget(target);
    host.advanceMs(100);
    pump.tick();
    expect(truthLines()).toBe(published.length);
    // The first values of the set points and states, held back, and one second of the periodic ones.
    const periodic = LAB_TAGS.filter(({ updates }) => updates === 'periodic').length;
    expect(published).toHaveLength(periodic + LAB_TAGS.length - periodic);
  });

  test('ends with the experiment', () => {
    const { host, pump, of } = newPump(100, 30);
    host.advanceMs(1000);
    pump.tick();
    expect(pump.progress()).toMatchObject({ labSeconds: 30, lagSeconds: 0, done: true });
    expect(of(FLOW)).toHaveLength(30);
  });
});

test('a held clock stands at zero until it begins, and begins once', () => {
  const host = new ManualClock();
  host.advanceMs(5000);
  const clock = new HeldLabClock(host, EPOCH_US, 100);
  host.advanceMs(1000);
  expect(clock.utcUs()).toBe(EPOCH_US);
  clock.begin(host.monotonicUs());
  host.advanceMs(10);
  expect(clock.monotonicUs()).toBe(1e6);
  clock.begin(host.monotonicUs());
  host.advanceMs(10);
  expect(clock.utcUs()).toBe(EPOCH_US + 2e6);
});

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { createOpcUaInstrument } from '../../../src-main/core/instruments/opcua/opcua-instrument.ts';
import { SimulatedLab, type SimulatedLabOptions } from '../../../src-main/core/instruments/simulated/lab-host.ts';
import type { LabProgress } from '../../../src-main/core/instruments/simulated/lab-server-pump.ts';
import { bundleEntry } from '../../support/bundle.ts';
import { compareWithTruth } from '../../support/compare-with-truth.ts';
import { EPOCH_US, hostClock, SHARED_PKI } from '../../support/opcua-fixture.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const temporaryFolder = temporaryFolders();
let workerUrl: URL;
beforeAll(async () => {
  workerUrl = await bundleEntry('src-main/core/instruments/simulated/lab-worker.ts');
});

let lab: SimulatedLab | undefined;
afterEach(async () => {
  await lab?.stop();
  lab = undefined;
});

function newLab(speed: number, more: Partial<SimulatedLabOptions> = {}): SimulatedLab {
  return new SimulatedLab({
    preset: 'bare-ncm85',
    seed: 1,
    speed,
    hostClock,
    epochUtcUs: EPOCH_US,
    pkiFolder: join(SHARED_PKI, 'lab'),
    workerUrl,
    ...more,
  });
}

const instrumentFor = (of: SimulatedLab) =>
  createOpcUaInstrument({
    profile: of.profile(),
    labClock: of.labClock,
    hostClock,
    pkiFolder: join(SHARED_PKI, 'client'),
    labCertificate: of.certificate,
  });

test('the physical model in its thread, a thousand times as fast: everything arrives from the first value on', async () => {
  const truthLogPath = join(temporaryFolder(), 'truth.ndjson');
  const progress: LabProgress[] = [];
  lab = newLab(1000, { truthLogPath, holdTime: true, onProgress: (now) => progress.push(now) });
  await lab.start();
  const instrument = instrumentFor(lab);
  const sink = new RecordingSink();
  await instrument.start(sink, []);
  expect(lab.labClock.monotonicUs()).toBe(0);
  lab.begin();
  // Ninety minutes of the laboratory: MFC and cycler at 1 Hz, a scan of 13 masses every 7.15 s.
  await sink.until('an hour', () => sink.of('cycler.voltage').length >= 3600);
  // A computer that is busy for two seconds makes the laboratory wait rather than lose.
  const busyUntil = performance.now() + 2000;
  while (performance.now() < busyUntil);
  await sink.until('ninety minutes', () => sink.of('cycler.voltage').length >= 5400, 30_000);
  await instrument.stop();
  await lab.stop();

  const result = compareWithTruth(truthLogPath, lab.profile().nodes, sink.byChannel, sink.gaps);
  expect(result).toMatchObject({ missing: 0, inGaps: 0, duplicated: 0, invented: 0, disordered: 0 });
  expect(result.received).toBeGreaterThan(3 * 5300 + 13 * 700);
  expect(sink.of('cycler.voltage')[0]!.timeUs).toBeLessThan(EPOCH_US + 30e6);
  expect(sink.gaps).toEqual([]);
  expect(sink.eventsOf('connection-lost')).toEqual([]);
  expect(progress.at(-1)!.labSeconds).toBeGreaterThan(5400);
});

test('faults come through the thread', async () => {
  lab = newLab(50);
  await lab.start();
  const instrument = instrumentFor(lab);
  const sink = new RecordingSink();
  await instrument.start(sink, []);
  await sink.more(50);
  await lab.injectFault({ kind: 'filament-off', labSeconds: 100 });
  await sink.until('emission off', () => sink.of('qms.emission').at(-1)?.value === 0);
  await sink.until('pressure -1', () => sink.of('qms.total-pressure').at(-1)?.value === -1);
  await sink.until('emission on', () => sink.of('qms.emission').at(-1)?.value === 1);
  await lab.injectFault({ kind: 'drop', hostSeconds: 0.5 });
  await sink.until('data again', () => sink.kinds().includes('connection-restored'));
  await instrument.stop();
});

test('a laboratory that cannot start says so', async () => {
  lab = newLab(1, { workerUrl: pathToFileURL('/no/such/worker.mjs') });
  await expect(lab.start()).rejects.toMatchObject({ problem: { code: 'simulated-lab-failed' } });
});

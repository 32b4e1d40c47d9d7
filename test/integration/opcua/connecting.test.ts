import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../shared/api/errors.ts';
import { createOpcUaInstrument } from '../../../src-main/core/instruments/opcua/opcua-instrument.ts';
import { simulatedLabProfile } from '../../../src-main/core/instruments/simulated/lab-profile.ts';
import { scaledLabClock } from '../../../shared/domain/clock.ts';
import type { OpcUaProfile } from '../../../shared/domain/profile.ts';
import {
  EPOCH_US,
  hostClock,
  SHARED_PKI,
  startBench,
  temporaryFolder,
  type Bench,
} from '../../support/opcua-fixture.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

let bench: Bench | undefined;
afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

/** Starts an instrument that must fail; gives the error's code and how long it took. */
async function failureOf(
  profile: OpcUaProfile,
  more: object = {},
): Promise<{ code: string; text: string; seconds: number }> {
  const instrument = createOpcUaInstrument({
    profile,
    labClock: scaledLabClock(hostClock, EPOCH_US, 1),
    hostClock,
    pkiFolder: join(SHARED_PKI, 'client'),
    ...more,
  });
  const began = performance.now();
  const error: unknown = await instrument.start(new RecordingSink(), []).then(
    () => new Error('it started'),
    (thrown: unknown) => thrown,
  );
  const seconds = (performance.now() - began) / 1000;
  await instrument.stop();
  if (!(error instanceof AppError)) throw error;
  return { code: error.code, text: error.message, seconds };
}

describe('a first connection that fails says why, soon', () => {
  test('nobody listens', async () => {
    const failure = await failureOf(simulatedLabProfile('opc.tcp://127.0.0.1:1'));
    expect(failure.code).toBe('connection-refused');
    expect(failure.text).toContain('127.0.0.1:1');
    expect(failure.seconds).toBeLessThan(10);
  });

  test('a name that does not exist', async () => {
    const failure = await failureOf(simulatedLabProfile('opc.tcp://no-such-host.invalid:4840'));
    expect(failure.code).toBe('endpoint-not-found');
    expect(failure.seconds).toBeLessThan(10);
  });

  describe('something else listens', () => {
    let server: Server | undefined;
    const sockets = new Set<Socket>();
    const listen = (answer: (socket: Socket) => void) =>
      new Promise<string>((resolve) => {
        server = createServer((socket) => {
          sockets.add(socket);
          socket.on('error', () => {});
          answer(socket);
        }).listen(0, '127.0.0.1', () => {
          const address = server!.address();
          resolve(`opc.tcp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
        });
      });
    afterEach(async () => {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      await new Promise((resolve) => server?.close(resolve));
    });

    test('that never answers', async () => {
      const failure = await failureOf(simulatedLabProfile(await listen(() => {})));
      expect(failure.code).toBe('connection-timeout');
      expect(failure.seconds).toBeLessThan(10);
    });

    test('that closes the connection', async () => {
      const failure = await failureOf(
        simulatedLabProfile(await listen((socket) => socket.end('HTTP/1.1 400\r\n\r\n'))),
      );
      expect(failure.code).toBe('not-an-opc-ua-server');
      expect(failure.seconds).toBeLessThan(10);
    });
  });

  test('a wrong password, a right one, nobody, and a security policy that is not offered', async () => {
    const password = 'correct horse';
    bench = await startBench({ server: { users: [{ name: 'operator', password }], allowAnonymous: false } });
    const { lab } = bench;
    const labCertificate = lab.certificate;
    const user = { kind: 'password', name: 'operator', secret: 'lab' } as const;
    const profile: OpcUaProfile = { ...bench.profile, user };

    const wrong = await failureOf(profile, { password: 'wrong', labCertificate });
    expect(wrong.code).toBe('user-refused');
    expect(wrong.text).toContain('operator');

    const anonymous = await failureOf(bench.profile, { labCertificate });
    expect(anonymous.code).toBe('user-kind-not-offered');

    const none = await failureOf({ ...profile, security: { mode: 'None', policy: 'None' } }, { password });
    expect(none.code).toBe('security-not-offered');
    expect(none.text).toContain('SignAndEncrypt Basic256Sha256');

    const sink = new RecordingSink();
    const instrument = createOpcUaInstrument({
      profile,
      labClock: bench.labClock,
      hostClock,
      pkiFolder: join(SHARED_PKI, 'client'),
      password,
      labCertificate,
    });
    await instrument.start(sink, []);
    await sink.more(100);
    await instrument.stop();
  });

  test('a node that the server does not have is named', async () => {
    bench = await startBench();
    const nodes = bench.profile.nodes.map((node, index) =>
      index === 0
        ? { ...node, node: 'nsu=urn:opendems:lab;s=QMS.MID.M999.IonCurrent' }
        : index === 1
          ? { ...node, node: 'nsu=urn:somebody:else;s=Tag' }
          : index === 2
            ? { ...node, node: '/QMS/MID/M12/IonCurrant' }
            : node,
    );
    const failure = await failureOf({ ...bench.profile, nodes }, { labCertificate: bench.lab.certificate });
    expect(failure.code).toBe('node-missing');
    expect(failure.text).toContain('M999');
    expect(failure.text).toContain('urn:somebody:else');
    expect(failure.text).toContain('IonCurrant');
  });
});

test('an unknown server is refused, asked for once, and remembered', async () => {
  bench = await startBench();
  const { profile } = bench;
  const pkiFolder = temporaryFolder();
  try {
    const refused = await failureOf(profile, { pkiFolder });
    expect(refused.code).toBe('certificate-untrusted');
    const asked: { thumbprint: string; validToMs: number }[] = [];
    const declined = await failureOf(profile, {
      pkiFolder,
      onCertificate: (certificate: { thumbprint: string; validToMs: number }) => {
        asked.push(certificate);
        return false;
      },
    });
    expect(declined.code).toBe('certificate-untrusted');
    expect(asked).toHaveLength(1);
    expect(asked[0]!.thumbprint).toMatch(/^[0-9A-F]{40}$/);
    expect(asked[0]!.validToMs).toBeGreaterThan(Date.now());
    expect(declined.text).toContain(asked[0]!.thumbprint);

    for (const onCertificate of [() => true, undefined]) {
      const instrument = createOpcUaInstrument({
        profile,
        labClock: bench.labClock,
        hostClock,
        pkiFolder,
        ...(onCertificate ? { onCertificate } : {}),
      });
      const sink = new RecordingSink();
      await instrument.start(sink, []);
      await sink.more(50);
      await instrument.stop();
    }
  } finally {
    rmSync(pkiFolder, { recursive: true, force: true });
  }
});

test('without security data come too, with a warning in the run', async () => {
  bench = await startBench({ server: { allowNone: true }, profile: { security: { mode: 'None', policy: 'None' } } });
  await bench.instrument.start(bench.sink, []);
  await bench.sink.more(200);
  const result = await bench.finish();
  expect(result).toMatchObject({ missing: 0, duplicated: 0, invented: 0 });
  expect(bench.sink.eventsOf('security-warning')).toHaveLength(1);
});

test('browse paths find the same nodes', async () => {
  bench = await startBench();
  const { profile } = bench;
  const byId = profile.nodes.find(({ id }) => id === 'qms.m32')!;
  const byPath = { ...byId, id: 'path.plain', node: '/QMS/MID/M32/IonCurrent' };
  const byUriPath = { ...byId, id: 'path.uri', node: '/{urn:opendems:lab}QMS/MID/M32/IonCurrent' };
  profile.nodes.splice(0, profile.nodes.length, byId, byPath, byUriPath);
  await bench.instrument.start(bench.sink, []);
  await bench.sink.more(60);
  const values = (id: string) => bench!.sink.of(id).map(({ timeUs, value }) => `${timeUs} ${value}`);
  expect(values('path.plain').slice(0, 10)).toEqual(values('qms.m32').slice(0, 10));
  expect(values('path.uri').slice(0, 10)).toEqual(values('qms.m32').slice(0, 10));
  expect(values('qms.m32').length).toBeGreaterThanOrEqual(10);
});

describe('set points', () => {
  test('are written, read back and published', async () => {
    bench = await startBench();
    const { instrument, sink } = bench;
    await instrument.start(sink, []);
    expect(await instrument.write('mfc.setpoint', 3.3)).toBeCloseTo(3.3, 6);
    await sink.until('the new set point', () => sink.of('mfc.setpoint').at(-1)?.value === Math.fround(3.3));
    const result = await bench.finish();
    expect(result).toMatchObject({ missing: 0, duplicated: 0, invented: 0, disordered: 0 });
  });

  test('pass through scale and offset', async () => {
    bench = await startBench();
    const node = bench.profile.nodes.find(({ id }) => id === 'mfc.setpoint')!;
    node.scale = 0.5;
    node.offset = 1;
    await bench.instrument.start(bench.sink, []);
    // 2 mln/min are (2 - 1) / 0.5 = 2 on the wire.
    expect(await bench.instrument.write('mfc.setpoint', 2)).toBeCloseTo(2, 6);
    await bench.sink.until('raw 2', () => bench!.sink.of('mfc.setpoint').at(-1)?.value === 2);
  });

  test('that cannot be are refused in words', async () => {
    bench = await startBench();
    const { instrument, sink } = bench;
    await instrument.start(sink, []);
    await expect(instrument.write('mfc.setpoint', 1e6)).rejects.toMatchObject({ problem: { code: 'write-refused' } });
    await expect(instrument.write('mfc.flow', 1)).rejects.toMatchObject({ problem: { code: 'not-writable' } });
    await expect(instrument.write('no.such', 1)).rejects.toMatchObject({ problem: { code: 'no-such-channel' } });
    await expect(instrument.write('mfc.setpoint', Number.NaN)).rejects.toMatchObject({
      problem: { code: 'value-not-writable' },
    });
    bench.profile.nodes.find(({ id }) => id === 'mfc.flow')!.writable = true;
    await expect(instrument.write('mfc.flow', 1)).rejects.toMatchObject({ problem: { code: 'write-refused' } });
    await instrument.stop();
    await expect(instrument.write('mfc.setpoint', 2)).rejects.toMatchObject({ problem: { code: 'not-connected' } });
  });
});

test('settings tell what was asked and what was granted', async () => {
  bench = await startBench({ speed: 20 });
  await bench.instrument.start(bench.sink, []);
  const settings = bench.instrument.settings();
  expect(settings).toHaveLength(bench.profile.nodes.length);
  // The lab's profile asks for 2 Hz, for the longer of 120 s and 10 s of host time at speed 20.
  expect(settings[0]).toEqual({
    channelId: 'qms.m2',
    requestedQueueSize: 400,
    revisedQueueSize: 400,
    requestedSamplingMs: 0,
    revisedSamplingMs: 0,
  });
});

test('a continued run does not take again what it has', async () => {
  bench = await startBench({ speed: 20 });
  const { instrument, sink, lab, labClock, profile } = bench;
  await instrument.start(sink, []);
  await sink.more(600);
  await instrument.stop();
  const positions = [...sink.byChannel].map(([channelId, samples]) => ({
    channelId,
    lastTimeUs: samples.at(-1)!.timeUs,
    recent: samples.slice(-64),
  }));
  const second = createOpcUaInstrument({
    profile,
    labClock,
    hostClock,
    pkiFolder: join(SHARED_PKI, 'client'),
    labCertificate: lab.certificate,
  });
  const again = new RecordingSink();
  await second.start(again, positions);
  await again.more(300);
  await second.stop();
  for (const [channelId, samples] of again.byChannel) {
    const lastUs = sink.of(channelId).at(-1)!.timeUs;
    expect(samples.every(({ timeUs }) => timeUs > lastUs)).toBe(true);
  }
  // The hole between the two is the recorder's to record.
  expect(again.gaps).toEqual([]);
});

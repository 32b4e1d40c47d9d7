import { describe, expect, test, vi, type TestContext } from 'vitest';
import { hasOverflow } from '../../../shared/domain/quality.ts';
import { startBench, type Bench, type BenchOptions } from '../../support/opcua-fixture.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';

const WHOLE = { missing: 0, duplicated: 0, invented: 0, disordered: 0 };

async function newBench(context: TestContext, options: BenchOptions): Promise<Bench> {
  const bench = await startBench(options);
  context.onTestFinished(() => bench.close());
  return bench;
}

/** A bench whose wire can be cut between the two ends. */
async function wired(context: TestContext, options: BenchOptions): Promise<{ bench: Bench; wire: TcpProxy }> {
  const bench = await newBench(context, options);
  const wire = await TcpProxy.start(Number(bench.lab.endpoint.split(':').at(-1)));
  context.onTestFinished(() => wire.close());
  bench.profile.endpoint = `opc.tcp://127.0.0.1:${wire.port}`;
  await bench.instrument.start(bench.sink, []);
  await bench.sink.more(300);
  return { bench, wire };
}

// Mostly waiting: three at a time.
vi.setConfig({ maxConcurrency: 3 });
describe.concurrent('recovery', () => {
  test('a wire that swallows everything is noticed, and nothing is lost', async (context) => {
    const { bench, wire } = await wired(context, { speed: 20 });
    const { sink } = bench;
    wire.swallow();
    await sink.until('the silence to be noticed', () => sink.kinds().includes('connection-lost'));
    wire.mend();
    await sink.until('data again', () => sink.kinds().includes('connection-restored'));
    await sink.more(300);
    expect(await bench.finish()).toMatchObject({ ...WHOLE, inGaps: 0 });
    expect(sink.gaps).toEqual([]);
  });

  test('connections reset again and again lose nothing', async (context) => {
    const { bench, wire } = await wired(context, { speed: 50 });
    const { sink } = bench;
    for (let time = 1; time <= 5; time += 1) {
      wire.reset();
      await sink.until('data again', () => sink.eventsOf('connection-restored').length === time);
      await sink.more(100);
    }
    expect(await bench.finish()).toMatchObject({ ...WHOLE, inGaps: 0 });
    expect(sink.gaps).toEqual([]);
  });

  test('a subscription that dies while the connection lives is found out and made anew', async (context) => {
    const bench = await newBench(context, { speed: 30 });
    const { instrument, sink, lab } = bench;
    await instrument.start(sink, []);
    await sink.more(300);
    await lab.faults.inject({ kind: 'mute' });
    await sink.until('data again', () => sink.kinds().includes('connection-restored'), 30_000);
    await sink.more(300);
    const result = await bench.finish();
    expect(result).toMatchObject(WHOLE);
    expect(result.inGaps).toBeGreaterThan(0);
    expect(sink.kinds()).toContain('channel-stale');
    expect(sink.gaps.find(({ channelId }) => channelId === 'qms.m32')?.cause).toBe('stalled');
  });

  test('one channel that is not reported any more is found out by looking at the server', async (context) => {
    const bench = await newBench(context, { speed: 30 });
    const { instrument, sink, lab } = bench;
    await instrument.start(sink, []);
    await sink.more(300);
    await lab.faults.inject({ kind: 'mute', tag: 'MFC.1.fMeasure' });
    await sink.until('the flow again', () => sink.gaps.some(({ channelId }) => channelId === 'mfc.flow'), 30_000);
    await sink.more(300);
    expect(await bench.finish()).toMatchObject(WHOLE);
    const alarms = sink.eventsOf('channel-stale').filter(({ severity }) => severity === 'alarm');
    expect(alarms.map(({ channelId }) => channelId)).toEqual(['mfc.flow']);
  });

  test('a queue that overflows is told, and the hole has its bounds, also with bad values in it', async (context) => {
    // A queue of 0.1 Hz for 500 s: 50 values, one a laboratory second, so one second of the computer's.
    const { bench, wire } = await wired(context, { speed: 50, profile: { fastestRateHz: 0.1, queueSeconds: 60 } });
    const { instrument, sink, lab } = bench;
    expect(instrument.settings()[0]).toMatchObject({ requestedQueueSize: 50, revisedQueueSize: 50 });
    await sink.more(300);
    await lab.faults.inject({ kind: 'bad-quality', tag: 'QMS.MID.M32.IonCurrent', labSeconds: 70 });
    const cutAtSeconds = lab.progress().labSeconds;
    wire.swallow();
    wire.reset();
    await vi.waitUntil(() => lab.progress().labSeconds > cutAtSeconds + 130, { timeout: 20_000 });
    wire.mend();
    await sink.until('data again', () => sink.kinds().includes('connection-restored'));
    await sink.more(300);
    const result = await bench.finish();
    expect(result).toMatchObject(WHOLE);
    expect(result.inGaps).toBeGreaterThan(19 * 40);
    expect(sink.kinds()).toContain('queue-overflow');
    const gap = sink.gaps.find(({ channelId }) => channelId === 'qms.m32')!;
    expect(gap.cause).toBe('queue-overflow');
    expect(sink.of('qms.m32').find(({ timeUs }) => timeUs === gap.toUs)).toSatisfy(({ status }) => hasOverflow(status));
    expect(sink.eventsOf('scan-number-skipped')).toHaveLength(1);
    expect(sink.eventsOf('scan-number-skipped')[0]!.data['missing']).toBeGreaterThan(40);
  });

  test('stopping while the server is away ends soon', async (context) => {
    const { bench, wire } = await wired(context, { speed: 10 });
    wire.swallow();
    wire.reset();
    await bench.sink.until('the loss', () => bench.sink.kinds().includes('connection-lost'));
    const began = performance.now();
    await bench.instrument.stop();
    expect(performance.now() - began).toBeLessThan(8000);
    expect(bench.sink.lastHealth.every(({ state }) => state === 'off')).toBe(true);
  });
});

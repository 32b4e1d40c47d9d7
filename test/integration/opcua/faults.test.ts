import { describe, expect, test, vi, type TestContext } from 'vitest';
import { STATUS_BAD_SENSOR_FAILURE } from '../../../shared/domain/quality.ts';
import { startBench, type Bench } from '../../support/opcua-fixture.ts';

/** Whatever fails: nothing missing outside recorded gaps, nothing twice, nothing altered, nothing out of order. */
const WHOLE = { missing: 0, duplicated: 0, invented: 0, disordered: 0 };

async function running(context: TestContext, speed: number): Promise<Bench> {
  const bench = await startBench({ speed });
  context.onTestFinished(() => bench.close());
  await bench.instrument.start(bench.sink, []);
  await bench.sink.more(500);
  return bench;
}

// Mostly waiting: three at a time.
vi.setConfig({ maxConcurrency: 3 });
describe.concurrent('faults', () => {
  test('a cut connection loses nothing that the server has queued', async (context) => {
    const { lab, sink, finish } = await running(context, 50);
    await lab.faults.inject({ kind: 'drop', hostSeconds: 2 });
    await sink.until('data after the cut', () => sink.kinds().includes('connection-restored'));
    await sink.more(500);
    const result = await finish();
    expect(result).toMatchObject({ ...WHOLE, inGaps: 0 });
    expect(sink.kinds().filter((kind) => kind.startsWith('connection'))).toEqual([
      'connection-lost',
      'connection-restored',
    ]);
    expect(sink.gaps).toEqual([]);
  });

  test('a server that stalls is noticed, and the hole is a gap with its bounds', async (context) => {
    const { lab, sink, finish } = await running(context, 20);
    // 3 periods of 1 s and what the host adds (0.7 s at speed 20) must pass before silence is told.
    await lab.faults.inject({ kind: 'stall', labSeconds: 40 });
    await sink.until('the stall to be told', () => sink.kinds().includes('channel-stale'));
    await sink.until('a gap', () => sink.gaps.length >= 19);
    await sink.more(500);
    const result = await finish();
    expect(result).toMatchObject({ ...WHOLE, inGaps: 0 });
    const gap = sink.gaps.find(({ channelId }) => channelId === 'qms.m32')!;
    expect(gap.cause).toBe('stalled');
    expect((gap.toUs - gap.fromUs) / 1e6).toBeGreaterThanOrEqual(40);
    expect((gap.toUs - gap.fromUs) / 1e6).toBeLessThanOrEqual(42);
    expect(sink.of('qms.m32').some(({ timeUs }) => timeUs > gap.fromUs && timeUs < gap.toUs)).toBe(false);
    expect(sink.kinds()).toContain('channel-restored');
  });

  test('after a restart of the server the hole is a gap and the rest is whole', async (context) => {
    const { lab, sink, finish } = await running(context, 20);
    await lab.faults.inject({ kind: 'restart', hostSeconds: 0.5 });
    await sink.until('data after the restart', () => sink.kinds().includes('connection-restored'));
    await sink.more(500);
    const result = await finish();
    expect(result).toMatchObject(WHOLE);
    expect(sink.kinds()).toContain('server-restarted');
    const causes = new Set(sink.gaps.map(({ cause }) => cause));
    expect(causes).toEqual(new Set(['server-restarted']));
    expect(new Set(sink.gaps.map(({ channelId }) => channelId))).toContain('qms.m32');
  });

  test('a moved namespace is found again by its URI', async (context) => {
    const { lab, sink, finish } = await running(context, 20);
    await lab.faults.inject({ kind: 'namespace-moved', hostSeconds: 0 });
    await sink.until('data after the move', () => sink.kinds().includes('connection-restored'));
    await sink.more(500);
    const result = await finish();
    expect(result).toMatchObject(WHOLE);
    expect(sink.gaps.every(({ cause }) => cause === 'server-restarted')).toBe(true);
  });

  test('bad quality keeps its status and its value, and is told', async (context) => {
    const { lab, sink, finish } = await running(context, 50);
    await lab.faults.inject({ kind: 'bad-quality', tag: 'QMS.MID.M32.IonCurrent', labSeconds: 30 });
    const told = () => sink.eventsOf('quality-changed').filter(({ channelId }) => channelId === 'qms.m32');
    await sink.until('bad and good again', () => told().length === 2);
    const result = await finish();
    expect(result).toMatchObject({ ...WHOLE, inGaps: 0 });
    const bad = sink.of('qms.m32').filter(({ status }) => status !== 0);
    expect(bad.length).toBeGreaterThanOrEqual(29);
    expect(bad.length).toBeLessThanOrEqual(31);
    expect(bad.every(({ status, value }) => status === STATUS_BAD_SENSOR_FAILURE && Number.isFinite(value))).toBe(true);
    expect(told().map(({ data }) => data['severity'])).toEqual(['bad', 'good']);
  });

  test('a removed node is told by name, the others go on, and it comes back', async (context) => {
    const { lab, sink, finish } = await running(context, 20);
    await lab.faults.inject({ kind: 'node-removed', tag: 'MFC.1.fMeasure' });
    await sink.until('the missing node', () => sink.kinds().includes('node-missing'));
    expect(sink.eventsOf('node-missing').map(({ channelId }) => channelId)).toEqual(['mfc.flow']);
    const before = sink.of('mfc.flow').length;
    await sink.more(300);
    expect(sink.of('mfc.flow')).toHaveLength(before);
    await lab.faults.inject({ kind: 'restart', hostSeconds: 0 });
    await sink.until('the node again', () => sink.of('mfc.flow').length > before + 5);
    const result = await finish();
    expect(result).toMatchObject(WHOLE);
    expect(sink.gaps.filter(({ channelId }) => channelId === 'mfc.flow')).toHaveLength(1);
  });

  test.for([
    ['back', -3600],
    ['forward', 3600],
  ] as const)(
    'a clock set %s is told once with its bounds, and nothing is lost or moved',
    async ([, seconds], context) => {
      const { lab, sink, finish } = await running(context, 50);
      await lab.faults.inject({ kind: 'clock-step', source: 'qms', seconds });
      await sink.until('the step', () => sink.kinds().includes('clock-step'));
      await sink.more(1000);
      const result = await finish();
      expect(result).toMatchObject({ ...WHOLE, inGaps: 0 });
      const [step, ...more] = sink.eventsOf('clock-step');
      expect(more).toEqual([]);
      expect(step!.sourceId).toBe('qms');
      const shift = step!.data['shiftSeconds'] as number;
      expect(Math.abs(shift - seconds)).toBeLessThan(2);
      // Stamps are one second apart, so the bounds are the shift and one period apart.
      expect((step!.toUs! - step!.fromUs!) / 1e6).toBeCloseTo(seconds + 1, 3);
      expect(sink.gaps).toEqual([]);
    },
  );

  test('scanning switched off by the operator is no fault of the server', async (context) => {
    const bench = await startBench({ speed: 50 });
    context.onTestFinished(() => bench.close());
    const { profile } = bench;
    profile.nodes.push({
      ...profile.nodes.find(({ id }) => id === 'qms.emission')!,
      id: 'qms.scanning',
      name: 'Scanning',
      role: 'scanning',
      node: 'nsu=urn:opendems:lab;s=QMS.Status.Scanning',
    });
    const { instrument, model, sink, finish } = bench;
    await instrument.start(sink, []);
    await sink.more(500);
    model.setScanning(false);
    await sink.until('scanning off', () => sink.of('qms.scanning').at(-1)?.value === 0);
    await sink.more(400);
    model.setScanning(true);
    await sink.until('ion currents again', () => sink.gaps.length > 0);
    await sink.more(200);
    const result = await finish();
    expect(result).toMatchObject(WHOLE);
    expect(new Set(sink.gaps.map(({ cause }) => cause))).toEqual(new Set(['scan-stopped']));
    const [off, on] = sink
      .of('qms.scanning')
      .slice(-2)
      .map(({ receivedUs }) => receivedUs);
    const during = sink.eventsOf('channel-stale').filter(({ timeUs }) => timeUs > off! && timeUs < on!);
    expect(during.filter(({ channelId }) => channelId === 'qms.m32')).toEqual([]);
  });
});

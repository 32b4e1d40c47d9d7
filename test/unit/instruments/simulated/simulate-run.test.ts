import { describe, expect, it } from 'vitest';
import type { Receipt, SampleBatch } from '../../../../shared/domain/samples.ts';
import { createLabModel } from '../../../../src-main/core/instruments/simulated/lab-model.ts';
import { simulatedRunHeader, simulateRun } from '../../../../src-main/core/instruments/simulated/simulate-run.ts';
import { START_UTC_US, publishedUntil } from './quiet-lab.ts';

const OPTIONS = { preset: 'bare-ncm85', seed: 3, startUtcUs: START_UTC_US } as const;

describe('simulatedRunHeader', () => {
  it('tells what the laboratory believes, not the truth', () => {
    const { run, channels, sources } = simulatedRunHeader({ ...OPTIONS, softwareVersion: '1.2.3' });
    expect(run.origin).toBe('simulated');
    expect(run.operator).toBe('simulated');
    expect(run.simulation).toEqual({ preset: 'bare-ncm85', seed: 3 });
    expect(run.labClock).toEqual({ epochUtcUs: START_UTC_US, speed: 1 });
    expect(run.sample).toMatchObject({
      compositeMassMilligram: 12.5,
      activeMassPercent: 69.3,
      oneCMilliampPerGram: 190,
    });
    expect(run.gases[0]!.components.map(({ species, ppm }) => [species, ppm])).toEqual([
      ['H2', 100],
      ['O2', 100],
      ['CO2', 100],
    ]);
    expect(new Set(sources.map((source) => source.id))).toEqual(new Set(channels.map((channel) => channel.sourceId)));
    expect(channels.filter((channel) => channel.role === 'ion-current')).toHaveLength(13);
    expect(channels.every((channel) => channel.scale === 1 && channel.offset === 0)).toBe(true);
  });

  it('is the same for the same options, and another run for others', () => {
    const header = (change = {}) => simulatedRunHeader({ ...OPTIONS, ...change, softwareVersion: '1' });
    expect(header()).toEqual(header());
    const ids = [header(), header({ seed: 4 }), header({ preset: 'leak' }), header({ hours: 2 })].map(
      ({ run }) => run.id,
    );
    expect(new Set(ids).size).toBe(4);
    expect(header({ id: '00000000-0000-4000-8000-000000000000', name: 'mine' }).run.name).toBe('mine');
  });
});

describe('simulateRun', () => {
  it('hands over every recorded value once, in order, receipt at laboratory time', () => {
    const hours = 1.5;
    const columns = new Map<string, { timeUs: number[]; value: number[]; status: number[] }>();
    const receipts: Receipt[] = [];
    const take = (batches: SampleBatch[], receipt: Receipt) => {
      receipts.push(receipt);
      for (const batch of batches) {
        expect(batch.value).toHaveLength(batch.timeUs.length);
        expect(batch.status).toHaveLength(batch.timeUs.length);
        expect([...batch.serverTimeUs].every(Number.isNaN)).toBe(true);
        const column = columns.get(batch.channelId) ?? { timeUs: [], value: [], status: [] };
        column.timeUs.push(...batch.timeUs);
        column.value.push(...batch.value);
        column.status.push(...batch.status);
        columns.set(batch.channelId, column);
      }
    };
    const shares: number[] = [];
    const truth = simulateRun({ ...OPTIONS, hours }, take, (share) => shares.push(share));
    expect(truth.durationSeconds).toBe(5400);
    expect(shares.at(-1)).toBe(1);
    expect(receipts.at(-1)).toEqual({ utcUs: START_UTC_US + 5400e6, monotonicUs: 5400e6 });

    const { channels } = simulatedRunHeader({ ...OPTIONS, softwareVersion: '1' });
    expect(new Set(columns.keys())).toEqual(new Set(channels.map((channel) => channel.id)));
    const published = publishedUntil(createLabModel({ ...OPTIONS, hours }), 5400);
    for (const channel of channels) {
      const tag = channel.origin.split(';s=')[1];
      const expected = published.filter((entry) => entry.tag === tag);
      const column = columns.get(channel.id)!;
      expect(column.timeUs).toEqual(expected.map((entry) => entry.timeUs));
      expect(column.value).toEqual(expected.map((entry) => entry.value));
      expect(column.status).toEqual(expected.map((entry) => entry.status));
    }
    expect(columns.get('qms.m32')!.timeUs).toHaveLength(755);
    expect(columns.get('mfc.flow')!.timeUs).toHaveLength(5400);
  });

  it('makes a whole run in seconds', () => {
    let samples = 0;
    let scans = 0;
    const start = performance.now();
    const truth = simulateRun(OPTIONS, (batches) => {
      for (const batch of batches) {
        samples += batch.timeUs.length;
        if (batch.channelId === 'qms.m32') scans += batch.timeUs.length;
      }
    });
    const seconds = (performance.now() - start) / 1000;
    // One scan in 7.15 s (science.md 7: 45 300 in 90 h).
    expect(Math.abs(scans - truth.durationSeconds / 7.15)).toBeLessThan(1);
    expect(samples).toBeGreaterThan(1.6e6);
    expect(seconds).toBeLessThan(4);
  });

  it('charges what the truth says: the current integrates to 206 mAh per gram of true mass', () => {
    let charge = 0;
    const truth = simulateRun({ ...OPTIONS, conditions: { cycler: { currentGain: 1 } } }, (batches) => {
      const current = batches.find((batch) => batch.channelId === 'cycler.current')!;
      for (const ampere of current.value) if (ampere > 1e-6) charge += ampere;
    });
    const [first, second] = truth.conditions.sample.chargeCapacities;
    expect(first).toBe(206);
    expect(charge / 3.6 / truth.activeMassGram / (first + second)).toBeCloseTo(1, 4);
  });
});

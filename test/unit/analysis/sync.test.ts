import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../shared/domain/event.ts';
import { recipeSchema } from '../../../shared/domain/recipe.ts';
import { analysisChannel, type AnalysisInput } from '../../../src-main/core/analysis/analysis-input.ts';
import { seededRandom } from '../../../src-main/core/analysis/numerics/random.ts';
import { AnalysisSession } from '../../../src-main/core/analysis/pipeline/analysis-session.ts';
import { applySync, certainSteps, synchroniseRun } from '../../../src-main/core/analysis/pipeline/synchronise.ts';
import { findClockJumps } from '../../../src-main/core/analysis/sync/clock-jumps.ts';
import { fitClockOffset } from '../../../src-main/core/analysis/sync/fit-clock-offset.ts';
import { utcFromLocal } from '../../../src-main/core/analysis/sync/local-time.ts';
import { clockLine, flatStamps, stampClock } from '../../../src-main/core/analysis/sync/source-times.ts';
import { ixdatCsvReader } from '../../../src-main/core/readers/ixdat-csv.ts';
import { sharedDataMissing, sharedDataPath } from '../../support/shared-data.ts';

/** Voltage of a cell cycled for some hours, with rests and relaxations. */
function volt(seconds: number): number {
  const hour = seconds / 3600;
  const phase = hour % 8;
  const up = phase < 4 ? phase / 4 : 2 - phase / 4;
  const relaxing = 0.03 * Math.exp(-((phase % 4) * 3600) / 300);
  return 3 + 0.7 * up ** 1.5 + (phase < 4 ? -relaxing : relaxing);
}

/** Two records of `volt`, the second one's clock off. */
function pair(offsetSeconds: number, driftPpm: number, seed = 1) {
  const random = seededRandom(seed.toString(16).padStart(4, '0'));
  const reference = Float64Array.from({ length: 16_000 }, (_, i) => 7.15 * i + 3);
  const truth = Float64Array.from({ length: 110_000 }, (_, i) => i);
  return {
    reference: {
      seconds: reference,
      volt: reference.map((time) => 1.0004 * volt(time) + 4e-4 + 2e-4 * random.normal()),
    },
    moved: {
      // Offset is added to the moved clock to reach the reference.
      seconds: truth.map((time) => (time - offsetSeconds) / (1 + driftPpm * 1e-6)),
      volt: truth.map((time) => volt(time) + 5e-5 * random.normal()),
    },
  };
}

describe('clock offset from two records of one voltage', () => {
  it.each([0.4, -4, 37.3, -3600, 7200])('finds %d s through gain and zero of an analog input', (offset) => {
    const { reference, moved } = pair(offset, 0);
    const fit = fitClockOffset(reference, moved);
    expect(fit.accepted).toBe(true);
    expect(Math.abs(fit.offsetSeconds - offset)).toBeLessThan(Math.max(0.1, 4 * fit.offsetUncertaintySeconds));
    expect(fit.offsetUncertaintySeconds).toBeLessThan(0.1);
    expect(fit.residualVolt).toBeLessThan(4e-4);
  });

  it('finds a drift where the record is long enough, and the offset where it says it holds', () => {
    const { reference, moved } = pair(2, 20);
    const fit = fitClockOffset(reference, moved);
    expect(Math.abs(fit.driftPpm - 20)).toBeLessThan(Math.max(1, 4 * fit.driftUncertaintyPpm));
    const expected = 2 + fit.driftFromSeconds * 20e-6;
    expect(Math.abs(fit.offsetSeconds - expected)).toBeLessThan(0.2);
  });

  it('works the same when the denser record is the reference', () => {
    const { reference, moved } = pair(5, 0);
    const fit = fitClockOffset(moved, reference);
    expect(Math.abs(fit.offsetSeconds + 5)).toBeLessThan(0.1);
  });

  it('refuses without contrast, without overlap and where the voltages are strangers', () => {
    const { reference, moved } = pair(0, 0);
    const flat = { ...moved, volt: moved.volt.map((_, i) => 3.2 + 1e-5 * Math.sin(i * 12.9)) };
    expect(fitClockOffset(reference, flat).accepted).toBe(false);
    const later = { ...moved, seconds: moved.seconds.map((time) => time + 1e6) };
    expect(fitClockOffset(reference, later)).toMatchObject({ accepted: false, reason: 'no-overlap' });
    const plain = { ...reference, volt: reference.volt.map(() => 3.3) };
    expect(fitClockOffset(plain, { ...moved, volt: moved.volt.map(() => 3.3) }).accepted).toBe(false);
    const stranger = { ...moved, volt: moved.volt.map((_, i) => Math.sin(i / 977) + Math.sin(i / 5011)) };
    expect(fitClockOffset(reference, stranger).accepted).toBe(false);
  });
});

describe('the uncertainty of a clock', () => {
  /** As instruments give them: rounded to their bits, stamps of a polled record late by up to 0.8 s, a drift of some ppm. */
  function recorded(seed: number, hours: number, polledSeconds: number) {
    const random = seededRandom(seed.toString(16).padStart(6, '0'));
    const offset = 10 * random.uniform() - 5;
    const drift = (10 * random.uniform() - 5) * 1e-6;
    const gain = 1 + 3e-4 * random.normal();
    const begin = random.uniform();
    const rounded = (value: number, step: number) => Math.round(value / step) * step;
    const reference = Float64Array.from({ length: Math.floor((hours * 3600) / 7.15) }, (_, i) => 7.15 * i + 3);
    const truth = Float64Array.from({ length: hours * 1200 }, (_, i) => 3 * i + begin);
    return {
      offset,
      drift,
      reference: {
        seconds: reference,
        volt: reference.map((time) => rounded(gain * volt(time) + 5e-4 + 2e-4 * random.normal(), 20 / 65_536)),
      },
      moved: {
        seconds: truth.map((time) => (time - offset) / (1 + drift) + polledSeconds * (random.uniform() - 0.5)),
        volt: truth.map((time) => rounded(volt(time) + 5e-5 * random.normal(), 5 / 65_536)),
      },
    };
  }

  it.each([
    [30, 0],
    [30, 0.8],
    [9, 0],
  ])('covers the truth over %d h, stamps late by up to %d s', (hours, polled) => {
    const seeds = 24;
    let covered = 0;
    let falseDrifts = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const { offset, drift, reference, moved } = recorded(seed, hours, polled);
      const fit = fitClockOffset(reference, moved);
      expect(fit.accepted).toBe(true);
      expect(fit.offsetUncertaintySeconds).toBeLessThan(0.5);
      const trueOffset = offset + drift * fit.driftFromSeconds;
      if (Math.abs(fit.offsetSeconds - trueOffset) <= 2 * fit.offsetUncertaintySeconds) covered += 1;
      // A drift is applied only where it is told from none, and then it is right.
      if (fit.driftPpm !== 0 && Math.abs(fit.driftPpm - drift * 1e6) > 3 * fit.driftUncertaintyPpm) falseDrifts += 1;
      if (fit.driftPpm === 0) expect(fit.driftUnsupported).toBe(true);
    }
    expect(covered / seeds).toBeGreaterThanOrEqual(0.9);
    expect(falseDrifts).toBeLessThanOrEqual(1);
  });
});

describe('clock jumps', () => {
  const seconds = (list: number[]) => Float64Array.from(list, (time) => time * 1e6);
  const run = Array.from({ length: 100 }, (_, i) => i);

  it('back are certain, whole hours ahead are suspected, gaps are neither', () => {
    const back = seconds([...run, ...run.map((time) => time + 100 - 3600)]);
    expect(findClockJumps(back)).toEqual([{ fromUs: 99e6, toUs: -3500e6, shiftSeconds: 3600, kind: 'backward' }]);
    const ahead = seconds([...run, ...run.map((time) => time + 100 + 3600)]);
    expect(findClockJumps(ahead)).toMatchObject([{ kind: 'whole-hour', shiftSeconds: -3600 }]);
    expect(findClockJumps(seconds([...run, ...run.map((time) => time + 1500)]))).toEqual([]);
    expect(findClockJumps(seconds(run))).toEqual([]);
  });

  it('that the recorder saw are certain however small', () => {
    const stamps = seconds([...run, ...run.map((time) => time + 102)]);
    const event: RunEvent = {
      timeUs: 0,
      kind: 'clock-step',
      severity: 'info',
      text: '',
      sourceId: 'cycler',
      channelId: null,
      fromUs: 99e6,
      toUs: 102e6,
      data: {},
    };
    expect(findClockJumps(stamps, [event])).toMatchObject([{ kind: 'recorded', shiftSeconds: -2 }]);
    expect(findClockJumps(stamps)).toEqual([]);
  });

  it('are taken out, and what cannot be ordered takes part in nothing', () => {
    const source = {
      id: 'c',
      name: 'c',
      kind: 'cycler' as const,
      clockKind: 'utc' as const,
      zone: null,
      zeroUtcUs: null,
      reachedBy: '',
    };
    const stamps = seconds([...run, ...run.map((time) => time + 100 - 3600)]);
    const mended = flatStamps(source, { ...stampClock('c'), steps: [{ fromUs: 99e6, shiftSeconds: 3600 }] }, stamps);
    expect([...mended]).toEqual(Array.from({ length: 200 }, (_, i) => i * 1e6));
    const left = flatStamps(source, stampClock('c'), stamps);
    expect(left.slice(0, 100)).toEqual(stamps.slice(0, 100));
    expect(left.slice(100).every(Number.isNaN)).toBe(true);
  });

  it('keep the line between clocks invertible to a microsecond', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        fc.double({ min: -100, max: 100, noNaN: true }),
        (offset, drift) => {
          const zero = 1.767e15;
          const line = clockLine({ ...stampClock('c'), offsetSeconds: offset, driftPpm: drift }, zero, zero + 5e9);
          for (const us of [zero, zero + 3e11])
            expect(Math.abs(line.toFlatUs(line.toSeconds(us)) - us)).toBeLessThan(1);
          expect(line.toSeconds(zero + 5e9)).toBeCloseTo(5000 + offset, 5);
        },
      ),
    );
  });
});

describe('local time', () => {
  it('becomes UTC through both ends of daylight saving', () => {
    const wall = (text: string) => Date.parse(`${text}Z`) * 1000;
    const utc = (text: string) => Date.parse(text) * 1000;
    // Spring: 2026-03-29 02:00 -> 03:00; autumn: 2026-10-25 03:00 -> 02:00.
    const spring = utcFromLocal(
      Float64Array.of(wall('2026-03-29T01:59:00'), wall('2026-03-29T03:01:00')),
      'Europe/Berlin',
    );
    expect([...spring]).toEqual([utc('2026-03-29T00:59:00Z'), utc('2026-03-29T01:01:00Z')]);
    const autumn = utcFromLocal(
      Float64Array.from(
        [
          '2026-10-25T01:30:00',
          '2026-10-25T02:30:00',
          '2026-10-25T02:10:00',
          '2026-10-25T02:50:00',
          '2026-10-25T03:30:00',
        ],
        wall,
      ),
      'Europe/Berlin',
    );
    // 02:30 summer time, then the clock goes back... by 20 min only: still the first pass; hours later it is winter.
    expect(autumn[0]).toBe(utc('2026-10-24T23:30:00Z'));
    expect(autumn[1]).toBe(utc('2026-10-25T00:30:00Z'));
    expect(autumn[4]).toBe(utc('2026-10-25T02:30:00Z'));
    const repeated = utcFromLocal(
      Float64Array.from(['2026-10-25T02:50:00', '2026-10-25T02:05:00', '2026-10-25T02:55:00'], wall),
      'Europe/Berlin',
    );
    expect([...repeated]).toEqual([
      utc('2026-10-25T00:50:00Z'),
      utc('2026-10-25T01:05:00Z'),
      utc('2026-10-25T01:55:00Z'),
    ]);
  });
});

const MS = 'spectro-inlets/co_strip_part1/data_part1_COstrip_11-11-21.csv';
const EC = 'spectro-inlets/co_strip_part1/ecdata_part1_COstrip_11-11-21.csv';

describe.skipIf(sharedDataMissing(MS, EC))('the CO-strip pair', () => {
  /** Read in the test: where the files are absent, it is skipped and nothing may look for them. */
  const coStrip = () => {
    const files = [MS, EC].map((path) => ixdatCsvReader.read(readFileSync(sharedDataPath(path)!), path));
    const input: AnalysisInput = {
      rawSha256: 'c0'.repeat(32),
      softwareVersion: '0.0.0-test',
      sources: files.flatMap((file) => file.sources),
      channels: files.flatMap((file) => file.channels.map(({ channel, columns }) => analysisChannel(channel, columns))),
      sample: null,
      setup: null,
      gases: [],
      events: [],
      gaps: [],
    };
    const [ms, ec] = files.map(({ sources }) => sources[0].id);
    return { input, ms, ec };
  };

  it('gives its offset of -4.00 s to 0.05 s without help', () => {
    const { input, ms, ec } = coStrip();
    const [sync] = synchroniseRun(input, recipeSchema.parse({}).sync);
    expect(sync).toMatchObject({ reference: ms, moved: ec, accepted: true });
    expect(Math.abs(sync.offsetSeconds! + 4)).toBeLessThan(0.05);
    expect(sync.offsetUncertaintySeconds!).toBeLessThan(0.05);
    expect(sync.residualVolt!).toBeLessThan(3e-4);
    expect(sync.stampResidualVolt!).toBeGreaterThan(0.01);
    const recipe = recipeSchema.parse({});
    const { clocks } = new AnalysisSession(input).evaluate({ ...recipe, sync: applySync(recipe.sync, [sync]) });
    const stamp = input.channels.find((channel) => channel.sourceId === sync.moved)!.timeUs[0];
    const before = new AnalysisSession(input).evaluate(recipeSchema.parse({})).clocks;
    expect(clocks.secondsAt(sync.moved, stamp) - before.secondsAt(sync.moved, stamp)).toBeCloseTo(-4, 1);
  });
});

describe('steps of a clock', () => {
  it('that are certain are proposed', () => {
    const stamps = Float64Array.from({ length: 200 }, (_, i) => (i < 100 ? i : i - 3600) * 1e6);
    const source = {
      id: 'c',
      name: 'c',
      kind: 'cycler' as const,
      clockKind: 'utc' as const,
      zone: null,
      zeroUtcUs: null,
      reachedBy: '',
    };
    const channel = {
      id: 'c.v',
      name: 'v',
      role: 'voltage' as const,
      mz: null,
      unit: 'V' as const,
      sourceId: 'c',
      flowReference: null,
      timeUs: stamps,
      value: stamps,
    };
    const input = {
      rawSha256: '00',
      softwareVersion: '',
      sources: [source],
      channels: [channel],
      sample: null,
      setup: null,
      gases: [],
      events: [],
      gaps: [],
    };
    expect(certainSteps(input)).toEqual([{ sourceId: 'c', steps: [{ fromUs: 99e6, shiftSeconds: 3600 }] }]);
  });
});

import { describe, expect, it } from 'vitest';
import { channelSchema, type Channel } from '../../../shared/domain/channel.ts';
import type { PhaseView, View } from '../../../shared/api/views.ts';
import { buildFrame, type FrameInput } from '../../../src-renderer/plot/build-frame.ts';
import { ionStyles } from '../../../src-renderer/plot/channel-style.ts';
import type { Columns } from '../../../src-renderer/plot/curve.ts';
import { LiveTail } from '../../../src-renderer/plot/live-tail.ts';
import { ionChannels, planRows } from '../../../src-renderer/plot/plan-rows.ts';
import { movedCursor, neighbourHalfCycle } from '../../../src-renderer/plot/plot-keys.ts';
import { readingsAt } from '../../../src-renderer/plot/readings.ts';
import { summaryOf } from '../../../src-renderer/plot/summary.ts';

const channel = (id: string, role: Channel['role'], unit: Channel['unit'], more: Partial<Channel> = {}): Channel =>
  channelSchema.parse({ id, name: id, role, unit, sourceId: 'qms', ...more });
const CHANNELS = [
  ...[4, 12, 32, 44].map((mz) => channel(`qms.m${mz}`, 'ion-current', 'A', { mz })),
  channel('cycler.voltage', 'voltage', 'V'),
  channel('cycler.current', 'current', 'A'),
  channel('mfc.flow', 'flow', 'mln/min'),
  channel('mfc.setpoint', 'flow-setpoint', 'mln/min', { updates: 'on-change' }),
];
const plan = () => planRows({ channels: CHANNELS, carrierGas: 'He', referenceElectrode: 'In/InLi' });
const columns = (x: number[], min: number[], max = min): Columns => ({
  x: Float64Array.from(x),
  min: Float64Array.from(min),
  max: Float64Array.from(max),
  raw: false,
});

function input(more: Partial<FrameInput> = {}): FrameInput {
  const rows = plan();
  const data: [string, Columns][] = rows.flatMap((row) =>
    row.curves.map((curve): [string, Columns] => {
      if (curve.id === 'cycler.current') return [curve.id, columns([0, 1, 2], [0, 8e-5, 8.2e-5])];
      if (curve.id.includes('/')) return [curve.id, columns([0, 1, 2], [4e-5, 2e-5, 2.2e-5])];
      return [curve.id, columns([0, 1, 2], [1e-12, 2e-12, 3e-12], [1e-12, 4e-12, 3e-12])];
    }),
  );
  return {
    rows,
    hidden: new Set(),
    columns: new Map(data),
    rooms: new Map(),
    tail: new LiveTail(),
    view: undefined,
    xKind: 'time',
    x: { from: 0, to: 2 },
    pixels: 1000,
    now: undefined,
    newest: 2,
    phases: [],
    annotations: [],
    channels: CHANNELS,
    gasMode: 'change',
    rates: undefined,
    references: new Map([['qms.m32', 2e-5]]),
    reference: { from: 0.5, to: 1.5, label: 'end of OCV', provisional: false },
    meanSeconds: undefined,
    directLabels: true,
    ...more,
  };
}

describe('planRows', () => {
  it('has the four rows, the gases over their carrier, current under voltage', () => {
    const rows = plan();
    expect(rows.map((row) => row.id)).toEqual(['cell', 'ions', 'flow', 'gases']);
    expect(rows[0]!.title).toBe('E / V vs In/InLi');
    expect(rows[0]!.curves.map((curve) => [curve.label, curve.side])).toEqual([
      ['I', 'right'],
      ['E', 'left'],
    ]);
    expect(rows[3]!.curves.map((curve) => curve.request)).toEqual([
      { kind: 'ratio', channelId: 'qms.m44', carrierChannelId: 'qms.m4' },
      { kind: 'ratio', channelId: 'qms.m32', carrierChannelId: 'qms.m4' },
    ]);
  });

  it('leaves out what was not recorded', () => {
    const rows = planRows({ channels: [CHANNELS[2]!], carrierGas: 'He', referenceElectrode: '' });
    expect(rows.map((row) => row.id)).toEqual(['ions']);
    const argon = planRows({ channels: CHANNELS, carrierGas: 'Ar', referenceElectrode: '' });
    expect(argon.map((row) => row.id)).toEqual(['cell', 'ions', 'flow']);
  });

  it('orders ion currents by what they are for and dashes the unknown', () => {
    expect(ionChannels(CHANNELS).map((one) => one.mz)).toEqual([32, 44, 4, 12]);
    const styles = ionStyles([32, 12, 48]);
    expect(styles.get(32)?.colour).toBe('--channel-o2');
    expect(styles.get(12)?.colour).toBe('--text-2');
    expect(styles.get(48)?.dash).not.toEqual(styles.get(12)?.dash);
  });
});

describe('buildFrame', () => {
  it('shows gases as change from their reference, and none without one', () => {
    const gases = buildFrame(input()).rows[3]!;
    const [co2, o2] = gases.curves;
    expect(o2!.columns.min[1]).toBe(0);
    expect(o2!.columns.max[2]).toBeCloseTo(10, 9);
    expect(co2!.columns.x.length).toBe(0);
    expect(gases.left.title).toBe('\u0394 I(m/z) / I(He) / %');
    expect(buildFrame(input({ gasMode: 'ratio' })).rows[3]!.left).toMatchObject({
      kind: 'log',
      title: 'I(m/z) / I(He)',
    });
  });

  it('shows rates by a calibration of before, and what it does not know normalised on an axis of its own', () => {
    const calibration = {
      runId: 'c',
      runName: 'NCM85-bare-06',
      calibratedTime: '2026-11-20T10:00:00.000Z',
      flowMlnPerMin: 2.5,
      gases: [{ mz: 32, species: 'O2', rateFactor: 1000 }],
    };
    const references = new Map([
      ['qms.m32', 2],
      ['qms.m44', 4],
    ]);
    const gases = buildFrame(input({ gasMode: 'rate', references, rates: { calibration, activeMassGram: 0.01 } }))
      .rows[3]!;
    const [co2, o2] = gases.curves;
    const ratio = buildFrame(input({ gasMode: 'ratio', references })).rows[3]!.curves;
    // (ratio - 2) x 1000 nmol/min/g; (ratio - 4) / 0.01 g in 1e-5 per g.
    expect([...o2!.columns.min]).toEqual([...ratio[1]!.columns.min].map((value) => (value - 2) * 1000));
    expect(o2!.side).toBe('left');
    expect([...co2!.columns.max]).toEqual([...ratio[0]!.columns.max].map((value) => ((value - 4) * 1e5) / 0.01));
    expect(co2!.side).toBe('right');
    expect(gases.left.title).toBe('Rate / nmol min\u207b\u00b9 g\u207b\u00b9');
    expect(gases.right?.title).toBe('CO\u2082 norm. / 10\u207b\u2075 g\u207b\u00b9');
    expect(gases.note).toMatch(/^Provisional, .*calibration of 2026-11-20, NCM85-bare-06$/);
    expect(gases.directLabels).toBe(false);
  });

  it('reads the current in the prefix of its size and hides what is switched off', () => {
    const frame = buildFrame(input({ hidden: new Set(['qms.m32']) }));
    expect(frame.rows[0]!.right).toMatchObject({ title: 'I / \u00b5A', factor: 1e6 });
    expect(frame.rows[1]!.curves.map((curve) => curve.id)).not.toContain('qms.m32');
  });

  it('draws live samples after the history only, never backwards', () => {
    const tail = new LiveTail();
    tail.add({
      runId: 'r',
      flush: 1,
      series: [{ channelId: 'mfc.flow', hours: Float64Array.of(1.9, 2, 2.1), value: Float64Array.of(1, 2, 3) }],
    });
    const flow = buildFrame(input({ tail })).rows[2]!.curves.find((curve) => curve.id === 'mfc.flow')!;
    expect([...flow.columns.x]).toEqual([0, 1, 2, 2.1]);
    expect(flow.columns.max[3]).toBe(3);
  });

  it('marks phases, and gaps only where the whole row is missing', () => {
    const phases: PhaseView[] = [
      { label: 'OCV', kind: 'ocv', fromHours: 0, toHours: 1, halfCycle: null, socFrom: null, socTo: null },
      { label: 'charge 1', kind: 'charge', fromHours: 1, toHours: null, halfCycle: 0, socFrom: 0, socTo: 5 },
    ];
    const gap = (channelId: string) => ({ channelId, from: 0.5, to: 0.7, cause: 'stalled' });
    const view = { gaps: [gap('mfc.flow'), gap('qms.m32')], bridges: [] } as unknown as View;
    const frame = buildFrame(input({ phases, view, now: 1.8 }));
    expect(frame.phases).toEqual([
      { label: 'OCV', from: 0, to: 1, current: false },
      { label: 'Charge 1', from: 1, to: 1.8, current: true },
    ]);
    expect(frame.rows.map((row) => row.gaps.length)).toEqual([0, 0, 1, 0]);
  });
});

describe('reading values', () => {
  const frame = buildFrame(input());

  it('marks the middle of a folded bucket as about, and gives stored samples exactly', () => {
    const textOf = (id: string, exact?: Parameters<typeof readingsAt>[3]) =>
      [...readingsAt(frame, 1, 1000, exact).values()].flat().find((reading) => reading.curveId === id)!.text;
    expect(textOf('qms.m32')).toBe('\u22483.00 \u00d7 10\u207b\u00b9\u00b2');
    const exact = {
      x: 1,
      values: new Map([
        ['qms.m32', 2.5e-12],
        ['qms.m32/qms.m4', 2.2e-5],
      ]),
    };
    expect(textOf('qms.m32', exact)).toBe('2.50 \u00d7 10\u207b\u00b9\u00b2');
    expect(textOf('qms.m32/qms.m4', exact)).toBe('+10.0\u00a0%');
    expect(textOf('cycler.current')).toBe('+80.0\u00a0\u00b5A');
    expect(textOf('qms.m44/qms.m4')).toBe('\u2013');
  });

  it('says in words what is drawn', () => {
    const summary = summaryOf(frame, 'NCM85-bare-07');
    expect(summary).toContain('NCM85-bare-07, 2 h 00 min from 0.00 h');
    expect(summary).toContain('32 O\u2082');
  });

  it('moves the cursor by samples or by one per cent', () => {
    expect(movedCursor(frame, 1, 1, false)).toBe(2);
    expect(movedCursor(frame, 1, -1, false)).toBe(0);
    expect(movedCursor(frame, 2, 1, false)).toBe(2);
    expect(movedCursor(frame, 1, 1, true)).toBeCloseTo(1.02, 9);
    expect(movedCursor(frame, undefined, -1, true)).toBeCloseTo(1.98, 9);
  });

  it('steps through half-cycles and stops at the ends', () => {
    const phases = [0, 1, 2].map((halfCycle): PhaseView => ({
      label: '',
      kind: 'charge',
      fromHours: halfCycle,
      toHours: halfCycle + 1,
      halfCycle,
      socFrom: 0,
      socTo: 1,
    }));
    expect(neighbourHalfCycle(phases, 1, -1)?.halfCycle).toBe(0);
    expect(neighbourHalfCycle(phases, null, 1)?.halfCycle).toBe(2);
    expect(neighbourHalfCycle([], null, 1)).toBeUndefined();
  });
});

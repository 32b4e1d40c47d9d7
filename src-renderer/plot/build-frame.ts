import type { PhaseView, View } from '../../shared/api/views.ts';
import type { Channel } from '../../shared/domain/channel.ts';
import { currentScale } from '../format/quantities.ts';
import { ColumnRoom } from './column-room.ts';
import { commonGaps, type GapMark } from './common-gaps.ts';
import { extremesWithin, NO_COLUMNS, type Columns } from './curve.ts';
import type { ReferenceWindow } from './gas-reference.ts';
import { joinTail } from './join-tail.ts';
import { ratioTail, type LiveTail } from './live-tail.ts';
import { meanLabel } from './mean-window.ts';
import { calibrationOrigin, gasScale, scaledColumns, type GasMode, type RateInput } from './gas-scale.ts';
import type { PlannedCurve, PlannedRow } from './plan-rows.ts';
import type { Range } from './range.ts';
import type { AxisSpec, PhaseMark, StackCurve, StackFrame, StackRow } from './stack-frame.ts';

/** What a picture is made of; nothing here is reactive. */
export interface FrameInput {
  rows: readonly PlannedRow[];
  hidden: ReadonlySet<string>;
  columns: ReadonlyMap<string, Columns>;
  /** Where columns and tail are put together, by curve; kept from picture to picture. */
  rooms: Map<string, ColumnRoom>;
  tail: LiveTail;
  view: View | undefined;
  xKind: 'time' | 'soc';
  x: Range;
  /** Width of the plot, so many buckets are worth drawing. */
  pixels: number;
  now: number | undefined;
  /** Place of the newest sample; what holds until the next one is known no longer than this. */
  newest: number | undefined;
  phases: readonly PhaseView[];
  annotations: { x: number; text: string }[];
  channels: readonly Channel[];
  gasMode: GasMode;
  /** What rates are made with; undefined where there is no calibration. */
  rates: RateInput | undefined;
  references: ReadonlyMap<string, number>;
  reference: ReferenceWindow | undefined;
  directLabels: boolean;
  /** Window of the means that the gases' columns are, seconds; undefined for single samples. */
  meanSeconds: number | undefined;
}

/** Puts history, newest samples and the plan together for one picture. */
export function buildFrame(input: FrameInput): StackFrame {
  return {
    xKind: input.xKind,
    x: input.x,
    now: input.xKind === 'time' ? input.now : undefined,
    newest: input.xKind === 'time' ? input.newest : undefined,
    rows: input.rows.map((row) => buildRow(row, input)),
    phases: phaseMarks(input),
    annotations: input.xKind === 'time' ? input.annotations : [],
    compact: !input.directLabels,
  };
}

function buildRow(row: PlannedRow, input: FrameInput): StackRow {
  const curves = row.curves
    .filter((curve) => !input.hidden.has(curve.id))
    .map((curve) => buildCurve(row, curve, input));
  const watched = new Set(
    row.curves
      .map((curve) => curve.channelId)
      .filter((id) => input.channels.find((channel) => channel.id === id)?.updates === 'periodic'),
  );
  return {
    id: row.id,
    weight: row.weight,
    left: leftAxis(row, curves, input),
    right: curves.some((curve) => curve.side === 'right') ? rightAxis(row, curves, input) : undefined,
    curves,
    note: row.id === 'gases' ? gasNote(input) : '',
    directLabels:
      input.directLabels &&
      (row.id === 'ions' || (row.id === 'gases' && curves.every((curve) => curve.side === 'left'))),
    gaps: input.xKind === 'time' ? commonGaps(input.view?.gaps ?? [], watched) : bridgeMarks(input.view),
  };
}

/** Where the current was missing, state of charge was bridged: what lies there has no certain place. */
function bridgeMarks(view: View | undefined): GapMark[] {
  return (view?.bridges ?? []).map((bridge) => ({ ...bridge, cause: 'SOC bridged' }));
}

function buildCurve(row: PlannedRow, curve: PlannedCurve, input: FrameInput): StackCurve {
  const made: StackCurve = {
    id: curve.id,
    label: curve.label,
    style: curve.style,
    side: curve.side,
    columns: withTail(row, curve, input),
    staircase: curve.staircase,
  };
  const { gasMode, references, channels, rates } = input;
  if (row.id !== 'gases' || gasMode === 'ratio') return made;
  const mz = channels.find((channel) => channel.id === curve.channelId)?.mz ?? null;
  const scale = gasScale(gasMode, mz, references.get(curve.channelId), rates);
  if (!scale) return { ...made, columns: NO_COLUMNS };
  const label = scale.quantity === 'normalised' ? `${made.label} norm.` : made.label;
  return { ...made, label, side: scale.side, scale, columns: scaledColumns(made.columns, scale) };
}

/** History and what came after it. */
function withTail(row: PlannedRow, curve: PlannedCurve, input: FrameInput): Columns {
  const columns = input.columns.get(curve.id) ?? NO_COLUMNS;
  // A mean grows with the next view; single samples behind it would look like an event.
  if (input.xKind !== 'time' || (row.id === 'gases' && input.meanSeconds !== undefined)) return columns;
  const { request } = curve;
  const own = input.tail.of(curve.channelId);
  const tail = request.kind === 'ratio' ? ratioTail(own, input.tail.of(request.carrierChannelId)) : own;
  const room = input.rooms.get(curve.id) ?? new ColumnRoom();
  input.rooms.set(curve.id, room);
  return joinTail(columns, tail, (input.x.to - input.x.from) / input.pixels, room);
}

function leftAxis(row: PlannedRow, curves: readonly StackCurve[], input: FrameInput): AxisSpec {
  const linear = { kind: 'linear', factor: 1 } as const;
  switch (row.id) {
    case 'cell':
      if (!row.curves.some((curve) => curve.side === 'left' && curve.label === 'E'))
        return currentAxis(curves, 'left', input.x);
      return { ...linear, title: row.title, unit: 'V', smallestSpan: 0.05 };
    case 'ions':
      return { kind: 'log', factor: 1, title: row.title, unit: '', smallestSpan: 0 };
    case 'flow':
      return { ...linear, title: row.title, unit: '', smallestSpan: 0.05 };
    case 'gases':
      return gasAxis(row, input);
  }
}

function gasAxis(row: PlannedRow, input: FrameInput): AxisSpec {
  if (input.gasMode === 'ratio') return { kind: 'log', factor: 1, title: row.title, unit: '', smallestSpan: 0 };
  const own = { kind: 'linear', factor: 1, zeroLine: true, ...cellGasOnly(input) } as const;
  if (input.gasMode === 'rate')
    return {
      ...own,
      title: 'Rate / nmol min\u207b\u00b9 g\u207b\u00b9',
      shortTitle: 'nmol min\u207b\u00b9 g\u207b\u00b9',
      unit: '',
      smallestSpan: 4,
    };
  return { ...own, title: `\u0394 ${row.title} / %`, shortTitle: '\u0394 ratio / %', unit: '%', smallestSpan: 4 };
}

function rightAxis(row: PlannedRow, curves: readonly StackCurve[], input: FrameInput): AxisSpec {
  if (row.id !== 'gases') return currentAxis(curves, 'right', input.x);
  const labels = curves.filter((curve) => curve.side === 'right').map((curve) => curve.label);
  return {
    kind: 'linear',
    factor: 1,
    title: `${labels.length === 1 ? labels[0] : 'norm.'} / 10\u207b\u2075 g\u207b\u00b9`,
    unit: '',
    smallestSpan: 1,
    ...cellGasOnly(input),
  };
}

/** On the time axis the gas of the cell decides the limits, not that of a bottle. */
function cellGasOnly(input: FrameInput): Pick<AxisSpec, 'limitsWithin'> {
  return input.xKind === 'time' ? { limitsWithin: cyclingRanges(input.phases, input.reference, input.now) } : {};
}

/**
 * Where the cell's own gas decides the scale: from the reference on, without calibration and zero gas. The desorption of
 * the first hours and a calibration gas are a hundred times larger and leave the frame.
 */
export function cyclingRanges(
  phases: readonly PhaseView[],
  reference: ReferenceWindow | undefined,
  now: number | undefined,
): Range[] {
  const start = reference?.from ?? 0;
  const isGas = (phase: PhaseView | undefined) => phase?.kind === 'zero-gas' || phase?.kind === 'calibration-gas';
  // A rest behind a bottle's gas shows how that washes out.
  const isWashout = (phase: PhaseView, index: number) => phase.kind === 'rest' && isGas(phases[index - 1]);
  return phases
    .filter((phase, index) => !isGas(phase) && !isWashout(phase, index))
    .map((phase) => ({
      from: Math.max(start, phase.fromHours),
      to: phase.toHours ?? now ?? Number.POSITIVE_INFINITY,
    }))
    .filter((range) => range.to > range.from);
}

function gasNote({ meanSeconds, gasMode, reference, rates }: FrameInput): string {
  const isRate = gasMode === 'rate' && rates !== undefined;
  const since = gasMode === 'change' && reference ? `change since ${reference.label}` : '';
  // The background of a rate is one number: what still decays there reads negative later.
  const background = isRate && reference ? `background: ${reference.label}` : '';
  const origin = isRate ? calibrationOrigin(rates.calibration) : '';
  const parts = [isRate ? 'Provisional' : '', background, meanLabel(meanSeconds), since, origin];
  return parts.filter((part) => part !== '').join(', ');
}

function currentAxis(curves: readonly StackCurve[], side: 'left' | 'right', x: Range): AxisSpec {
  let largest = 0;
  for (const curve of curves) {
    if (curve.side !== side) continue;
    const found = extremesWithin(curve.columns, x.from, x.to, false);
    if (found) largest = Math.max(largest, Math.abs(found.min), Math.abs(found.max));
  }
  const { unit, factor } = currentScale(largest);
  return { title: `I / ${unit}`, unit, kind: 'linear', factor, smallestSpan: 2, zeroLine: true };
}

function phaseMarks(input: FrameInput): PhaseMark[] {
  const newest = input.now ?? input.view?.fullTo ?? input.x.to;
  if (input.xKind === 'time') {
    return input.phases.map((phase) => ({
      label: phaseTitle(phase.label),
      from: phase.fromHours,
      to: phase.toHours ?? newest,
      current: phase.toHours === null,
    }));
  }
  const shown = input.phases.find((phase) => phase.halfCycle !== null && phase.halfCycle === input.view?.halfCycle);
  if (!shown || !input.view) return [];
  return [{ label: phaseTitle(shown.label), from: input.view.fullFrom, to: input.view.fullTo, current: true }];
}

/** `charge 1` as a heading: `Charge 1`. */
export function phaseTitle(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1);
}

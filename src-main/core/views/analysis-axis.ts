import type { FigureRequest } from '../../../shared/api/analysis.ts';
import { AppError } from '../../../shared/api/errors.ts';
import type { Evaluation } from '../analysis/pipeline/evaluation.ts';
import { cellNumbers } from '../analysis/pipeline/build-results.ts';

/** Where curves of an evaluation stand on x. */
export interface AnalysisAxis {
  fullFrom: number;
  fullTo: number;
  /** The stretch amounts are counted over, seconds on the cell's time. */
  fromSeconds: number;
  toSeconds: number;
  /** Places of ascending times; NaN where there is none. Descends where `isFalling`. */
  places(seconds: Float64Array): Float64Array;
  isFalling: boolean;
}

/** Places of a half-cycle known on a state-of-charge, capacity or voltage axis. */
const NODES = 4000;
const SECONDS_PER_HOUR = 3600;

/** @throws AppError where the axis cannot be made */
export function analysisAxis(evaluation: Evaluation, request: Pick<FigureRequest, 'x' | 'halfCycle'>): AnalysisAxis {
  const phase = request.halfCycle === null ? undefined : halfCycleOf(evaluation, request.halfCycle);
  if (request.x === 'time') return timeAxis(evaluation, phase);
  if (!phase) throw noHalfCycle(request.halfCycle);
  const numbers = cellNumbers(evaluation);
  const at = { soc: numbers.socAt, capacity: numbers.capacityAt, voltage: numbers.voltageAt }[request.x];
  const { seconds, values } = monotonicNodes(phase, at, phase.kind === 'discharge');
  if (seconds.length < 2) throw noValues(request.x);
  const first = values[0];
  const last = values[values.length - 1];
  return {
    fullFrom: Math.min(first, last),
    fullTo: Math.max(first, last),
    fromSeconds: phase.fromSeconds,
    toSeconds: phase.toSeconds,
    isFalling: last < first,
    places: (times) => interpolateAll(seconds, values, times),
  };
}

type TimedPhase = Evaluation['cell']['phases'][number];

/** Charges and discharges in order. */
export function halfCyclePhases({ cell }: Pick<Evaluation, 'cell'>): TimedPhase[] {
  return cell.phases.filter((phase) => phase.kind === 'charge' || phase.kind === 'discharge');
}

function halfCycleOf(evaluation: Evaluation, index: number): TimedPhase {
  const phase = halfCyclePhases(evaluation)[index];
  if (!phase) throw noHalfCycle(index);
  return phase;
}

function timeAxis({ massStage, cell }: Evaluation, phase: TimedPhase | undefined): AnalysisAxis {
  const { seconds } = massStage.grid;
  const firstSeconds = phase?.fromSeconds ?? seconds[0] ?? 0;
  const lastSeconds = phase?.toSeconds ?? seconds.at(-1) ?? 0;
  const finite = (value: number, otherwise: number) => (Number.isFinite(value) ? value : otherwise);
  return {
    fullFrom: firstSeconds / SECONDS_PER_HOUR,
    fullTo: lastSeconds / SECONDS_PER_HOUR,
    fromSeconds: phase?.fromSeconds ?? finite(cell.firstCurrentSeconds, firstSeconds),
    toSeconds: phase?.toSeconds ?? finite(cell.lastPhaseSeconds, lastSeconds),
    isFalling: false,
    places: (times) => times.map((time) => time / SECONDS_PER_HOUR),
  };
}

/** An axis must not turn back: what noise takes back is left out. */
function monotonicNodes(
  phase: { fromSeconds: number; toSeconds: number },
  at: (seconds: number) => number | null,
  isFalling: boolean,
): { seconds: Float64Array; values: Float64Array } {
  const seconds: number[] = [];
  const values: number[] = [];
  for (let i = 0; i <= NODES; i++) {
    const time = phase.fromSeconds + ((phase.toSeconds - phase.fromSeconds) * i) / NODES;
    const value = at(time);
    const previous = values.at(-1);
    if (value === null || (previous !== undefined && (isFalling ? value >= previous : value <= previous))) continue;
    seconds.push(time);
    values.push(value);
  }
  return { seconds: Float64Array.from(seconds), values: Float64Array.from(values) };
}

/** Straight between nodes, NaN outside; both ascend in time. */
function interpolateAll(nodes: Float64Array, values: Float64Array, times: Float64Array): Float64Array {
  const out = new Float64Array(times.length).fill(Number.NaN);
  let low = 0;
  for (let i = 0; i < times.length; i++) {
    const time = times[i];
    if (!(time >= nodes[0] && time <= nodes[nodes.length - 1])) continue;
    while (low < nodes.length - 2 && nodes[low + 1] < time) low += 1;
    const share = (time - nodes[low]) / (nodes[low + 1] - nodes[low]);
    out[i] = values[low] + share * (values[low + 1] - values[low]);
  }
  return out;
}

function noHalfCycle(index: number | null): AppError {
  return new AppError({
    code: 'no-half-cycle',
    happened: index === null ? 'This axis shows one half-cycle at a time.' : `This run has no half-cycle ${index + 1}.`,
    safe: 'The run and its recipes are unchanged.',
    next: 'Choose a charge or discharge, or switch to time.',
  });
}

function noValues(x: string): AppError {
  const what = { soc: 'state of charge', capacity: 'capacity' }[x] ?? 'voltage';
  return new AppError({
    code: 'axis-unknown',
    happened: `The ${what} is not known in this half-cycle.`,
    safe: 'The run and its recipes are unchanged.',
    next: x === 'voltage' ? 'Switch to time.' : 'Enter mass and capacity, or composition, with the sample.',
  });
}

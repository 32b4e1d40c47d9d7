import type { SyncFigure } from '../../../shared/api/analysis.ts';
import { leastSquares } from '../analysis/numerics/dense.ts';
import { valueAt } from '../analysis/numerics/interpolation.ts';
import type { Evaluation } from '../analysis/pipeline/evaluation.ts';
import { recordOf, voltageOf } from '../analysis/pipeline/synchronise.ts';
import type { VoltageRecord } from '../analysis/sync/voltage-record.ts';
import type { Fold } from './fold-columns.ts';

/** The difference is taken at so many readings of the reference at most. */
const MOST_POINTS = 8000;
/** Fewer have no gain and zero worth fitting. */
const FEWEST_POINTS = 20;

/** The two voltages of every pair of sources that recorded one, by the recipe's clocks, and their difference. */
export function syncFigure({ input, clocks }: Evaluation, fold: Fold): SyncFigure[] {
  const reference = voltageOf(input, clocks.referenceSourceId);
  if (!reference) return [];
  return input.sources.flatMap((source) => {
    const moved = source.id === clocks.referenceSourceId ? undefined : voltageOf(input, source.id);
    if (!moved) return [];
    const own = recordOf(clocks, reference);
    const other = recordOf(clocks, moved);
    const { seconds, volt } = voltageDifference(own, other);
    return [
      {
        reference: reference.sourceId,
        moved: moved.sourceId,
        referenceVoltage: fold(own.seconds, own.volt, own.volt),
        movedVoltage: fold(other.seconds, other.volt, other.volt),
        residual: fold(seconds, volt, volt),
      },
    ];
  });
}

/** Reference less moved at readings of the reference, gain and zero of the moved one fitted: an analog input has its own. */
export function voltageDifference(reference: VoltageRecord, moved: VoltageRecord): VoltageRecord {
  const stride = Math.max(1, Math.ceil(reference.seconds.length / MOST_POINTS));
  const seconds: number[] = [];
  const x: number[] = [];
  const y: number[] = [];
  for (let i = 0; i < reference.seconds.length; i += stride) {
    const other = valueAt(moved.seconds, moved.volt, reference.seconds[i]);
    if (!Number.isFinite(other) || !Number.isFinite(reference.volt[i])) continue;
    seconds.push(reference.seconds[i]);
    x.push(other);
    y.push(reference.volt[i]);
  }
  const fit = x.length < FEWEST_POINTS ? null : leastSquares([x.map(() => 1), x], y);
  const [zero, gain] = fit?.coefficients ?? [0, 1];
  return {
    seconds: Float64Array.from(seconds),
    volt: Float64Array.from(y, (value, i) => value - zero - gain * x[i]),
  };
}

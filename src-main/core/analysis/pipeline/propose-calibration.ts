import type { CalibrationPoint } from '../../../../shared/domain/recipe-calibration.ts';
import type { AnalysisInput } from '../analysis-input.ts';
import type { TimedPhase } from '../electrochemistry/build-phases.ts';
import { lowerBound } from '../numerics/interpolation.ts';
import { fitLine, meanOf } from '../numerics/statistics.ts';
import type { CellStage } from './read-cell.ts';
import { spanOnReference, type RunClocks } from './read-clocks.ts';
import type { MassStage } from './read-masses.ts';

const FEWEST_READINGS = 30;
const SHORTEST_SETTLING_SECONDS = 60;
const SHORTEST_PLATEAU_SECONDS = 120;
/** Left out before the gas is switched off, so that a clock slightly off does no harm. */
const BEFORE_END_SECONDS = 5;

/** Plateaus of zero and calibration gas, before or after the first current. */
export function proposeCalibrationPoints(
  input: AnalysisInput,
  cell: CellStage,
  masses: MassStage,
  clocks: RunClocks,
): CalibrationPoint[] {
  const bottle = input.gases.find((candidate) => candidate.components.length > 0);
  return cell.phases.flatMap((phase): CalibrationPoint[] => {
    if (phase.kind !== 'zero-gas' && phase.kind !== 'calibration-gas') return [];
    const isGas = phase.kind === 'calibration-gas';
    if (isGas && !bottle) return [];
    const settled = phase.fromSeconds + settlingSeconds(phase, masses);
    if (phase.toSeconds - settled < SHORTEST_PLATEAU_SECONDS) return [];
    return [
      {
        span: spanOnReference(clocks, settled, phase.toSeconds - BEFORE_END_SECONDS),
        kind: isGas ? 'gas' : 'zero',
        bottle: isGas ? bottle!.name : null,
        dilution: 1,
        dilutionRelativeUncertainty: 0,
        when: phase.fromSeconds < cell.firstCurrentSeconds ? 'pre' : 'post',
      },
    ];
  });
}

/** Time after the switch until every mass has settled: the last third of the phase is the plateau to compare with. */
function settlingSeconds(phase: TimedPhase, { grid }: MassStage): number {
  const length = phase.toSeconds - phase.fromSeconds;
  const first = lowerBound(grid.seconds, phase.fromSeconds);
  const end = lowerBound(grid.seconds, phase.toSeconds);
  if (end - first < FEWEST_READINGS) return length / 2;
  const tailFrom = end - Math.floor((end - first) / 3);
  const times = grid.seconds.subarray(tailFrom, end);
  let settled = SHORTEST_SETTLING_SECONDS;
  for (const ratio of grid.ratio) {
    const tail = ratio.subarray(tailFrom, end);
    const level = meanOf(tail);
    const noise = fitLine(times, tail).residualSigma;
    const limit = Math.max(6 * noise, 0.002 * Math.abs(level));
    // The last reading that is still clearly off the plateau.
    let last = end - 1;
    while (last >= first && !(Math.abs(ratio[last] - level) > limit)) last -= 1;
    if (last >= first) settled = Math.max(settled, 1.5 * (grid.seconds[last] - phase.fromSeconds));
  }
  return Math.min(settled, length / 2);
}

import type { FineRecord } from './fine-record.ts';
import { matchOnce, type Levels, type Pass, type Trial } from './match-records.ts';
import { leaveOneOut, solve, total } from './segment-sums.ts';
import type { VoltageRecord } from './voltage-record.ts';

/** Lag and drift between two records: fine(t + lag + drift (t - centre)) = coarse(t). */
export interface RefinedLag {
  lag: number;
  /** Per second; 0 where none was asked for. */
  drift: number;
  /** Coarse time at which `lag` holds, where lag and drift are independent. */
  centre: number;
  /** Standard uncertainty, widened to give 95 % at two of it however few segments carry the information. */
  uncertainty: number;
  /** What a drift would be: that of the fit, or what is left of one where none was asked for. */
  possibleDrift: PossibleDrift;
  /** Root mean square of coarse - (alpha + beta fine), volt. */
  residual: number;
  /** Share of the coarse record's variance that the match explains. */
  explained: number;
}

export interface PossibleDrift {
  drift: number;
  /** Standard uncertainty, widened like the lag's; infinite where nothing is known. */
  uncertainty: number;
  /** Segments that carry the information, in effect. */
  segments: number;
}

/** Longest step of one iteration, seconds. */
const LONGEST_STEP = 30;
const CLOSE_ENOUGH_SECONDS = 3e-3;

/**
 * Gauss-Newton for lag and drift around a start. Gain and level are free, so that an analog input's gain and zero are not
 * taken for time; with local levels its slow wandering is not either. Readings far off count less (Huber).
 * @returns undefined where the records do not overlap or do not match at all
 */
export function refineLag(
  fine: FineRecord,
  coarse: VoltageRecord,
  startLag: number,
  { levels, withDrift, rounds }: { levels: Levels; withDrift: boolean; rounds: number },
): RefinedLag | undefined {
  const trial: Trial = { lag: startLag, drift: 0, gain: 1, sigma: 0 };
  const pivot = (coarse.seconds[0] + coarse.seconds.at(-1)!) / 2;
  let last = rounds;
  for (let round = 0; ; round++) {
    const pass = matchOnce(fine, coarse, trial, pivot, levels);
    if (!pass) return undefined;
    trial.sigma = pass.sigma;
    const solved = solve(total(pass.segments), withDrift);
    if (!solved || !(Math.abs(solved[0]) > 1e-3)) return undefined;
    trial.gain = solved[0];
    if (round >= last) return describe(pass, trial, withDrift);
    const step = Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, solved[1] / solved[0]));
    const turn = Math.max(-1e-3, Math.min(1e-3, solved[2] / solved[0]));
    trial.lag += step;
    trial.drift += turn;
    // The last pass is weighted by the final scatter.
    if (round > 0 && Math.abs(step) + Math.abs(turn) * pass.reachSeconds < CLOSE_ENOUGH_SECONDS)
      last = Math.min(last, round + 1);
  }
}

/**
 * Lag and drift with uncertainties from leaving out one segment after the other: readings inside a segment may be
 * correlated as they like (polled stamps, quantised values, an interpolated leap).
 */
function describe(pass: Pass, trial: Trial, withDrift: boolean): RefinedLag {
  const toCentre = pass.centre - pass.pivot;
  const { segments } = pass;
  const lag = leaveOneOut(
    segments,
    withDrift,
    ([gain, change, turn]) => (change + turn * toCentre) / gain,
    (row) => segments[row + 3],
  );
  const turn = leaveOneOut(
    segments,
    true,
    ([gain, , change]) => change / gain,
    // Sum of w z^2 (t - centre)^2.
    (row) => segments[row + 5] - 2 * toCentre * segments[row + 4] + toCentre * toCentre * segments[row + 3],
  );
  return {
    lag: trial.lag + trial.drift * toCentre,
    drift: trial.drift,
    centre: pass.centre,
    uncertainty: lag.uncertainty,
    possibleDrift: { ...turn, drift: trial.drift + turn.value },
    residual: pass.residual,
    explained: pass.explained,
  };
}

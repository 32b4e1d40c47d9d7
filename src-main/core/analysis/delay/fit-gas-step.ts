import { leastSquares } from '../numerics/dense.ts';
import { fitLine, meanOf, medianOf } from '../numerics/statistics.ts';

/** First-order answer with dead time to a step; standard uncertainties. */
export interface StepResponse {
  delaySeconds: number;
  delayUncertaintySeconds: number;
  washoutSeconds: number;
  washoutUncertaintySeconds: number;
  /** Residual scatter over the size of the step. */
  misfit: number;
}

/** Quick estimate from two times of the rise: tau = 1.5 (t63.2 - t28.3), t_d = t63.2 - tau (science.md 4). */
export function quickStepResponse(t28: number, t63: number): { delaySeconds: number; washoutSeconds: number } {
  const washoutSeconds = 1.5 * (t63 - t28);
  return { delaySeconds: t63 - washoutSeconds, washoutSeconds };
}

/**
 * Delay and washout from a change of gas: low + height (1 - exp(-(t - t_d)/tau)) by Gauss-Newton.
 * @param seconds since the switch, a little before it to the plateau; @param values ratio
 * @returns undefined where there is no step to be seen
 */
export function fitGasStep(seconds: Float64Array, values: Float64Array): StepResponse | undefined {
  const before = values.filter((value, i) => seconds[i] <= 0 && Number.isFinite(value));
  const finite = [...seconds.keys()].filter((i) => Number.isFinite(values[i]));
  if (before.length < 5 || finite.length < 20) return undefined;
  const low = meanOf(before);
  const high = meanOf(finite.slice(-Math.max(5, Math.floor(finite.length / 5))).map((i) => values[i]));
  const noise = fitLine(
    finite.slice(0, before.length).map((i) => seconds[i]),
    before,
  ).residualSigma;
  if (!(Math.abs(high - low) > 20 * noise)) return undefined;
  const timeAt = (share: number) => {
    const index = finite.find((i) => seconds[i] > 0 && (values[i] - low) / (high - low) >= share);
    return index === undefined ? Number.NaN : seconds[index];
  };
  const start = quickStepResponse(timeAt(0.283), timeAt(0.632));
  let delay = Number.isFinite(start.delaySeconds) ? Math.max(0, start.delaySeconds) : 0;
  let tau = start.washoutSeconds > 0 ? start.washoutSeconds : 5;
  let height = high - low;
  let base = low;
  const rows = finite.length;
  const y = Float64Array.from(finite, (i) => values[i]);
  let last: StepResponse | undefined;
  for (let round = 0; round < 60; round++) {
    const model = (i: number) => {
      const t = seconds[finite[i]] - delay;
      return t <= 0 ? 0 : 1 - Math.exp(-t / tau);
    };
    const ones = new Float64Array(rows).fill(1);
    const rise = Float64Array.from({ length: rows }, (_, i) => model(i));
    const byDelay = Float64Array.from({ length: rows }, (_, i) => {
      const t = seconds[finite[i]] - delay;
      return t <= 0 ? 0 : (-height * Math.exp(-t / tau)) / tau;
    });
    const byTau = Float64Array.from({ length: rows }, (_, i) => {
      const t = seconds[finite[i]] - delay;
      return t <= 0 ? 0 : (-height * t * Math.exp(-t / tau)) / (tau * tau);
    });
    const residual = y.map((value, i) => value - base - height * rise[i]);
    const fit = leastSquares([ones, rise, byDelay, byTau], residual);
    if (!fit) break;
    const variance = fit.chiSquared / Math.max(1, rows - 4);
    base += fit.coefficients[0];
    height += fit.coefficients[1];
    const stepDelay = Math.max(-tau, Math.min(tau, fit.coefficients[2]));
    const stepTau = Math.max(-tau / 2, Math.min(tau, fit.coefficients[3]));
    delay = Math.max(0, delay + stepDelay);
    tau = Math.max(0.05, tau + stepTau);
    last = {
      delaySeconds: delay,
      delayUncertaintySeconds: Math.sqrt(variance * fit.covariance[10]),
      washoutSeconds: tau,
      washoutUncertaintySeconds: Math.sqrt(variance * fit.covariance[15]),
      misfit: Math.sqrt(variance) / Math.abs(height),
    };
    if (Math.abs(stepDelay) + Math.abs(stepTau) < 1e-6) break;
  }
  const stepSeconds = medianOf(finite.slice(1).map((i, k) => seconds[i] - seconds[finite[k]]));
  if (!last || !(last.delayUncertaintySeconds < stepSeconds) || !(last.washoutUncertaintySeconds < stepSeconds)) {
    return unresolved(timeAt(0.5), stepSeconds, last?.misfit ?? Number.NaN);
  }
  // With one or two readings inside the rise the fit is exact and proves nothing.
  const least = last.washoutSeconds < stepSeconds ? stepSeconds / Math.sqrt(12) : 0;
  return {
    ...last,
    delayUncertaintySeconds: Math.max(last.delayUncertaintySeconds, least),
    washoutUncertaintySeconds: Math.max(last.washoutUncertaintySeconds, least),
  };
}

/**
 * A rise faster than the scan: no reading fell into it, so that delay and washout cannot be told apart. It is half done
 * by the first reading above the half, at most one step earlier; both times are known to that step, rectangular.
 */
function unresolved(halfSeconds: number, stepSeconds: number, misfit: number): StepResponse {
  const washoutSeconds = stepSeconds / 4;
  return {
    delaySeconds: Math.max(0, halfSeconds - stepSeconds / 2 - Math.LN2 * washoutSeconds),
    delayUncertaintySeconds: stepSeconds / Math.sqrt(12),
    washoutSeconds,
    washoutUncertaintySeconds: stepSeconds / Math.sqrt(12),
    misfit,
  };
}

/** tau = V_head / F_v with F_v the flow at cell temperature and pressure of the reference (science.md 4), seconds. */
export function headspaceWashout(
  headspaceMillilitre: number,
  flowMillilitrePerMinute: number,
  referenceCelsius: number,
  cellCelsius: number,
): number {
  const atCell = (flowMillilitrePerMinute * (cellCelsius + 273.15)) / (referenceCelsius + 273.15);
  return (headspaceMillilitre / atCell) * 60;
}

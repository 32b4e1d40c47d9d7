/** One calibration of one gas: sensitivity, its own relative uncertainty (certificate excepted) and its time. */
export interface CalibratedAt {
  k: number;
  relativeUncertainty: number;
  seconds: number;
}

/** k at any time of the run, and the relative standard uncertainties that go with it. */
export interface DriftingSensitivity {
  at(seconds: number): number;
  fitRelativeAt(seconds: number): number;
  driftRelativeAt(seconds: number): number;
  rule: 'both' | 'pre' | 'post';
}

/**
 * Drift of k between calibrations (science.md 1.4).
 * - both: k = (1 - s) k_pre + s k_post, u_drift = max(|dk|, a k) / (2 sqrt 3); an accidental k_pre = k_post is no proof.
 * - one: corrected by the instrument's historic drift in proportion to the time between; u_drift = a / sqrt 3, likewise.
 * @param historicPercent k(end)/k(start) - 1 over `runSeconds`, mean of the instrument's history
 * @param halfRangePercent a, half the range of that history
 * @param runSeconds from and to: the stretch over which the history counts
 */
export function driftingSensitivity(
  pre: CalibratedAt | undefined,
  post: CalibratedAt | undefined,
  historicPercent: number,
  halfRangePercent: number,
  runSeconds: { from: number; to: number },
): DriftingSensitivity {
  const a = halfRangePercent / 100;
  if (pre && post) {
    const share = (seconds: number) =>
      Math.min(1, Math.max(0, (seconds - pre.seconds) / Math.max(1, post.seconds - pre.seconds)));
    const at = (seconds: number) => (1 - share(seconds)) * pre.k + share(seconds) * post.k;
    return {
      rule: 'both',
      at,
      fitRelativeAt: (seconds) => {
        const s = share(seconds);
        return (
          Math.hypot((1 - s) * pre.relativeUncertainty * pre.k, s * post.relativeUncertainty * post.k) / at(seconds)
        );
      },
      driftRelativeAt: (seconds) => Math.max(Math.abs(post.k - pre.k) / at(seconds), a) / (2 * Math.sqrt(3)),
    };
  }
  const only = (pre ?? post)!;
  const length = Math.max(1, runSeconds.to - runSeconds.from);
  // Share of the historic drift that lies between the calibration and a time; signed, towards later times.
  const away = (seconds: number) => Math.max(-1, Math.min(1, (seconds - only.seconds) / length));
  return {
    rule: pre ? 'pre' : 'post',
    at: (seconds) => only.k * (1 + (historicPercent / 100) * away(seconds)),
    fitRelativeAt: () => only.relativeUncertainty,
    driftRelativeAt: (seconds) => (a / Math.sqrt(3)) * Math.abs(away(seconds)),
  };
}

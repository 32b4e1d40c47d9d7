/** Curves beside the usual ones. They are for looking only: no number of the results depends on them. */
export const SIDE_CURVES = ['residuals', 'deconvolved-rate', 'asymmetric-baseline', 'differential-capacity'] as const;
export type SideCurve = (typeof SIDE_CURVES)[number];

/** Half-gain period of the asymmetric least squares to begin with: a day passes slower drifts and erases quicker ones. */
export const USUAL_PERIOD_HOURS = 24;

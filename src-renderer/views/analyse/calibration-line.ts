import type { SensitivityResult } from '../../../shared/domain/results-gas.ts';

/** One calibration of a gas as it is drawn; ratios as the results have them. */
export interface DrawnFit {
  when: 'pre' | 'post';
  points: SensitivityResult['fits'][number]['points'];
  /** The line and twice its standard uncertainty, over ppm. */
  line: { ppm: number; ratio: number; expanded: number }[];
  /** Points less line, with twice the standard uncertainty of the point. */
  residuals: { ppm: number; difference: number; expanded: number }[];
}

/** Places the band is computed at: it is a hyperbola, hardly bent. */
const LINE_PLACES = 25;
/** Air beyond the highest point. */
const BEYOND = 1.06;

/** r = a + k xi with its band from the covariance of a and k (science.md 1.4); xi in ppm on the axis. */
export function drawnFits({ fits }: Pick<SensitivityResult, 'fits'>): DrawnFit[] {
  const highest = BEYOND * Math.max(0, ...fits.flatMap(({ points }) => points.map(({ ppm }) => ppm)));
  return fits.map((fit) => {
    const at = (ppm: number) => fit.intercept + fit.k * ppm * 1e-6;
    const u = (ppm: number) => {
      const xi = ppm * 1e-6;
      return Math.sqrt(
        Math.max(0, fit.interceptUncertainty ** 2 + (xi * fit.kUncertainty) ** 2 + 2 * xi * fit.covariance),
      );
    };
    return {
      when: fit.when,
      points: fit.points,
      line: Array.from({ length: LINE_PLACES }, (_, i) => {
        const ppm = (highest * i) / (LINE_PLACES - 1);
        return { ppm, ratio: at(ppm), expanded: 2 * u(ppm) };
      }),
      residuals: fit.points.map(({ ppm, ratio, ratioUncertainty }) => ({
        ppm,
        difference: ratio - at(ppm),
        expanded: 2 * ratioUncertainty,
      })),
    };
  });
}

/** Points and lines as tab-separated numbers. */
export function calibrationText(sensitivities: readonly SensitivityResult[]): string {
  const lines = sensitivities.flatMap(({ species, fits }) =>
    fits.flatMap((fit) =>
      fit.points.map(({ ppm, ratio, ratioUncertainty }) =>
        [species, fit.when, ppm, ratio, ratioUncertainty, fit.k, fit.kUncertainty, fit.intercept].join('\t'),
      ),
    ),
  );
  return ['gas\twhen\tppm\tratio\tu_ratio\tk\tu_k\tintercept', ...lines, ''].join('\n');
}

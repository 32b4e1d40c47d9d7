import { SPECIES } from '../../shared/domain/species.ts';

/** How a curve is drawn; the colour is the name of a CSS variable, so that it follows the theme. */
export interface CurveStyle {
  colour: string;
  width: number;
  dash: number[];
}

const solid = (colour: string, width: number): CurveStyle => ({ colour, width, dash: [] });

/** Ion currents by nominal m/z; found by search for contrast and colour blindness, not by taste. */
const BY_MZ: Record<number, CurveStyle> = {
  2: solid('--channel-h2', 1.6),
  4: solid('--channel-he', 1),
  18: { colour: '--channel-h2o', width: 1.4, dash: [5, 3] },
  28: { colour: '--channel-n2', width: 1.4, dash: [8, 3, 2, 3] },
  32: solid('--channel-o2', 1.9),
  34: { colour: '--channel-h2s', width: 1.4, dash: [2, 3] },
  40: { colour: '--channel-ar', width: 1.4, dash: [2, 2] },
  44: solid('--channel-co2', 1.6),
  64: solid('--channel-so2', 1.6),
};

/** Dashes for masses without a colour of their own, taken in order. */
const SPARE_DASHES = [[], [6, 3], [3, 2], [1, 2], [9, 3, 1, 3], [6, 2, 2, 2, 2, 2], [1, 4]];

export const VOLTAGE_STYLE = solid('--channel-voltage', 1.75);
export const CURRENT_STYLE: CurveStyle = { colour: '--channel-current', width: 1.5, dash: [7, 3] };
export const FLOW_STYLE = solid('--channel-flow', 1);
export const SET_POINT_STYLE: CurveStyle = { colour: '--text-2', width: 1, dash: [6, 4] };

/** Styles of ion-current channels by m/z; unknown masses take `--text-2` and the next free dash. */
export function ionStyles(masses: readonly number[]): Map<number, CurveStyle> {
  const styles = new Map<number, CurveStyle>();
  let spare = 0;
  for (const mass of masses) {
    const known = BY_MZ[Math.round(mass)];
    if (known) styles.set(mass, known);
    else styles.set(mass, { colour: '--text-2', width: 1, dash: SPARE_DASHES[spare++ % SPARE_DASHES.length]! });
  }
  return styles;
}

/** Style of a gas by its formula, as in `O2`. */
export function gasStyle(formula: string): CurveStyle {
  const species = SPECIES.find((one) => one.formula === formula);
  return (species && BY_MZ[species.mainMz]) ?? solid('--text-2', 1);
}

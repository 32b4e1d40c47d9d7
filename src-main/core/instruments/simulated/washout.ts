import type { DrawnConditions } from './conditions.ts';
import { matrixExponential } from './matrix-exponential.ts';
import { CELL_CELSIUS, LINE_TEMPERATURE, NORMAL_TEMPERATURE, molesInVolume } from './physical-constants.ts';

/**
 * Holds of one trace gas between cell and capillary, mol: the headspace, what stands behind it (second tank or wall),
 * the line after the gas valve, and what has left the cell for good.
 */
export const HOLDS = { headspace: 0, behind: 1, line: 2, left: 3 } as const;

const STATES = 4;
const INPUTS = 2;
const SIZE = STATES + INPUTS;

/** Sizes of the path of one gas, and how it is built. */
export interface WashoutShape {
  kind: 'one-tank' | 'two-tanks' | 'sorption';
  /** Carrier gas in the first tank (or the only one), the second and the line, mol. */
  headspaceMoles: number;
  behindMoles: number;
  lineMoles: number;
  /** Wall over headspace at equilibrium, and the time constant of getting there, s. */
  sorptionCapacity: number;
  sorptionSeconds: number;
}

/** One step in time: `next = transition * now + fromCell * source + fromBottle * bottle`, all exact for constant inputs. */
export interface Propagator {
  /** 4 x 4, row by row. */
  transition: Float64Array;
  /** Per mol/s released in the headspace. */
  fromCell: Float64Array;
  /** Per mol/s entering the line from a bottle. */
  fromBottle: Float64Array;
}

/** Path of a gas; `sticky` gases (H2O, SO2) meet the walls where the run has sorption. */
export function washoutShape(conditions: DrawnConditions, sticky: boolean): WashoutShape {
  const { headspace, line } = conditions;
  const total = molesInVolume(headspace.millilitre, NORMAL_TEMPERATURE + CELL_CELSIUS);
  const twoTanks = headspace.kind === 'two-tanks';
  const kind = headspace.kind === 'sorption' && !sticky ? 'one-tank' : headspace.kind;
  return {
    kind,
    headspaceMoles: twoTanks ? total * headspace.firstTankShare : total,
    behindMoles: twoTanks ? total * (1 - headspace.firstTankShare) : 0,
    lineMoles: molesInVolume(line.millilitre, LINE_TEMPERATURE),
    sorptionCapacity: headspace.sorptionCapacity,
    sorptionSeconds: headspace.sorptionSeconds,
  };
}

/**
 * The exact step of a well-stirred path (science.md 4) over `seconds`, carrier flowing at `molPerSecond`.
 * @param throughCell false: the cell is shut off and the bottle runs through the line.
 */
export function propagator(
  shape: WashoutShape,
  molPerSecond: number,
  throughCell: boolean,
  seconds: number,
): Propagator {
  const matrix = new Float64Array(SIZE * SIZE);
  const add = (to: number, from: number, perSecond: number) => {
    matrix[to * SIZE + from] += perSecond * seconds;
  };
  const move = (from: number, to: number, perSecond: number) => {
    add(from, from, -perSecond);
    add(to, from, perSecond);
  };
  const { headspace, behind, line, left } = HOLDS;
  const cellFlow = throughCell ? molPerSecond : 0;
  const lineRate = molPerSecond / shape.lineMoles;
  // What leaves the last tank enters the line and is counted as having left.
  const leave = (from: number, perSecond: number) => {
    move(from, line, perSecond);
    add(left, from, perSecond);
  };
  if (shape.kind === 'two-tanks') {
    move(headspace, behind, cellFlow / shape.headspaceMoles);
    leave(behind, cellFlow / shape.behindMoles);
  } else {
    leave(headspace, cellFlow / shape.headspaceMoles);
  }
  if (shape.kind === 'sorption') {
    move(headspace, behind, shape.sorptionCapacity / shape.sorptionSeconds);
    move(behind, headspace, 1 / shape.sorptionSeconds);
  }
  add(line, line, -lineRate);
  add(headspace, STATES, 1);
  add(line, STATES + 1, 1);
  const exponential = matrixExponential(matrix, SIZE);
  const transition = new Float64Array(STATES * STATES);
  const fromCell = new Float64Array(STATES);
  const fromBottle = new Float64Array(STATES);
  for (let row = 0; row < STATES; row++) {
    for (let column = 0; column < STATES; column++)
      transition[row * STATES + column] = exponential[row * SIZE + column];
    fromCell[row] = exponential[row * SIZE + STATES];
    fromBottle[row] = exponential[row * SIZE + STATES + 1];
  }
  return { transition, fromCell, fromBottle };
}

/** Time constants of a path at a flow, s: each tank's own, and the mean stay of a molecule from release to capillary. */
export function washoutTimes(shape: WashoutShape, molPerSecond: number) {
  const headspaceSeconds = shape.headspaceMoles / molPerSecond;
  const behindSeconds = shape.kind === 'two-tanks' ? shape.behindMoles / molPerSecond : 0;
  const lineSeconds = shape.lineMoles / molPerSecond;
  const wallSeconds = shape.kind === 'sorption' ? headspaceSeconds * shape.sorptionCapacity : 0;
  return {
    tankSeconds: behindSeconds > 0 ? [headspaceSeconds, behindSeconds] : [headspaceSeconds],
    lineSeconds,
    wallSeconds,
    meanSeconds: headspaceSeconds + behindSeconds + lineSeconds + wallSeconds,
  };
}

/**
 * A smooth potential of an NCM85-like cathode against lithium. Written as state of charge over potential, a sum of
 * rounded steps with one step per feature of its dQ/dV, and turned round by a table: monotonic by construction.
 */

/** Share of the capacity, potential (V vs Li+/Li) and width (V) of each feature; the last is cut by the window. */
const FEATURES: readonly (readonly [share: number, volt: number, width: number])[] = [
  [0.02, 2.92, 0.08],
  [0.03, 3.28, 0.05],
  [0.05, 3.56, 0.03],
  [0.27, 3.72, 0.032],
  [0.2, 3.88, 0.055],
  [0.155, 4.03, 0.04],
  [0.17, 4.19, 0.016],
  [0.16, 4.38, 0.06],
];

/** Potential of the cathode as assembled, state of charge 0. */
const PRISTINE_VOLT = 2.95;
const NODES = 2048;
const HIGHEST = 0.98;

const logistic = (volt: number, centre: number, width: number) => 1 / (1 + Math.exp((centre - volt) / width));

function stateOfChargeAt(volt: number): number {
  let sum = 0;
  for (const [share, centre, width] of FEATURES) {
    sum += share * (logistic(volt, centre, width) - logistic(PRISTINE_VOLT, centre, width));
  }
  return sum;
}

function densityAt(volt: number): number {
  let sum = 0;
  for (const [share, centre, width] of FEATURES) {
    const part = logistic(volt, centre, width);
    sum += (share / width) * part * (1 - part);
  }
  return sum;
}

/** Value and slope at evenly spaced states of charge. */
interface PotentialTable {
  potential: Float64Array;
  slope: Float64Array;
}

let table: PotentialTable | undefined;

/** Made when it is first asked for: a program that simulates nothing need not wait for it at its start. */
function makeTable(): PotentialTable {
  const potential = new Float64Array(NODES + 2);
  const slope = new Float64Array(NODES + 2);
  let volt = PRISTINE_VOLT;
  for (let node = 0; node < NODES + 2; node++) {
    const wanted = (node / NODES) * HIGHEST;
    let low = volt;
    let high = volt + 1;
    for (let i = 0; i < 60; i++) {
      volt = (low + high) / 2;
      if (stateOfChargeAt(volt) < wanted) low = volt;
      else high = volt;
    }
    potential[node] = volt;
    slope[node] = HIGHEST / NODES / densityAt(volt);
  }
  return { potential, slope };
}

/** Potential in V vs Li+/Li at a state of charge from 0 (as assembled) to 0.98, without current. */
export function openCircuitPotential(stateOfCharge: number): number {
  const { potential, slope } = (table ??= makeTable());
  const position = Math.min(Math.max(stateOfCharge / HIGHEST, 0), 1) * NODES;
  const node = Math.floor(position);
  const u = position - node;
  const low = potential[node];
  const step = potential[node + 1] - low;
  const a = slope[node];
  const b = slope[node + 1];
  // Cubic Hermite: value and slope agree with the features at every node.
  return low + u * (a + u * (3 * step - 2 * a - b + u * (a + b - 2 * step)));
}

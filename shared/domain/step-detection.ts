import type { Phase, PhaseKind } from './phase.ts';

/**
 * Phases of a run from the current and the gas selection (science.md 5): rest while |I| stays below a threshold for 60 s,
 * charge and discharge by sign, fragments under 60 s merged into what surrounds them.
 */

/** Shortest stretch that counts as a step of its own. */
const SHORTEST_STEP_US = 60e6;
/** |I| below this is rest where the nominal current is unknown. */
const SMALLEST_REST_THRESHOLD_AMPERE = 1e-6;

type StepKind = 'rest' | 'charge' | 'discharge';

interface Step {
  kind: StepKind;
  fromUs: number;
}

/** `max(1 uA, 1 % of the nominal current)`. */
export function restThresholdAmpere(nominalCurrentAmpere: number | undefined): number {
  return Math.max(SMALLEST_REST_THRESHOLD_AMPERE, 0.01 * Math.abs(nominalCurrentAmpere ?? 0));
}

/** Finds steps in a current that arrives sample by sample; a step is known 60 s after it began, with its true beginning. */
export class StepDetector {
  #threshold: number;
  #steps: Step[] = [];
  #candidate: Step | undefined;
  #lastUs = Number.NaN;

  constructor(nominalCurrentAmpere?: number) {
    this.#threshold = restThresholdAmpere(nominalCurrentAmpere);
  }

  /** Takes one usable reading; positive current charges the cell. Times that step back are ignored. */
  push(timeUs: number, currentAmpere: number): void {
    if (!Number.isFinite(currentAmpere) || timeUs < this.#lastUs) return;
    this.#lastUs = timeUs;
    const kind = Math.abs(currentAmpere) < this.#threshold ? 'rest' : currentAmpere > 0 ? 'charge' : 'discharge';
    const present = this.#steps.at(-1);
    if (!present) {
      this.#steps.push({ kind, fromUs: timeUs });
      return;
    }
    if (kind === present.kind) {
      this.#candidate = undefined;
      return;
    }
    if (this.#candidate?.kind !== kind) this.#candidate = { kind, fromUs: timeUs };
    if (timeUs - this.#candidate.fromUs < SHORTEST_STEP_US) return;
    // The very first step may itself be a fragment (a relay that settles): then the candidate takes its place.
    if (this.#steps.length === 1 && this.#candidate.fromUs - present.fromUs < SHORTEST_STEP_US) this.#steps.pop();
    this.#steps.push(this.#candidate);
    this.#candidate = undefined;
  }

  /** Phases so far, the last one open; the rest before any current is OCV. */
  phases(): Phase[] {
    const counts: Record<StepKind, number> = { rest: 0, charge: 0, discharge: 0 };
    return this.#steps.map((step, index) => {
      const toUs = this.#steps[index + 1]?.fromUs ?? null;
      if (index === 0 && step.kind === 'rest') return { kind: 'ocv', number: 0, fromUs: step.fromUs, toUs };
      return { kind: step.kind, number: ++counts[step.kind], fromUs: step.fromUs, toUs };
    });
  }
}

/** A stretch during which the gas selection had one value. */
export interface GasStretch {
  selection: number;
  fromUs: number;
  toUs: number | null;
}

/** Follows a gas-selection channel that reports on change. */
export class GasSelectionFollower {
  #stretches: GasStretch[] = [];

  push(timeUs: number, selection: number): void {
    const present = this.#stretches.at(-1);
    if (present?.selection === selection || (present && timeUs < present.fromUs)) return;
    if (present) present.toUs = timeUs;
    this.#stretches.push({ selection, fromUs: timeUs, toUs: null });
  }

  stretches(): GasStretch[] {
    return this.#stretches.map((stretch) => ({ ...stretch }));
  }
}

const GAS_PHASES: Record<number, PhaseKind | undefined> = { 1: 'zero-gas', 2: 'calibration-gas' };

/**
 * Lays zero-gas and calibration-gas stretches over the steps. While such gas flows past the cell, rest and OCV give way;
 * charge and discharge stay, because the cell's charge does not care which gas is measured.
 */
export function overlayGasPhases(steps: Phase[], stretches: GasStretch[]): Phase[] {
  const gases: Phase[] = [];
  for (const stretch of stretches) {
    const kind = GAS_PHASES[stretch.selection];
    if (kind) gases.push({ kind, number: 0, fromUs: stretch.fromUs, toUs: stretch.toUs });
  }
  const result: Phase[] = [...gases];
  for (const step of steps) {
    if (step.kind === 'charge' || step.kind === 'discharge') {
      result.push(step);
      continue;
    }
    let pieces: Phase[] = [step];
    for (const gas of gases) pieces = pieces.flatMap((piece) => subtract(piece, gas));
    result.push(...pieces);
  }
  return result.sort((a, b) => a.fromUs - b.fromUs);
}

function subtract(piece: Phase, hole: Phase): Phase[] {
  const pieceEnd = piece.toUs ?? Number.POSITIVE_INFINITY;
  const holeEnd = hole.toUs ?? Number.POSITIVE_INFINITY;
  if (hole.fromUs >= pieceEnd || holeEnd <= piece.fromUs) return [piece];
  const left: Phase[] = hole.fromUs > piece.fromUs ? [{ ...piece, toUs: hole.fromUs }] : [];
  const right: Phase[] = holeEnd < pieceEnd ? [{ ...piece, fromUs: holeEnd }] : [];
  return [...left, ...right];
}

/**
 * Phases of a whole record.
 * @param current usable current readings in ampere (NaN is skipped) on the cycler's clock
 * @param gasSelection readings of a gas-selection channel, if there is one
 */
export function detectPhases(
  current: { timeUs: Float64Array; value: Float64Array } | undefined,
  gasSelection?: { timeUs: Float64Array; value: Float64Array },
  nominalCurrentAmpere?: number,
): Phase[] {
  const detector = new StepDetector(nominalCurrentAmpere);
  if (current) for (let i = 0; i < current.timeUs.length; i++) detector.push(current.timeUs[i], current.value[i]);
  const gas = new GasSelectionFollower();
  if (gasSelection)
    for (let i = 0; i < gasSelection.timeUs.length; i++) gas.push(gasSelection.timeUs[i], gasSelection.value[i]);
  return overlayGasPhases(detector.phases(), gas.stretches());
}

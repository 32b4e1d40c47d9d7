import { phaseLabel, type PhaseKind } from '../../../../shared/domain/phase.ts';
import type { CellStep } from './detect-steps.ts';

/** A phase on the common time, seconds since the run's zero. */
export interface TimedPhase {
  kind: PhaseKind;
  number: number;
  label: string;
  fromSeconds: number;
  toSeconds: number;
}

/** Pieces shorter than this that are left over when gas phases cut into others are dropped. */
const SHORTEST_PIECE_SECONDS = 60;

/**
 * The run's phases from what the cell did and which gas flowed: the rest before any current is OCV, zero and
 * calibration gas win over what the cell did meanwhile; charge, discharge and rest are counted from 1 (science.md 4, 5).
 */
export function buildPhases(
  steps: readonly CellStep[],
  gasPhases: readonly { kind: 'zero-gas' | 'calibration-gas'; fromSeconds: number; toSeconds: number }[],
): TimedPhase[] {
  const firstCurrent = steps.findIndex((step) => step.state !== 0);
  let pieces = steps.map((step, index) => ({
    kind: kindOf(step, firstCurrent === -1 || index < firstCurrent),
    fromSeconds: step.fromSeconds,
    toSeconds: step.toSeconds,
  }));
  for (const gas of gasPhases) {
    pieces = pieces.flatMap((piece) => {
      if (gas.toSeconds <= piece.fromSeconds || gas.fromSeconds >= piece.toSeconds) return [piece];
      return [
        { ...piece, toSeconds: gas.fromSeconds },
        { ...piece, fromSeconds: gas.toSeconds },
      ].filter((rest) => rest.toSeconds - rest.fromSeconds >= SHORTEST_PIECE_SECONDS);
    });
  }
  const all: { kind: PhaseKind; fromSeconds: number; toSeconds: number }[] = [...pieces, ...gasPhases];
  return numberPhases(all.sort((a, b) => a.fromSeconds - b.fromSeconds));
}

/** Counts charge, discharge and rest from 1 in order of time; the others carry 0 while there is only one of them. */
export function numberPhases(
  phases: readonly { kind: PhaseKind; fromSeconds: number; toSeconds: number }[],
): TimedPhase[] {
  const totals = new Map<PhaseKind, number>();
  for (const phase of phases) totals.set(phase.kind, (totals.get(phase.kind) ?? 0) + 1);
  const counts = new Map<PhaseKind, number>();
  return phases.map((phase) => {
    const count = (counts.get(phase.kind) ?? 0) + 1;
    counts.set(phase.kind, count);
    const isCounted = phase.kind === 'charge' || phase.kind === 'discharge' || phase.kind === 'rest';
    const number = isCounted || totals.get(phase.kind)! > 1 ? count : 0;
    return { ...phase, number, label: phaseLabel({ kind: phase.kind, number }) };
  });
}

function kindOf(step: CellStep, isBeforeCurrent: boolean): PhaseKind {
  if (step.state === 1) return 'charge';
  if (step.state === -1) return 'discharge';
  return isBeforeCurrent ? 'ocv' : 'rest';
}

/** Stretches of zero and calibration gas from the gas-selection channel (0 carrier, 1 zero gas, 2 calibration gas). */
export function gasPhasesFromSelection(
  seconds: Float64Array,
  selection: Float64Array,
  endSeconds: number,
): { kind: 'zero-gas' | 'calibration-gas'; fromSeconds: number; toSeconds: number }[] {
  const phases: { kind: 'zero-gas' | 'calibration-gas'; fromSeconds: number; toSeconds: number }[] = [];
  let open: { kind: 'zero-gas' | 'calibration-gas'; fromSeconds: number } | undefined;
  const close = (atSeconds: number) => {
    if (open && atSeconds > open.fromSeconds) phases.push({ ...open, toSeconds: atSeconds });
    open = undefined;
  };
  for (let i = 0; i < seconds.length; i++) {
    const chosen = Math.round(selection[i]);
    const kind = chosen === 1 ? 'zero-gas' : chosen === 2 ? 'calibration-gas' : undefined;
    if (kind === open?.kind) continue;
    close(seconds[i]);
    if (kind) open = { kind, fromSeconds: seconds[i] };
  }
  close(endSeconds);
  return phases;
}

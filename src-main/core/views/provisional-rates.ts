import type { ProvisionalCalibration } from '../../../shared/api/provisional.ts';
import { NORMAL_CONDITIONS, type FlowReference } from '../../../shared/domain/units.ts';
import { molarFlow } from '../analysis/quantify/flow.ts';
import type { StoredCalibration } from './stored-calibration.ts';

const NANOMOL_PER_MOL = 1e9;
const SECONDS_PER_MINUTE = 60;

/** What turns k into a rate of this run. */
export interface RateBasis {
  /** Carrier flow, mL/min at its reference conditions. */
  flowMlnPerMin: number;
  flowReference: FlowReference | null;
  activeMassGram: number;
}

/**
 * Rates per ratio to the carrier: n = F_c (r - b) / k / m (science.md 1.5), without interference, delay and uncertainty;
 * b is what the window takes as reference. With 2.5 mln/min, k = 1 and 8.66 mg it is 1.288e7 nmol/min/g per ratio.
 */
export function provisionalRates(
  { gases }: StoredCalibration,
  { flowMlnPerMin, flowReference, activeMassGram }: RateBasis,
): ProvisionalCalibration['gases'] {
  const carrierMolPerMinute = molarFlow(flowMlnPerMin, flowReference ?? NORMAL_CONDITIONS) * SECONDS_PER_MINUTE;
  const perMoleRatio = (carrierMolPerMinute * NANOMOL_PER_MOL) / activeMassGram;
  return gases.map(({ species, mz, k }) => ({ species, mz: Math.round(mz), rateFactor: perMoleRatio / k }));
}

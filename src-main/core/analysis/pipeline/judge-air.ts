import type { Finding } from '../../../../shared/domain/finding.ts';
import type { InterferenceRecipe } from '../../../../shared/domain/recipe-interference.ts';
import { info, shortHours, shortNumber, warning } from '../findings.ts';
import { airRatio } from '../interference/air-pattern.ts';
import { combined, decisionThreshold, effectiveDegrees } from '../quantify/limits.ts';
import { blockIntegral, blockIntegralUncertainty } from './block-integral.ts';
import type { AirAtSwitch } from './air-at-switch.ts';
import type { AirStage } from './find-air.ts';
import type { AirStep } from './find-air-step.ts';
import { isQuantified, type CellStage } from './read-cell.ts';
import type { SpeciesSignal } from './species-signal.ts';

/** What nitrogen says about air drawn in, over the quantified phases; y is the base-peak ratio integrated, seconds. */
export interface LeakResult {
  /** Above the background, a rise that was taken as background included. */
  nitrogen: number;
  nitrogenUncertainty: number;
  threshold: number;
  detected: boolean;
  corrected: boolean;
  /** O2 less s N2: nitrogen has more to say than a rise that stays. */
  subtractsNitrogen: boolean;
  /** O2 per N2 in units of y: s k(O2)/k(N2), and its relative standard uncertainty. */
  oxygenPerNitrogen: number;
  relativeUncertainty: number;
}

/**
 * Air leak by nitrogen (science.md 6.5). A rise that sets in and stays is part of the backgrounds (`find-air.ts`). Where
 * nitrogen's excess over its background in some phase passes its own decision threshold, oxygen is corrected by it,
 * everywhere alike, so that phases still sum to the total.
 */
export function judgeAir(
  recipe: InterferenceRecipe,
  signals: ReadonlyMap<string, SpeciesSignal>,
  cell: CellStage,
  air: AirStage,
): { leak: LeakResult | undefined; findings: Finding[] } {
  const { mode } = recipe.airLeak;
  const nitrogen = signals.get('N2');
  const oxygen = signals.get('O2');
  const phases = cell.phases.filter((phase) => isQuantified(phase) && phase.fromSeconds >= cell.firstCurrentSeconds);
  if (mode === 'off' || !nitrogen || !oxygen || phases.length === 0) return { leak: undefined, findings: [] };
  const { step } = air;
  const judged = phases.map(({ fromSeconds, toSeconds }) => {
    const u = blockIntegralUncertainty(nitrogen, fromSeconds, toSeconds);
    const parts = [{ standardUncertainty: u, degreesOfFreedom: nitrogen.degreesOfFreedom }];
    const threshold = decisionThreshold(combined(parts), effectiveDegrees(parts));
    return { amount: blockIntegral(nitrogen, fromSeconds, toSeconds), threshold };
  });
  const from = phases[0].fromSeconds;
  const to = phases.at(-1)!.toSeconds;
  const { ratio, relativeUncertainty } = airRatio(recipe);
  // Behind a rise nitrogen may fall as well: a leak that closes again.
  const exceeds = judged.some(({ amount, threshold }) => (step ? Math.abs(amount) : amount) > threshold);
  const isAir = step?.kind === 'air';
  const detected = isAir || (exceeds && !step);
  const leak: LeakResult = {
    nitrogen: blockIntegral(nitrogen, from, to) + (step ? risenIntegral(step, nitrogen, from, to) : 0),
    nitrogenUncertainty: blockIntegralUncertainty(nitrogen, from, to),
    threshold: Math.max(...judged.map((phase) => phase.threshold)),
    detected: detected || air.atSwitch?.isAir === 'yes',
    corrected: detected && mode === 'correct',
    subtractsNitrogen: exceeds && mode === 'correct' && step?.kind !== 'nitrogen',
    oxygenPerNitrogen: ratio,
    relativeUncertainty,
  };
  return { leak, findings: airFindings(leak, exceeds, air, cell) };
}

/** Integral of the rise taken as background, in units of nitrogen's y. */
function risenIntegral({ course, nitrogen }: AirStep, { frame }: SpeciesSignal, from: number, to: number): number {
  const { startSeconds, widthSeconds } = frame.blocks;
  let sum = 0;
  course.blocks.forEach((share, b) => {
    const begin = startSeconds + b * widthSeconds;
    const overlap = Math.min(to, begin + widthSeconds) - Math.max(from, begin);
    if (overlap > 0) sum += overlap * share * nitrogen.height;
  });
  return sum;
}

const falls = ({ nitrogenFall, oxygenFall }: AirAtSwitch) =>
  `m/z 28 fell by ${shortNumber(100 * nitrogenFall)} % and m/z 32 by ${shortNumber(100 * oxygenFall)} %`;

function airFindings(leak: LeakResult, exceeds: boolean, { step, atSwitch }: AirStage, cell: CellStage): Finding[] {
  const about = { species: 'O2' };
  const findings: Finding[] = [];
  const subtraction = `O2 is reduced by ${shortNumber(leak.oxygenPerNitrogen)} of nitrogen's ratio`;
  if (step) {
    const at = step.course.fromSeconds;
    const interval = cell.phases.find((phase) => phase.fromSeconds <= at && phase.toSeconds > at)?.label;
    if (step.kind === 'nitrogen') {
      return [
        warning(
          'interference',
          'nitrogen-without-oxygen',
          `Nitrogen rises at ${shortHours(at)} without the oxygen air would bring: O2 is not corrected for it.`,
          'Look for another source of nitrogen than air: purge gas, a glovebox, a bottle.',
          { ...about, interval },
        ),
      ];
    }
    const words = `Air is drawn in from ${shortHours(at)} on: nitrogen's masses rise together and stay`;
    findings.push(
      leak.corrected
        ? warning(
            'interference',
            'air-leak-corrected',
            `${words}; what m/z 32 rises with them is taken as background${exceeds ? `, and ${subtraction} beyond` : ''}.`,
            'Find the leak; do not rely on an onset of O2 near that time.',
            { ...about, interval },
          )
        : warning(
            'interference',
            'air-leak',
            `${words}, and part of O2 is air.`,
            'Find the leak, or let Interference subtract air; do not believe O2 from that time on.',
            { ...about, interval },
          ),
    );
  } else if (exceeds) {
    const words = 'Nitrogen rises above its background by more than chance: air is drawn in';
    findings.push(
      warning(
        'interference',
        leak.corrected ? 'air-leak-corrected' : 'air-leak',
        leak.corrected ? `${words}; ${subtraction}.` : `${words} and part of O2 is air.`,
        'Find the leak; argon alone proves nothing early on, it also washes out of the cell.',
        about,
      ),
    );
  } else if (atSwitch?.isAir === 'yes') {
    findings.push(
      warning(
        'interference',
        'air-leak-steady',
        `Air is drawn in all the time: when the stream left the cell for zero gas, ${falls(atSwitch)}, in the ratio of air. It is part of the background and drops out of O2 as long as it stays as it is.`,
        'Find the leak: its changes below the decision threshold of nitrogen are in the uncertainty of O2, larger ones would be told.',
        about,
      ),
    );
  } else if (atSwitch?.isAir === 'perhaps') {
    findings.push(
      info(
        'interference',
        'air-not-excluded',
        `When the stream left the cell for zero gas, ${falls(atSwitch)}: gas that comes off the cell's surfaces, or air in part. It is part of the background; none of it begins or grows.`,
        'If the fall is the same in the next run, look for a leak: surfaces give off less with time.',
        about,
      ),
    );
  } else if (atSwitch) {
    findings.push(
      info(
        'interference',
        'no-air-leak',
        'Nitrogen stays within its background, and does not fall with oxygen when the stream leaves the cell: no air leak above its decision threshold.',
        'Nothing to do.',
        about,
      ),
    );
  } else {
    findings.push(
      info(
        'interference',
        'air-not-rising',
        'Nitrogen stays within its background: no air leak begins or grows. Air drawn in steadily from the start would look like background.',
        'Switch to zero gas right after the last rest: what falls then came from the cell.',
        about,
      ),
    );
  }
  return findings;
}

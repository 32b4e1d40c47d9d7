import { FARADAY } from '../../../../shared/domain/constants.ts';
import { CompositionError, molarMass, parseComposition } from '../../../../shared/domain/composition.ts';
import type { Finding } from '../../../../shared/domain/finding.ts';
import type { QuantifyRecipe } from '../../../../shared/domain/recipe-quantify.ts';
import type { GasResult } from '../../../../shared/domain/results-gas.ts';
import type { PhaseResult, SanityCheck } from '../../../../shared/domain/results.ts';
import type { Sample } from '../../../../shared/domain/sample.ts';
import type { MassGrid } from '../carrier/mass-grid.ts';
import { shortHours, shortNumber, warning } from '../findings.ts';
import type { LeakResult } from './judge-air.ts';

/** Electrons per molecule if all of a gas came from oxidation (science.md 6.5). */
const ELECTRONS: Readonly<Record<string, number>> = { O2: 4, CO2: 2 };
/** Molar mass of Li2CO3, g/mol. */
const CARBONATE_MOLAR_MASS = 73.89;

/** mAh/g of a gas amount in umol/g: 1 umol/g O2 at four electrons is 0.107 mAh/g. */
export function gasCapacity(micromolPerGram: number, electrons: number): number {
  return (micromolPerGram * 1e-6 * electrons * FARADAY) / 3.6;
}

/** Checks of science.md 6.5: they warn, they change no number. */
export function checkSanity(
  gases: readonly GasResult[],
  phases: readonly PhaseResult[],
  sample: Sample | null,
  recipe: QuantifyRecipe,
  leak: LeakResult | undefined,
): { checks: SanityCheck[]; findings: Finding[] } {
  const checks: SanityCheck[] = [];
  const findings: Finding[] = [];
  const perGram = gases.filter((gas) => gas.unit === 'umol/g');
  for (const phase of phases.filter((candidate) => candidate.kind === 'charge')) {
    const capacity = phase.capacityMilliampHourPerGram;
    if (capacity === null || perGram.length === 0) continue;
    const gasCharge = perGram.reduce((sum, gas) => {
      const interval = gas.intervals.find((entry) => entry.label === phase.label);
      return sum + gasCapacity(Math.max(0, interval?.amount ?? 0), ELECTRONS[gas.species] ?? 0);
    }, 0);
    const percent = (100 * gasCharge) / Math.abs(capacity);
    const passed = percent <= 1;
    const sentence = `Gas of ${phase.label} stands for ${shortNumber(gasCharge)} mAh/g, ${shortNumber(percent)} % of the charge passed.`;
    checks.push(check('gas-charge', null, phase.label, percent, 1, '%', passed, sentence));
    if (!passed) {
      findings.push(
        warning(
          'quantify',
          'gas-charge-large',
          sentence,
          'Check calibration, mass and baseline, or expect a side reaction.',
          {
            interval: phase.label,
          },
        ),
      );
    }
  }
  checks.push(...latticeCheck(perGram, sample));
  const carbonate = carbonateCheck(perGram, recipe);
  if (carbonate) {
    checks.push(carbonate);
    if (carbonate.passed === false) {
      findings.push(
        warning(
          'quantify',
          'co2-above-carbonate',
          carbonate.sentence,
          'Look for another source of CO2 than the carbonate.',
          {
            species: 'CO2',
          },
        ),
      );
    }
  }
  if (leak) {
    checks.push(
      check(
        'air-leak',
        'N2',
        null,
        leak.nitrogen,
        leak.threshold,
        's',
        !leak.detected,
        leak.detected
          ? 'Nitrogen rises above its background: air is drawn in.'
          : `No nitrogen above its background; what could hide below its threshold is ${shortNumber(leak.oxygenPerNitrogen * leak.threshold)} s of O2 ratio.`,
      ),
    );
  }
  return { checks, findings };
}

function check(
  code: string,
  species: string | null,
  interval: string | null,
  value: number | null,
  limit: number | null,
  unit: string,
  passed: boolean | null,
  sentence: string,
): SanityCheck {
  return { code, species, interval, value, limit, unit, passed, sentence };
}

/** Share of the lattice's oxygen that left as O2: 1 umol/g of NCM85 is 0.0097 %. */
function latticeCheck(gases: readonly GasResult[], sample: Sample | null): SanityCheck[] {
  const oxygen = gases.find((gas) => gas.species === 'O2')?.total?.amount;
  if (oxygen === null || oxygen === undefined || !sample || sample.composition === '') return [];
  try {
    const composition = parseComposition(sample.composition);
    const available = (((composition.get('O') ?? 0) / 2) * 1e6) / molarMass(composition);
    if (!(available > 0)) return [];
    const percent = (100 * Math.max(0, oxygen)) / available;
    const sentence = `O2 of the whole run is ${shortNumber(percent)} % of the oxygen in the active material.`;
    return [check('lattice-oxygen', 'O2', null, percent, 100, '%', percent <= 100, sentence)];
  } catch (error) {
    if (error instanceof CompositionError) return [];
    throw error;
  }
}

/** CO2 above what the titrated carbonate can give means another source; 0.1 wt% Li2CO3 is 13.5 umol/g. */
function carbonateCheck(gases: readonly GasResult[], recipe: QuantifyRecipe): SanityCheck | undefined {
  const total = gases.find((gas) => gas.species === 'CO2')?.total;
  if (!total || total.amount === null || recipe.titratedCarbonatePercent === null) return undefined;
  const limit = (recipe.titratedCarbonatePercent / 100 / CARBONATE_MOLAR_MASS) * 1e6;
  const passed = total.amount - (total.U ?? 0) <= limit;
  const sentence = `CO2 of the whole run is ${shortNumber(total.amount)} umol/g; the titrated carbonate can give ${shortNumber(limit)} umol/g.`;
  return check('carbonate', 'CO2', null, total.amount, limit, 'umol/g', passed, sentence);
}

/** Steps of the carrier's ion current from one block to the next (science.md 6.5). */
export function carrierSteps(
  grid: MassGrid,
  percent: number,
): { suspect: { fromSeconds: number; toSeconds: number }[]; findings: Finding[] } {
  const { inverseCarrier, count, startSeconds, widthSeconds } = grid.blocks;
  const suspect: { fromSeconds: number; toSeconds: number }[] = [];
  const findings: Finding[] = [];
  for (let b = 1; b < count; b++) {
    const change = (1 + inverseCarrier[b - 1]) / (1 + inverseCarrier[b]) - 1;
    if (!(Math.abs(change) > percent / 100)) continue;
    const fromSeconds = startSeconds + (b - 1) * widthSeconds;
    suspect.push({ fromSeconds, toSeconds: fromSeconds + 2 * widthSeconds });
    if (findings.length < 3) {
      findings.push(
        warning(
          'carrier',
          'carrier-step',
          `The carrier's ion current steps by ${shortNumber(100 * change)} % at ${shortHours(startSeconds + b * widthSeconds)}.`,
          'Read the numbers of that interval with care: pressure, capillary or emission changed.',
        ),
      );
    }
  }
  return { suspect, findings };
}

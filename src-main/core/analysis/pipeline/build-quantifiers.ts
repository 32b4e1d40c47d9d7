import type { Finding } from '../../../../shared/domain/finding.ts';
import type { QuantifyRecipe } from '../../../../shared/domain/recipe-quantify.ts';
import type { DelayRecipe } from '../../../../shared/domain/recipe-delay.ts';
import { activeMassGram, type Sample } from '../../../../shared/domain/sample.ts';
import type { Unit } from '../../../../shared/domain/units.ts';
import { delayOf } from '../delay/delay-of.ts';
import { refusal, warning } from '../findings.ts';
import { meansInBins } from '../baseline/cells.ts';
import { timesBlocks } from '../carrier/between-blocks.ts';
import { rateSeries } from '../quantify/rate-series.ts';
import type { Quantifier } from '../quantify/quantifier.ts';
import type { SignalStage } from './build-signals.ts';
import type { Calibrated, RelativePart } from './calibrate.ts';
import type { CellStage } from './read-cell.ts';
import type { FlowStage } from './read-flow.ts';
import type { MassStage } from './read-masses.ts';

/** One reported gas, ready to be asked for amounts. */
export interface ReportedGas {
  species: string;
  mz: number;
  quantity: 'amount' | 'normalised-ion-current' | 'estimate';
  quantityLabel: string;
  unit: Unit;
  rateUnit: Unit;
  /** Rate in `rateUnit` per rate in unit-per-second. */
  ratePerSecond: number;
  calibrated: Calibrated | undefined;
  quantifier: Quantifier | undefined;
}

/** What amounts are divided by. */
export interface Denominator {
  /** g, cm2 or 1 */
  value: number;
  relative: number;
  /** Per-what, for findings. */
  missing: string | undefined;
}

/** Active mass or area with its relative standard uncertainty from rectangular half-widths (science.md 6.1). */
export function denominatorOf(sample: Sample | null, recipe: QuantifyRecipe): Denominator {
  if (recipe.per === 'cell') return { value: 1, relative: 0, missing: undefined };
  if (recipe.per === 'area') {
    const area = sample?.electrodeAreaSquareCentimetre ?? Number.NaN;
    return { value: area, relative: 0, missing: area > 0 ? undefined : 'electrode area' };
  }
  const mass = (sample ? activeMassGram(sample) : null) ?? Number.NaN;
  return {
    value: mass,
    relative: recipe.massRelativeUncertainty ?? massRelativeUncertainty(sample),
    missing: mass > 0 ? undefined : 'active mass',
  };
}

function massRelativeUncertainty(sample: Sample | null): number {
  if (!sample) return 0;
  const { compositeMassMilligram, activeMassPercent, activeMassMilligram } = sample;
  const weighing = sample.compositeMassHalfWidthMilligram / Math.sqrt(3);
  if (activeMassMilligram !== null) return weighing / activeMassMilligram;
  if (compositeMassMilligram === null || activeMassPercent === null) return 0;
  return Math.hypot(
    weighing / compositeMassMilligram,
    sample.activeMassHalfWidthPercent / Math.sqrt(3) / activeMassPercent,
  );
}

const AMOUNT_UNITS = { gram: 'umol/g', area: 'umol/cm2', cell: 'umol' } as const;
const RATE_UNITS = { gram: 'nmol/min/g', area: 'nmol/min/cm2', cell: 'nmol/min' } as const;
/** umol/s in nmol/min. */
const NMOL_PER_MIN = 6e4;

/** Steps 5 to 8 of science.md 1.1 for every reported gas. */
export function buildQuantifiers(
  reported: readonly { species: string; mz: number }[],
  sample: Sample | null,
  recipe: QuantifyRecipe,
  delays: DelayRecipe,
  massStage: MassStage,
  signalStage: SignalStage,
  flow: FlowStage,
  calibrated: ReadonlyMap<string, Calibrated>,
  cell: CellStage,
  clockUncertaintySeconds: number,
  ownKey: string,
): { gases: ReportedGas[]; findings: Finding[] } {
  const findings: Finding[] = [];
  const { grid } = massStage;
  const denominator = denominatorOf(sample, recipe);
  const switchedOffSeconds = cell.phases
    .filter((phase) => phase.kind === 'zero-gas' || phase.kind === 'calibration-gas')
    .map((phase) => phase.fromSeconds);
  const gases = reported.map(({ species, mz }): ReportedGas => {
    const own = calibrated.get(species);
    const isAmount = own !== undefined;
    const naming = isAmount ? amountNaming(recipe, own) : normalisedNaming(recipe, massStage.hasCarrier, mz);
    const signal = signalStage.signals.get(species);
    const blocker = findBlocker(
      species,
      mz,
      isAmount,
      naming.perMass,
      denominator,
      massStage,
      flow,
      signal !== undefined,
    );
    if (blocker.finding) findings.push(blocker.finding);
    if (!isAmount && !blocker.blocked) {
      findings.push(
        warning(
          'calibration',
          'not-calibrated',
          `${species} has no calibration: its normalised ion current (${naming.quantityLabel}) is given, never mol.`,
          'Calibrate it with a gas of known amount.',
          { species, mz },
        ),
      );
    }
    const base = { species, mz, calibrated: own, ...naming };
    if (blocker.blocked || !signal) return { ...base, quantifier: undefined };
    const divisor = naming.perMass ? denominator.value : 1;
    const perBlock = factorPerBlock(signal.frame.blocks, own, flow, divisor, isAmount, naming.scale);
    // Curves ask at every block: what does not change with time is put together once.
    const steadyParts: RelativePart[] = [
      ...(isAmount
        ? [
            { name: 'flow', relative: flow.controllerRelative, sharedKey: flow.sharedKey },
            {
              name: 'flow conversion factor',
              relative: flow.conversionRelative,
              sharedKey: `${flow.sharedKey}/conversion`,
            },
          ]
        : []),
      ...(naming.perMass
        ? [
            {
              name: recipe.per === 'area' ? 'area' : 'active mass',
              relative: denominator.relative,
              sharedKey: `${ownKey}/active mass`,
            },
          ]
        : []),
    ];
    const relativeParts = (seconds: number): RelativePart[] =>
      own ? own.parts(seconds).concat(steadyParts) : steadyParts;
    return {
      ...base,
      quantifier: {
        species,
        signal,
        series: rateSeries(grid.seconds, timesBlocks(grid, signal.values, perBlock), grid.longestStepSeconds),
        blockFactor: perBlock,
        binFactor: meansInBins(perBlock, signal.frame.bins),
        delay: delayOf(delays, species),
        clockUncertaintySeconds,
        switchedOffSeconds,
        relativeParts,
        interference: interferenceShares(species, signalStage),
        ownKey,
      },
    };
  });
  return { gases, findings };
}

interface Naming {
  quantity: ReportedGas['quantity'];
  quantityLabel: string;
  unit: Unit;
  rateUnit: Unit;
  ratePerSecond: number;
  perMass: boolean;
  /** What y times time is multiplied by, beside flow, k and mass. */
  scale: number;
}

function amountNaming(recipe: QuantifyRecipe, calibrated: Calibrated): Naming {
  return {
    quantity: calibrated.kind === 'estimate' ? 'estimate' : 'amount',
    quantityLabel: calibrated.label,
    unit: AMOUNT_UNITS[recipe.per],
    rateUnit: RATE_UNITS[recipe.per],
    ratePerSecond: NMOL_PER_MIN,
    perMass: true,
    scale: 1e6,
  };
}

/** Options A to C of science.md 2. */
function normalisedNaming(recipe: QuantifyRecipe, hasCarrier: boolean, mz: number): Naming {
  const ratio = hasCarrier ? `I(m/z ${Math.round(mz)})/I(carrier)` : `I(m/z ${Math.round(mz)}) / A`;
  const option = recipe.per === 'gram' ? recipe.normalisedOption : 'B';
  const common = { quantity: 'normalised-ion-current' as const, ratePerSecond: 1 };
  if (option === 'B') {
    const units = hasCarrier ? { unit: 's', rateUnit: '1' } : { unit: 'C', rateUnit: 'A' };
    return {
      ...common,
      ...(units as Pick<Naming, 'unit' | 'rateUnit'>),
      quantityLabel: ratio,
      perMass: false,
      scale: 1,
    };
  }
  if (option === 'C' && recipe.commonMaximum !== null) {
    const quantityLabel = `norm. a.u. (${ratio} per g over ${recipe.commonMaximum})`;
    return { ...common, unit: 's', rateUnit: '1', quantityLabel, perMass: true, scale: 1 / recipe.commonMaximum };
  }
  const units = hasCarrier ? { unit: 's/g', rateUnit: '1/g' } : { unit: 'C/g', rateUnit: 'A/g' };
  return {
    ...common,
    ...(units as Pick<Naming, 'unit' | 'rateUnit'>),
    quantityLabel: `${ratio} per g`,
    perMass: true,
    scale: 1,
  };
}

function findBlocker(
  species: string,
  mz: number,
  isAmount: boolean,
  perMass: boolean,
  denominator: Denominator,
  massStage: MassStage,
  flow: FlowStage,
  hasSignal: boolean,
): { blocked: boolean; finding: Finding | undefined } {
  const blocked = (finding: Finding | undefined) => ({ blocked: true, finding });
  if (perMass && denominator.missing !== undefined) {
    return blocked(
      refusal(
        'quantify',
        'mass-missing',
        `The ${denominator.missing} is unknown: ${species} cannot be given per ${denominator.missing === 'active mass' ? 'gram' : 'area'}.`,
        'Enter it in the sample, or choose "per cell" in Quantify.',
        { species },
      ),
    );
  }
  // These have their own findings already.
  if (isAmount && !flow.perBlock) return blocked(undefined);
  if (massStage.saturated.some((saturated) => Math.round(saturated) === Math.round(mz))) return blocked(undefined);
  if (!hasSignal) {
    return blocked(
      refusal(
        'quantify',
        'no-signal',
        `${species} cannot be given: a mass it needs has no background, or the interference matrix was refused.`,
        'Follow the findings of Baseline and Interference.',
        { species, mz },
      ),
    );
  }
  return { blocked: false, finding: undefined };
}

/** c = F_c / (k m) per block. */
function factorPerBlock(
  blocks: { startSeconds: number; widthSeconds: number; count: number },
  calibrated: Calibrated | undefined,
  flow: FlowStage,
  divisor: number,
  isAmount: boolean,
  scale: number,
): Float64Array {
  return Float64Array.from({ length: blocks.count }, (_, b) => {
    const middle = blocks.startSeconds + (b + 0.5) * blocks.widthSeconds;
    const perRatio = isAmount && calibrated ? flow.perBlock![b] / calibrated.at(middle) : 1;
    return (scale * perRatio) / divisor;
  });
}

/** G u(f) of every line of every gas (science.md 6.1), and air. */
function interferenceShares(species: string, stage: SignalStage): Quantifier['interference'] {
  const { unmix } = stage;
  const row = unmix.species.indexOf(species);
  const columns = unmix.masses.length;
  const shares: Quantifier['interference'] = [];
  unmix.species.forEach((other, s) => {
    // A gas's own pattern is the same during calibration and drops out.
    if (s === row) return;
    let square = 0;
    for (let m = 0; m < columns; m++) {
      const u = unmix.uncertaintyPercent[m * unmix.species.length + s] / 100;
      square += (unmix.gain[row * columns + m] * u) ** 2;
    }
    if (square > 0) shares.push({ name: 'interference patterns', species: other, share: Math.sqrt(square) });
  });
  if (species === 'O2' && stage.leak?.corrected) {
    const share = stage.leak.oxygenPerNitrogen * stage.leak.relativeUncertainty;
    shares.push({ name: 'air leak', species: 'N2', share });
  }
  return shares;
}

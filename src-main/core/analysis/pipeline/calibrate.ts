import type { Finding } from '../../../../shared/domain/finding.ts';
import type { GasBottle } from '../../../../shared/domain/gases.ts';
import type { CalibrationPoint, CalibrationRecipe } from '../../../../shared/domain/recipe-calibration.ts';
import type { SensitivityResult } from '../../../../shared/domain/results-gas.ts';
import type { AnalysisInput } from '../analysis-input.ts';
import { driftingSensitivity, type CalibratedAt, type DriftingSensitivity } from '../calibration/drift.ts';
import {
  distinctLevels,
  fitSensitivity,
  onePointSensitivity,
  type SensitivityFit,
  type SensitivityPoint,
} from '../calibration/fit-sensitivity.ts';
import { isReached, plateauOf, SHORTEST_PLATEAU_SECONDS } from '../calibration/plateau.ts';
import type { MassGrid } from '../carrier/mass-grid.ts';
import { refusal, shortHours, shortNumber, warning } from '../findings.ts';
import type { Unmixing } from '../interference/unmix.ts';
import { lowerBound } from '../numerics/interpolation.ts';
import type { CellStage } from './read-cell.ts';
import type { RunClocks } from './read-clocks.ts';
import { spansInSeconds } from './fit-baselines.ts';

/** A relative contribution to the uncertainty of k. */
export interface RelativePart {
  name: string;
  relative: number;
  sharedKey: string | null;
}

/** Sensitivity of one gas over the run. */
export interface Calibrated {
  kind: SensitivityResult['kind'];
  at(seconds: number): number;
  parts(seconds: number): RelativePart[];
  fits: SensitivityResult['fits'];
  label: string;
}

type Fits = SensitivityResult['fits'];

/**
 * Sensitivities from plateaus of known gas (science.md 1.4), one per gas that a bottle names.
 * @param ownKey prefix of keys that no other run shares
 */
export function calibrateFromGas(
  input: AnalysisInput,
  recipe: CalibrationRecipe,
  species: string,
  unmix: Unmixing,
  grid: MassGrid,
  cell: CellStage,
  clocks: RunClocks,
  ownKey: string,
): { calibrated: Calibrated | undefined; findings: Finding[] } {
  const findings: Finding[] = [];
  const row = unmix.species.indexOf(species);
  if (row < 0 || unmix.refusal !== 'none') return { calibrated: undefined, findings };
  const bottles = new Map<string, GasBottle>();
  for (const bottle of input.gases) bottles.set(bottle.name, bottle);
  for (const bottle of recipe.bottles) bottles.set(bottle.name, bottle);
  const sets = (['pre', 'post'] as const).map((when) => {
    const points = recipe.points.filter((point) => point.when === when);
    return fitSet(points, when, species, row, unmix, grid, bottles, clocks, input.setup?.carrierGas ?? 'He', findings);
  });
  const [pre, post] = sets;
  if (!pre && !post) return { calibrated: undefined, findings };
  const run = {
    from: Number.isFinite(cell.firstCurrentSeconds) ? cell.firstCurrentSeconds : (grid.seconds[0] ?? 0),
    to: Number.isFinite(cell.lastPhaseSeconds) ? cell.lastPhaseSeconds : (grid.seconds.at(-1) ?? 0),
  };
  const drift = driftingSensitivity(
    pre?.at,
    post?.at,
    recipe.historicDriftPercent,
    recipe.historicDriftHalfRangePercent,
    run,
  );
  if (drift.rule !== 'both') {
    findings.push(
      warning(
        'calibration',
        'calibrated-once',
        `${species} was calibrated only ${drift.rule === 'pre' ? 'before' : 'after'} the run; the drift between is taken from the instrument's history.`,
        'Calibrate before and after the run.',
        { species },
      ),
    );
  }
  return { calibrated: describe(drift, [pre, post], recipe, ownKey, species), findings };
}

interface FittedSet {
  at: CalibratedAt;
  fit: Fits[number];
  certificateRelative: number;
  certificateKey: string;
}

function describe(
  drift: DriftingSensitivity,
  sets: readonly (FittedSet | undefined)[],
  recipe: CalibrationRecipe,
  ownKey: string,
  species: string,
): Calibrated {
  const known = sets.filter((set) => set !== undefined);
  // The certificate is common to both calibrations: the larger one where the bottles differ.
  const certificate = known.reduce((a, b) => (b.certificateRelative > a.certificateRelative ? b : a));
  const keys = {
    certificate: `${certificate.certificateKey}/${species}`,
    fit: `${ownKey}/fit/${species}`,
    drift: `${ownKey}/drift/${species}`,
    linearity: `linearity/${species}`,
  };
  return {
    kind: 'gas',
    label: '',
    at: drift.at,
    fits: known.map((set) => set.fit),
    parts: (seconds) => [
      {
        name: 'calibration gas certificate',
        relative: certificate.certificateRelative,
        sharedKey: keys.certificate,
      },
      { name: 'calibration fit', relative: drift.fitRelativeAt(seconds), sharedKey: keys.fit },
      { name: 'sensitivity drift', relative: drift.driftRelativeAt(seconds), sharedKey: keys.drift },
      { name: 'linearity', relative: recipe.linearityRelativeUncertainty, sharedKey: keys.linearity },
    ],
  };
}

function fitSet(
  points: readonly CalibrationPoint[],
  when: 'pre' | 'post',
  species: string,
  row: number,
  unmix: Unmixing,
  grid: MassGrid,
  bottles: ReadonlyMap<string, GasBottle>,
  clocks: RunClocks,
  carrierGas: string,
  findings: Finding[],
): FittedSet | undefined {
  const relevant = points.filter(
    (point) => point.kind === 'zero' || componentOf(point, bottles, species) !== undefined,
  );
  if (!relevant.some((point) => point.kind === 'gas')) return undefined;
  const complain = (code: string, sentence: string, next: string) =>
    void findings.push(refusal('calibration', code, sentence, next, { species }));
  const measured = relevant.flatMap((point) => {
    const [span] = spansInSeconds([point.span], clocks);
    const values = combine(grid, unmix, row, span.fromSeconds, span.toSeconds);
    if (values.seconds.length < 8) {
      complain(
        'plateau-empty',
        `The ${point.kind === 'zero' ? 'zero gas' : 'calibration gas'} span at ${shortHours(span.fromSeconds)} holds ${values.seconds.length} readings of ${species}.`,
        'Move the span onto the plateau.',
      );
      return [];
    }
    return [{ point, span, plateau: plateauOf(values.seconds, values.values) }];
  });
  const levels = measured.map((entry) => entry.plateau.mean);
  const step = Math.max(...levels) - Math.min(...levels);
  for (const { plateau, span } of measured) {
    if (!isReached(plateau, step)) {
      complain(
        'plateau-not-reached',
        `${species} still changes by ${shortNumber((100 * plateau.change) / step)} % of the step during the plateau at ${shortHours(span.fromSeconds)}.`,
        'Let the span begin later, at least five washout times after the switch.',
      );
      return undefined;
    }
    if (plateau.durationSeconds < 0.9 * SHORTEST_PLATEAU_SECONDS) {
      findings.push(
        warning(
          'calibration',
          'plateau-short',
          `The plateau at ${shortHours(span.fromSeconds)} lasts ${shortNumber(plateau.durationSeconds / 60)} min; ten are asked for.`,
          'Let calibration gas flow longer.',
          { species },
        ),
      );
    }
  }
  const fitted = measured.map(({ point, plateau }): SensitivityPoint => {
    const component = point.kind === 'gas' ? componentOf(point, bottles, species)! : undefined;
    const fraction = component ? component.ppm * 1e-6 * point.dilution : 0;
    return {
      fraction,
      fractionUncertainty: fraction * point.dilutionRelativeUncertainty,
      ratio: plateau.mean,
      ratioUncertainty: plateau.standardUncertainty,
    };
  });
  if (distinctLevels(fitted) < 2) {
    complain(
      'calibration-without-spread',
      `All calibration points of ${species} ${when === 'pre' ? 'before' : 'after'} the run have the same amount of gas.`,
      'Add a zero gas plateau or another level.',
    );
    return undefined;
  }
  const fit = fitPoints(fitted);
  if (!(fit.k > 3 * fit.kUncertainty)) {
    complain(
      fit.k < 0 ? 'sensitivity-negative' : 'sensitivity-insignificant',
      `The sensitivity of ${species} comes out as ${shortNumber(fit.k)} with a standard uncertainty of ${shortNumber(fit.kUncertainty)}.`,
      'Check that the spans lie on the right plateaus and that the gas reached the instrument.',
    );
    return undefined;
  }
  const gases = measured.filter((entry) => entry.point.kind === 'gas');
  const bottle = bottles.get(gases[0].point.bottle!)!;
  checkBottle(bottle, carrierGas, clocks, gases[0].span.fromSeconds, species, findings);
  const atSeconds = gases.reduce((sum, { span }) => sum + (span.fromSeconds + span.toSeconds) / 2, 0) / gases.length;
  const component = bottle.components.find((entry) => entry.species === species)!;
  return {
    at: { k: fit.k, relativeUncertainty: fit.kUncertainty / fit.k, seconds: atSeconds },
    certificateRelative: component.expandedUncertaintyPercent / 200,
    certificateKey: `bottle/${bottle.certificate || bottle.name}`,
    fit: {
      when,
      ...fit,
      atSeconds,
      points: fitted.map((point) => ({
        ppm: point.fraction * 1e6,
        ratio: point.ratio,
        ratioUncertainty: point.ratioUncertainty,
      })),
      certificate: bottle.certificate || bottle.name,
      validUntil: bottle.validUntil,
      balance: bottle.balance,
    },
  };
}

/** Zero gas before and after one gas level are one zero: their mean belongs to the time between. */
function fitPoints(points: readonly SensitivityPoint[]): SensitivityFit {
  const zeros = points.filter((point) => point.fraction === 0);
  const gases = points.filter((point) => point.fraction > 0);
  if (zeros.length === 0 || distinctLevels(gases) > 1) return fitSensitivity(points);
  return onePointSensitivity(meanPoint(zeros), meanPoint(gases));
}

/** Plain mean; what the points differ by beyond their uncertainty adds to it. */
function meanPoint(points: readonly SensitivityPoint[]): SensitivityPoint {
  const n = points.length;
  const ratio = points.reduce((sum, point) => sum + point.ratio, 0) / n;
  const own = Math.sqrt(points.reduce((sum, point) => sum + point.ratioUncertainty ** 2, 0)) / n;
  const spread =
    n > 1 ? Math.sqrt(points.reduce((sum, point) => sum + (point.ratio - ratio) ** 2, 0) / (n - 1) / n) : 0;
  return { ...points[0], ratio, ratioUncertainty: Math.max(own, spread) };
}

function componentOf(point: CalibrationPoint, bottles: ReadonlyMap<string, GasBottle>, species: string) {
  const bottle = point.bottle === null ? undefined : bottles.get(point.bottle);
  return bottle?.components.find((component) => component.species === species && component.ppm > 0);
}

/** y = G r without background: zero gas takes it out. */
function combine(grid: MassGrid, unmix: Unmixing, row: number, fromSeconds: number, toSeconds: number) {
  const first = lowerBound(grid.seconds, fromSeconds);
  const end = lowerBound(grid.seconds, toSeconds);
  const sums = new Float64Array(Math.max(0, end - first));
  unmix.masses.forEach((mz, m) => {
    const gain = unmix.gain[row * unmix.masses.length + m];
    if (Math.abs(gain) < 1e-9) return;
    const ratio = grid.ratio[grid.masses.indexOf(mz)];
    for (let i = 0; i < sums.length; i++) sums[i] += gain * ratio[first + i];
  });
  const seconds = grid.seconds.slice(first, first + sums.length);
  let kept = 0;
  for (let i = 0; i < sums.length; i++) {
    if (!Number.isFinite(sums[i])) continue;
    seconds[kept] = seconds[i];
    sums[kept++] = sums[i];
  }
  return { seconds: seconds.subarray(0, kept), values: sums.subarray(0, kept) };
}

function checkBottle(
  bottle: GasBottle,
  carrierGas: string,
  clocks: RunClocks,
  seconds: number,
  species: string,
  findings: Finding[],
): void {
  if (bottle.balance !== carrierGas) {
    findings.push(
      warning(
        'calibration',
        'balance-differs',
        `The calibration gas ${bottle.name} is balanced with ${bottle.balance}, the carrier is ${carrierGas}: its carrier ratio means something else.`,
        'Use a calibration gas in the carrier, or set the carrier step to "none".',
        { species },
      ),
    );
  }
  const date = new Date((clocks.zeroUs + seconds * 1e6) / 1000).toISOString().slice(0, 10);
  if (clocks.hasDate && bottle.validUntil !== null && bottle.validUntil < date) {
    findings.push(
      warning(
        'calibration',
        'certificate-expired',
        `The certificate of ${bottle.name} was valid until ${bottle.validUntil}; it was used on ${date}.`,
        'Have the gas certified again or enter the new certificate.',
        { species },
      ),
    );
  }
}

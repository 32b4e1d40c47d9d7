import { isDeepStrictEqual } from 'node:util';
import { delayRecipeSchema } from '../../../../shared/domain/recipe-delay.ts';
import type { Recipe } from '../../../../shared/domain/recipe.ts';
import type { Results } from '../../../../shared/domain/results.ts';
import { resultsSchema } from '../../../../shared/domain/results.ts';
import { CompositionError } from '../../../../shared/domain/composition.ts';
import { activeMassGram, theoreticalCapacityOf } from '../../../../shared/domain/sample.ts';
import { specificCapacity, stateOfCharge } from '../../../../shared/domain/state-of-charge.ts';
import { isoFromUs } from '../../../../shared/domain/time.ts';
import type { Finding } from '../../../../shared/domain/finding.ts';
import { chargeAt, voltageAt, type CellRecord } from '../electrochemistry/cell-record.ts';
import { halfCycleCapacity } from '../electrochemistry/half-cycle-capacity.ts';
import { coulombicEfficiencyPercent, findCycles } from '../electrochemistry/cycles.ts';
import type { TimedPhase } from '../electrochemistry/build-phases.ts';
import { delayOf } from '../delay/delay-of.ts';
import { warning } from '../findings.ts';
import type { Evaluation } from './evaluation.ts';
import { denominatorOf } from './build-quantifiers.ts';
import { carrierSteps, checkSanity } from './check-sanity.ts';
import { describeGas, intervalsOf, windowFindings, type CellLookup } from './describe-gas.ts';
import { identifyGases } from './identify-gases.ts';
import { lineRatios } from './line-ratios.ts';
import { recipeSha256 } from './recipe-hash.ts';
import { describeSync } from './synchronise.ts';

/** NaN and infinities have no place in a document. */
const orNull = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/** What the cell did at any time, in the words of the results. */
export interface CellNumbers extends CellLookup {
  theoreticalCapacity: number | null;
  massGram: number | null;
  /** mAh/g since the first current. */
  capacityAt(seconds: number): number | null;
}

/** Look-ups on the common time; state of charge is 0 as assembled (science.md 5). */
export function cellNumbers({ input, recipe, cell, clocks }: Evaluation): CellNumbers {
  const { sample } = input;
  const massGram = sample ? activeMassGram(sample) : null;
  const theoreticalCapacity =
    recipe.electrochemistry.theoreticalCapacityMilliampHourPerGram ?? safeTheoreticalCapacity(sample);
  const { record } = cell;
  const capacityAt = (seconds: number): number | null => {
    if (!record || massGram === null) return null;
    return orNull(specificCapacity(chargeAt(record, seconds), massGram));
  };
  return {
    massGram,
    theoreticalCapacity,
    capacityAt,
    timeText: (seconds) => (clocks.hasDate ? isoFromUs(clocks.zeroUs + seconds * 1e6) : null),
    socAt: (seconds) => {
      const capacity = capacityAt(seconds);
      return capacity === null || theoreticalCapacity === null ? null : stateOfCharge(capacity, theoreticalCapacity);
    },
    voltageAt: (seconds) => (record ? orNull(voltageAt(record, seconds)) : null),
  };
}

function safeTheoreticalCapacity(sample: Evaluation['input']['sample']): number | null {
  try {
    return sample ? theoreticalCapacityOf(sample) : null;
  } catch (error) {
    // A formula that cannot be read is a finding, not a crash.
    if (error instanceof CompositionError) return null;
    throw error;
  }
}

/** The document of science.md 8, complete and validated. */
export function buildResults(evaluation: Evaluation): Results {
  const { input, recipe, clocks, cell, massStage, plan, baselines, signals, flow, sensitivities } = evaluation;
  const numbers = cellNumbers(evaluation);
  const recipeHash = recipeSha256(recipe);
  const intervals = intervalsOf(cell, recipe.quantify.windows, clocks, massStage.grid);
  const steps = carrierSteps(massStage.grid, recipe.carrier.stepPercent);
  const suspect = [...steps.suspect, ...flow.suspect];
  const seed = `${input.rawSha256.slice(0, 16)}${(isDisplayed(recipe) ? recipeSha256(withoutDisplay(recipe)) : recipeHash).slice(0, 16)}`;
  const gases = evaluation.gases.map((gas) =>
    describeGas(gas, cell, signals, intervals, suspect, recipe.onset, numbers, seed),
  );
  const phases = cell.phases.map((phase) => describePhase(phase, evaluation, numbers));
  const sanity = checkSanity(gases, phases, input.sample, recipe.quantify, signals.leak);
  const sync = describeSync(evaluation);
  const denominator = denominatorOf(input.sample, recipe.quantify);
  const findings: Finding[] = [
    ...clocks.findings,
    ...sync.flatMap((pair) => pair.findings),
    ...cell.findings,
    ...massStage.findings,
    ...steps.findings,
    ...plan.findings,
    ...baselines.findings,
    ...evaluation.unmixFindings,
    ...signals.findings,
    ...sensitivities.findings,
    ...flow.findings,
    ...evaluation.gasFindings,
    ...windowFindings(intervals.windows, massStage.grid),
    ...sanity.findings,
    ...sampleFindings(numbers),
    ...delayFindings(evaluation),
  ];
  const results: Results = {
    version: 1,
    rawSha256: input.rawSha256,
    recipeSha256: recipeHash,
    softwareVersion: input.softwareVersion,
    zeroTime: numbers.timeText(0),
    sample: {
      name: input.sample?.name ?? null,
      activeMassGram: numbers.massGram,
      activeMassRelativeUncertainty: recipe.quantify.per === 'gram' ? orNull(denominator.relative) : null,
      theoreticalCapacityMilliampHourPerGram: numbers.theoreticalCapacity,
      oneCMilliampPerGram: input.sample?.oneCMilliampPerGram ?? null,
      referenceOffsetVolt: input.sample?.referenceOffsetVolt ?? null,
      referenceElectrode: input.sample?.referenceElectrode ?? null,
    },
    gases,
    phases,
    cycles: describeCycles(evaluation, numbers),
    sync: { reference: clocks.referenceSourceId ?? null, pairs: sync },
    carrier: {
      mode: massStage.hasCarrier ? 'channel' : 'none',
      mz: massStage.hasCarrier ? recipe.carrier.mz : null,
      medianAmpere: orNull(massStage.grid.carrierMedian),
      spikesLeftOut: massStage.grid.spikesLeftOut,
    },
    delays: evaluation.gases.map((gas) => ({ species: gas.species, ...delayOf(recipe.delay, gas.species) })),
    interference: describeInterference(evaluation, [
      ...intervals.phases,
      ...intervals.windows.filter(({ isOutside }) => !isOutside),
    ]),
    baselines: describeBaselines(evaluation),
    sensitivities: evaluation.gases.map((gas) => describeSensitivity(gas, evaluation)),
    flow: {
      meanMillilitrePerMinute: orNull(flow.meanMillilitrePerMinute),
      standardDeviation: flow.perBlock ? orNull(flow.standardDeviation) : null,
      temperatureCelsius: flow.reference.temperatureCelsius,
      pressurePascal: flow.reference.pressurePascal,
      conversionFactor: flow.conversionFactor,
      molarVolumeLitrePerMol: flow.molarVolume,
      molPerSecond: orNull(flow.molPerSecond),
      relativeUncertainty: orNull(Math.hypot(flow.controllerRelative, flow.conversionRelative)),
    },
    sanity: [...sanity.checks, ...lineRatios(massStage, evaluation.backgroundsOf, intervals.phases)],
    findings: dropRepeated(findings),
  };
  return resultsSchema.parse(results);
}

const NO_DECONVOLUTION = delayRecipeSchema.parse({}).deconvolution;

const isDisplayed = ({ delay }: Recipe) => !isDeepStrictEqual(delay.deconvolution, NO_DECONVOLUTION);

/** What the draws of onsets are seeded with: curves that are only looked at change no number. */
function withoutDisplay(recipe: Recipe): Recipe {
  return { ...recipe, delay: { ...recipe.delay, deconvolution: NO_DECONVOLUTION } };
}

function dropRepeated(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = JSON.stringify(finding);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function sampleFindings(numbers: CellNumbers): Finding[] {
  if (numbers.theoreticalCapacity !== null && numbers.massGram !== null) return [];
  const what = numbers.massGram === null ? 'active mass' : 'theoretical capacity (or a formula that can be read)';
  return [
    warning(
      'electrochemistry',
      'soc-unknown',
      `The ${what} is unknown: there is no state of charge.`,
      'Complete the sample: mass, composition or theoretical capacity.',
    ),
  ];
}

function delayFindings({ gases, recipe }: Evaluation): Finding[] {
  return gases
    .filter((gas) => delayOf(recipe.delay, gas.species).origin === 'assumed')
    .map((gas) =>
      warning(
        'delay',
        'delay-assumed',
        `Delay and washout of ${gas.species} are assumed, not measured.`,
        'Fit them to a change of gas, or give the headspace volume in the set-up.',
        { species: gas.species },
      ),
    );
}

function describePhase(
  phase: TimedPhase,
  { cell, input }: Evaluation,
  numbers: CellNumbers,
): Results['phases'][number] {
  const { label, kind, number, fromSeconds, toSeconds } = phase;
  const charge = cell.record ? chargeAt(cell.record, toSeconds) - chargeAt(cell.record, fromSeconds) : Number.NaN;
  const hours = (toSeconds - fromSeconds) / 3600;
  const capacity = numbers.massGram === null ? Number.NaN : specificCapacity(charge, numbers.massGram);
  const oneC = input.sample?.oneCMilliampPerGram ?? Number.NaN;
  return {
    label,
    kind,
    number,
    fromTime: numbers.timeText(fromSeconds),
    toTime: numbers.timeText(toSeconds),
    fromSeconds,
    toSeconds,
    chargeCoulomb: orNull(charge),
    capacityMilliampHourPerGram: orNull(capacity),
    cRate: orNull(Math.abs(capacity) / hours / oneC),
    socFrom: numbers.socAt(fromSeconds),
    socTo: numbers.socAt(toSeconds),
    voltageFrom: numbers.voltageAt(fromSeconds),
    voltageTo: numbers.voltageAt(toSeconds),
    differentialCapacityPeak: capacityPeak(phase, cell.record, numbers.massGram),
  };
}

/** Where dQ/dV of a charge or discharge is highest. */
function capacityPeak(phase: TimedPhase, record: CellRecord | undefined, massGram: number | null) {
  if ((phase.kind !== 'charge' && phase.kind !== 'discharge') || !record || massGram === null) return null;
  const { volt, value } = halfCycleCapacity(record, phase, massGram);
  const highest = value.reduce((best, one, i) => (one > (value[best] ?? Number.NEGATIVE_INFINITY) ? i : best), -1);
  return highest < 0 ? null : { volt: volt[highest], milliampHourPerGramPerVolt: value[highest] };
}

function describeCycles({ cell }: Evaluation, numbers: CellNumbers): Results['cycles'] {
  const { record } = cell;
  if (!record) return [];
  const passed = (phase: TimedPhase) => chargeAt(record, phase.toSeconds) - chargeAt(record, phase.fromSeconds);
  const perGram = (coulomb: number) =>
    numbers.massGram === null ? null : orNull(specificCapacity(coulomb, numbers.massGram));
  return findCycles(cell.phases, passed).map((cycle) => ({
    number: cycle.number,
    chargeMilliampHourPerGram: perGram(cycle.chargeCoulomb),
    dischargeMilliampHourPerGram: perGram(cycle.dischargeCoulomb),
    coulombicEfficiencyPercent: orNull(coulombicEfficiencyPercent(cycle.dischargeCoulomb, cycle.chargeCoulomb)),
  }));
}

function describeInterference(
  { unmix, plan, massStage, baselines }: Evaluation,
  intervals: readonly { label: string; fromSeconds: number; toSeconds: number }[],
): Results['interference'] {
  const columns = unmix.species.length;
  return {
    species: unmix.species,
    masses: unmix.masses,
    percent: unmix.masses.map((_, m) => [...unmix.percent.subarray(m * columns, (m + 1) * columns)]),
    origins: plan.species.flatMap((pattern) =>
      pattern.lines
        .filter((line) => unmix.masses.some((mz) => Math.round(mz) === Math.round(line.mz)))
        .map(({ mz, percent, uncertaintyPercent, origin }) => ({
          species: pattern.species,
          mz,
          percent,
          uncertaintyPercent,
          origin,
        })),
    ),
    conditionNumber: orNull(unmix.conditionNumber),
    accepted: unmix.refusal === 'none',
    identified: identifyGases(massStage, unmix, baselines, intervals),
  };
}

/** Backgrounds as the results print them. */
export function describeBaselines({ baselines, cell }: Evaluation): Results['baselines'] {
  return [...baselines.fits.values()].map((fit) => {
    const frame = baselines.frames.get(fit.mz)!;
    const bins = frame.bins.length;
    const end = Number.isFinite(cell.lastPhaseSeconds) ? cell.lastPhaseSeconds : Number.POSITIVE_INFINITY;
    const last = Math.max(
      0,
      frame.bins.findLastIndex((bin) => bin.fromSeconds < end),
    );
    return {
      mz: fit.mz,
      spans: baselines.spans.get(fit.mz) ?? [],
      blocks: fit.blockCount,
      extrapolated: fit.extrapolated,
      models: fit.models.map((model) => ({ ...model, aicc: orNull(model.aicc) })),
      blockSigma: orNull(fit.blockSigma),
      walkSigmaPerRootHour: fit.walkSigmaPerRootHour,
      levelAtEnd: fit.blocks[Math.max(0, frame.bins[last].end - 1)],
      uncertaintyAtEnd: Math.sqrt(Math.max(0, fit.within[last * (bins + 1)] + fit.between[last * (bins + 1)])),
    };
  });
}

function describeSensitivity(
  gas: Evaluation['gases'][number],
  { cell, massStage, flow }: Evaluation,
): Results['sensitivities'][number] {
  const { species, mz, calibrated } = gas;
  if (!calibrated) {
    const none = { kStart: null, kEnd: null, relativeUncertainty: null, coulombPerMol: null };
    return { species, mz, kind: 'none', ...none, fits: [] };
  }
  const start = Number.isFinite(cell.firstCurrentSeconds) ? cell.firstCurrentSeconds : 0;
  const end = Number.isFinite(cell.lastPhaseSeconds) ? cell.lastPhaseSeconds : (massStage.grid.seconds.at(-1) ?? 0);
  const relative = Math.sqrt(
    calibrated.parts((start + end) / 2).reduce((sum, part) => sum + part.relative * part.relative, 0),
  );
  const carrier = massStage.hasCarrier ? massStage.grid.carrierMedian : 1;
  return {
    species,
    mz,
    kind: calibrated.kind,
    kStart: orNull(calibrated.at(start)),
    kEnd: orNull(calibrated.at(end)),
    relativeUncertainty: orNull(relative),
    fits: calibrated.fits,
    coulombPerMol: orNull((calibrated.at((start + end) / 2) * carrier) / flow.molPerSecond),
  };
}

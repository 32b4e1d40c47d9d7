import { AppError } from '../../../shared/api/errors.ts';
import type { GasResult, IntervalResult } from '../../../shared/domain/results-gas.ts';
import type { PhaseResult, Results } from '../../../shared/domain/results.ts';
import { WHOLE_RUN } from '../../../shared/figure/figure-request.ts';
import type { ReportedGas } from '../analysis/pipeline/build-quantifiers.ts';
import type { Quantifier } from '../analysis/quantify/quantifier.ts';
import type { EvaluatedRun } from './evaluate-run.ts';

const SAFE = 'The runs are unchanged and nothing was written.';

/** The phase of a run that is compared. @throws AppError `no-half-cycle` */
export function phaseOf({ run, results }: EvaluatedRun, label: string): PhaseResult {
  const phase = results.phases.find((candidate) => candidate.label === label);
  if (phase) return phase;
  const whole = label === WHOLE_RUN ? wholeRun(results) : undefined;
  if (whole) return whole;
  const have = results.phases.map((candidate) => candidate.label).join(', ');
  throw new AppError({
    code: 'no-half-cycle',
    happened: `The run ${run.name} has no ${label}; it has ${have === '' ? 'no phases' : have}.`,
    safe: SAFE,
    next: 'Choose a half-cycle that all runs have, or leave this run out.',
  });
}

/**
 * From the first current to the end of the last phase of the cell: what bottles bring behind it is none of its gas. What
 * only a half-cycle has is unknown.
 */
function wholeRun({ phases }: Results): PhaseResult | undefined {
  const current = phases.findIndex(({ kind }) => kind === 'charge' || kind === 'discharge');
  const [first, last] = [
    phases[current],
    phases.findLast(({ kind }) => kind !== 'zero-gas' && kind !== 'calibration-gas'),
  ];
  if (!first || !last) return undefined;
  return {
    ...first,
    label: WHOLE_RUN,
    toTime: last.toTime,
    toSeconds: last.toSeconds,
    chargeCoulomb: null,
    capacityMilliampHourPerGram: null,
    cRate: first.cRate,
    socTo: null,
    voltageTo: last.voltageTo,
  };
}

/** One gas of a run in one half-cycle, as evaluated and as reported. */
export interface GasOfRun {
  reported: ReportedGas;
  quantifier: Quantifier;
  result: GasResult;
  interval: IntervalResult;
}

/** Undefined where the gas was not asked for or refused. */
export function findGas({ evaluation, results }: EvaluatedRun, species: string, label: string): GasOfRun | undefined {
  const reported = evaluation.gases.find((gas) => gas.species === species);
  const result = results.gases.find((gas) => gas.species === species);
  const interval =
    label === WHOLE_RUN ? result?.total : result?.intervals.find((candidate) => candidate.label === label);
  if (!reported?.quantifier || !result || !interval) return undefined;
  return { reported, quantifier: reported.quantifier, result, interval };
}

/** A gas that a panel needs. @throws AppError `gas-missing` */
export function gasOf(run: EvaluatedRun, species: string, label: string): GasOfRun {
  const found = findGas(run, species, label);
  if (found) return found;
  throw new AppError({
    code: 'gas-missing',
    happened: `The run ${run.run.name} has no numbers for ${species} in ${label}.`,
    safe: SAFE,
    next: `See what "opendems analyse" says about ${species} in this run, or choose another figure.`,
  });
}

import type { BaselineModel } from '../../../../shared/domain/recipe-baseline.ts';

/** One term of a decay. */
export interface DecayTerm {
  /** e.g. `tauHours`. */
  name: string;
  startHours: readonly number[];
  /** At seconds >= 0. */
  value(seconds: number, hours: number): number;
  /** Fills value and derivative by the logarithm of the time constant at many ages in seconds; before 0 it is as at 0. */
  course(ages: Float64Array, hours: number, value: Float64Array, byLogHours: Float64Array): void;
  /** The start is not moved by the fit. */
  isHeld?: boolean;
}

/** A family of backgrounds: constant, slope, decays whose time constants are fitted. */
export interface Family {
  model: BaselineModel;
  hasSlope: boolean;
  /** The slope may be any: air drawn in, an instrument that runs away. */
  hasFreeSlope?: boolean;
  terms: DecayTerm[];
  /** Fixed parameters, for printing. */
  fixed: Record<string, number>;
  /** Prior share: every model counts the same, however many families it has. */
  prior: number;
}

const HOUR = 3600;

function exponential(name: string, startHours: readonly number[]): DecayTerm {
  return {
    name,
    startHours,
    value: (seconds, hours) => Math.exp(-seconds / (hours * HOUR)),
    course: (ages, hours, value, byLogHours) => {
      for (let i = 0; i < ages.length; i++) {
        const u = (ages[i] > 0 ? ages[i] : 0) / (hours * HOUR);
        value[i] = Math.exp(-u);
        byLogHours[i] = u * value[i];
      }
    },
  };
}

function power(exponent: number): DecayTerm {
  const raise =
    exponent === 1
      ? (x: number) => 1 / x
      : exponent === 0.5
        ? (x: number) => 1 / Math.sqrt(x)
        : (x: number) => x ** -exponent;
  return {
    name: 't0Hours',
    startHours: [0.5, 2, 6],
    value: (seconds, hours) => raise(1 + seconds / (hours * HOUR)),
    course: (ages, hours, value, byLogHours) => {
      for (let i = 0; i < ages.length; i++) {
        const u = (ages[i] > 0 ? ages[i] : 0) / (hours * HOUR);
        value[i] = raise(1 + u);
        byLogHours[i] = (exponent * u * value[i]) / (1 + u);
      }
    },
  };
}

const POWERS = [0.5, 1];
const SINGLE = exponential('tauHours', [0.5, 1, 2, 4, 8]);
const FAST = exponential('tau1Hours', [0.7, 2]);
const POWER_TERMS = POWERS.map(power);
/** One background in so many drifts by far more than backgrounds do; its slope is then what the spans say, and nothing else. */
const FREE_SLOPE_SHARE = 0.05;
const SLOW_HOURS = [4, 6.5, 11];

/** An exponential whose time constant is given, with its derivative to reach the neighbours in the grid. */
function held(name: string, hours: number): DecayTerm {
  return { ...FAST, name, startHours: [hours], isHeld: true };
}

/** Families of the chosen models (science.md 1.3). */
export function familiesOf(models: readonly BaselineModel[]): Family[] {
  return [...new Set(models)].flatMap((model): Family[] => {
    const family = (hasSlope: boolean, terms: DecayTerm[], fixed = {}, prior = 1): Family => ({
      model,
      hasSlope,
      terms,
      fixed,
      prior,
    });
    switch (model) {
      case 'constant':
        return [family(false, [])];
      case 'linear':
        return [family(true, [])];
      case 'exponential':
        return [family(false, [SINGLE])];
      case 'exponential-linear':
        return [
          family(true, [SINGLE], {}, 1 - FREE_SLOPE_SHARE),
          { ...family(true, [SINGLE], {}, FREE_SLOPE_SHARE), hasFreeSlope: true },
        ];
      case 'two-exponentials-linear':
        // The slow one is hardly fixed by an OCV period: a grid instead of one optimum.
        return SLOW_HOURS.map((hours) => family(true, [FAST, held('tau2Hours', hours)], {}, 1 / SLOW_HOURS.length));
      case 'power-linear':
        return POWERS.map((exponent, i) => family(true, [POWER_TERMS[i]], { power: exponent }, 1 / POWERS.length));
    }
  });
}

import type { BaselineModel } from '../../../../shared/domain/recipe-baseline.ts';

/** One member of a family of decays, unscaled; the linear parameters stand before it. */
export interface Shape {
  model: BaselineModel;
  /** Decay over seconds since the cell was switched in; undefined for models without one. */
  decay: ((seconds: number) => number) | undefined;
  hasSlope: boolean;
  /** Nonlinear parameters, for printing. */
  parameters: Record<string, number>;
  /** Prior weight: every model counts the same, however many members it has. */
  prior: number;
}

const HOUR = 3600;
const EXPONENTIAL_HOURS = [0.5, 0.75, 1.1, 1.6, 2.4, 3.6, 5.5, 8.5];
const POWERS = [0.5, 1];
const POWER_HOURS = [0.4, 1, 2.5, 6];

function exponentials(model: BaselineModel, hasSlope: boolean): Shape[] {
  return EXPONENTIAL_HOURS.map((hours) => ({
    model,
    decay: (seconds: number) => Math.exp(-seconds / (hours * HOUR)),
    hasSlope,
    parameters: { tauHours: hours },
    prior: 1 / EXPONENTIAL_HOURS.length,
  }));
}

function powers(): Shape[] {
  const count = POWERS.length * POWER_HOURS.length;
  return POWERS.flatMap((power) =>
    POWER_HOURS.map((hours) => ({
      model: 'power-linear' as const,
      decay: (seconds: number) => (1 + Math.max(0, seconds) / (hours * HOUR)) ** -power,
      hasSlope: true,
      parameters: { t0Hours: hours, power },
      prior: 1 / count,
    })),
  );
}

/** All shapes of the chosen models. Time constants are a grid: between its members the fit hardly changes. */
export function shapesOf(models: readonly BaselineModel[]): Shape[] {
  const plain = (model: BaselineModel, hasSlope: boolean): Shape => ({
    model,
    decay: undefined,
    hasSlope,
    parameters: {},
    prior: 1,
  });
  return [...new Set(models)].flatMap((model) => {
    switch (model) {
      case 'constant':
        return [plain(model, false)];
      case 'linear':
        return [plain(model, true)];
      case 'exponential':
        return exponentials(model, false);
      case 'exponential-linear':
        return exponentials(model, true);
      case 'power-linear':
        return powers();
    }
  });
}

import { AppError } from '../../../shared/api/errors.ts';
import type { FigurePanel, FigureSeries } from '../../../shared/figure/figure-model.ts';
import { rowId } from '../../../shared/figure/figure-request.ts';
import { channelOfSpecies } from '../../../shared/figure/figure-style.ts';
import type { Evaluation } from '../analysis/pipeline/evaluation.ts';
import type { MadeRow } from './made-row.ts';
import { curveSeries, inside, type PreparedRun } from './figure-series.ts';
import { thinCurve } from './thin-curve.ts';

/** Ion current over the carrier's as measured, where its gas left the cell, with the fitted background +- 2 u. */
export function ratioRow(prepared: readonly PreparedRun[], mz: number): MadeRow {
  const panels = prepared.map((one): FigurePanel => {
    const { evaluation } = one.run;
    const column = evaluation.massStage.grid.masses.findIndex((mass) => Math.round(mass) === mz);
    if (column < 0) throw massMissing(one.run.run.name, mz);
    const series = [measured(one, column, mz), background(one, column)];
    return { series: series.filter((curve) => curve !== undefined), limits: [], onsets: [], notes: [] };
  });
  const hasCarrier = prepared.every(({ run }) => run.evaluation.massStage.hasCarrier);
  const carrier = prepared[0].run.run.setup?.carrierGas ?? 'carrier';
  return {
    row: {
      id: rowId({ kind: 'ratio', mz }),
      quantity: hasCarrier ? `I(${mz})/I(${carrier})` : `I(${mz})`,
      unit: hasCarrier ? '' : 'A',
      includeZero: false,
      relativeHeight: 1,
    },
    panels,
  };
}

function lagOf({ gases }: Evaluation, mz: number): number {
  return gases.find((gas) => Math.round(gas.mz) === mz)?.quantifier?.delay.delaySeconds ?? 0;
}

function measured({ run, index, phase, axis }: PreparedRun, column: number, mz: number): FigureSeries {
  const { grid } = run.evaluation.massStage;
  const lag = lagOf(run.evaluation, mz);
  const seconds: number[] = [];
  const values: number[] = [];
  grid.seconds.forEach((at, i) => {
    if (!inside(phase, at - lag)) return;
    seconds.push(at - lag);
    values.push(grid.ratio[column][i]);
  });
  const thin = thinCurve(seconds, values);
  const species = run.evaluation.gases.find((gas) => Math.round(gas.mz) === mz)?.species ?? '';
  return curveSeries(`I(${mz})`, channelOfSpecies(species), index, thin.seconds.map(axis), thin.values);
}

function background({ run, index, phase, axis }: PreparedRun, column: number): FigureSeries | undefined {
  const { baselines, massStage } = run.evaluation;
  const mass = massStage.grid.masses[column];
  const fit = baselines.fits.get(mass);
  const frame = baselines.frames.get(mass);
  if (!fit || !frame) return undefined;
  const { startSeconds, widthSeconds } = massStage.grid.blocks;
  const lag = lagOf(run.evaluation, Math.round(mass));
  const { bins } = frame;
  const x: number[] = [];
  const y: number[] = [];
  const u: number[] = [];
  bins.forEach((bin, i) => {
    const variance = fit.within[i * bins.length + i] + fit.between[i * bins.length + i];
    for (let b = bin.first; b < bin.end; b++) {
      const seconds = startSeconds + (b + 0.5) * widthSeconds - lag;
      if (!inside(phase, seconds)) continue;
      x.push(axis(seconds));
      y.push(fit.blocks[b]);
      u.push(2 * Math.sqrt(Math.max(0, variance)));
    }
  });
  const curve = curveSeries('background', 'other', index, x, y);
  return { ...curve, low: curve.y.map((value, i) => value - u[i]), high: curve.y.map((value, i) => value + u[i]) };
}

function massMissing(name: string, mz: number): AppError {
  return new AppError({
    code: 'mass-missing',
    happened: `The run ${name} has no ion current of m/z ${mz}.`,
    safe: 'The runs are unchanged and nothing was written.',
    next: 'Choose a mass that all runs recorded, or leave this run out.',
  });
}

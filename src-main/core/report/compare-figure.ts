import { AppError } from '../../../shared/api/errors.ts';
import type { FigureContent } from '../../../shared/figure/figure-model.ts';
import { WHOLE_RUN, type FigureRequest, type FigureRowRequest } from '../../../shared/figure/figure-request.ts';
import type { EvaluatedRun } from './evaluate-run.ts';
import { commonElectrode, currentRow, voltageRow } from './cell-rows.ts';
import { axisTitle, figureAxis } from './figure-axis.ts';
import { figureCaption } from './figure-caption.ts';
import type { PreparedRun } from './figure-series.ts';
import { gasRow } from './gas-row.ts';
import type { MadeRow } from './made-row.ts';
import { phaseOf } from './half-cycle.ts';
import { normalisedScale, type NormalisedScale } from './normalised-scale.ts';
import { ratioRow } from './ratio-row.ts';
import { sampleLabels } from './sample-labels.ts';

/** What one half-cycle of several runs looks like, a column for each run. @throws AppError */
export function compareFigure(runs: readonly EvaluatedRun[], request: FigureRequest): FigureContent {
  const prepared = runs.map((run, index): PreparedRun => {
    const phase = phaseOf(run, request.halfCycle);
    return { run, index, phase, axis: figureAxis(run, phase, request.x) };
  });
  const scale = normalisedScale(runs);
  const rows = rowsOf(request).map((row) => makeRow(row, prepared, scale, request));
  const labels = sampleLabels(runs);
  return {
    title: `${request.halfCycle === WHOLE_RUN ? 'Whole run' : request.halfCycle}: ${labels.join(', ')}`,
    caption: figureCaption(runs, request, scale),
    samples: labels,
    xAxis: axisTitle(request.x, commonElectrode(prepared).electrode),
    rows: rows.map(({ row }) => row),
    columns: prepared.map(({ run, index }) => ({
      heading: labels[index],
      subheading: run.run.sample && run.run.sample.name !== run.run.name ? run.run.name : '',
      panels: rows.map(({ panels }) => panels[index]),
    })),
    provenance: provenanceOf(runs, request, scale),
  };
}

/** Voltage against voltage says nothing. @throws AppError where nothing is left */
function rowsOf({ rows, x }: FigureRequest): readonly FigureRowRequest[] {
  const telling = x === 'voltage' ? rows.filter(({ kind }) => kind !== 'voltage') : rows;
  if (telling.length > 0) return telling;
  throw new AppError({
    code: 'figure-empty',
    happened: 'A figure of the voltage against the voltage shows nothing.',
    safe: 'The runs are unchanged and nothing was written.',
    next: 'Add a gas, or draw against another axis.',
  });
}

function makeRow(
  row: FigureRowRequest,
  prepared: readonly PreparedRun[],
  scale: NormalisedScale,
  request: FigureRequest,
): MadeRow {
  switch (row.kind) {
    case 'voltage':
      return voltageRow(prepared);
    case 'current':
      return currentRow(prepared);
    case 'ratio':
      return ratioRow(prepared, row.mz);
    case 'cumulative':
    case 'rate':
      return gasRow(prepared, row, scale, request);
  }
}

/** Enough to recompute the figure, and the results it prints to the last digit. */
function provenanceOf(runs: readonly EvaluatedRun[], request: FigureRequest, scale: NormalisedScale): unknown {
  const species = request.rows.flatMap((row) => ('species' in row ? [row.species] : []));
  return {
    request,
    samples: runs.map(({ run, results }, index) => ({
      run: run.name,
      sample: results.sample.name,
      rawSha256: results.rawSha256,
      recipeSha256: results.recipeSha256,
      softwareVersion: results.softwareVersion,
      normalisedScale: scale.factors[index],
      phase: results.phases.find((phase) => phase.label === request.halfCycle),
      gases: results.gases
        .filter((gas) => species.includes(gas.species))
        .map(({ intervals, total, ...gas }) => ({
          ...gas,
          interval:
            request.halfCycle === WHOLE_RUN ? total : intervals.find(({ label }) => label === request.halfCycle),
        })),
    })),
  };
}

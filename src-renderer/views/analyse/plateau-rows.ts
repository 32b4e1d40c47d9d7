import type { Figure, FigureGas } from '../../../shared/api/analysis.ts';
import type { Results } from '../../../shared/domain/results.ts';
import { formatSignificant } from '../../format/numbers.ts';
import { formatFormula } from '../../format/rich-text.ts';
import { FLOW_STYLE, gasStyle } from '../../plot/channel-style.ts';
import type { Columns } from '../../plot/curve.ts';
import type { AxisSpec, StackRow } from '../../plot/stack-frame.ts';
import { curve, ratioAxis, row } from './row-parts.ts';

/** What the calibration is taken from: every gas over its plateaus, and the flow meanwhile. */
export function plateauRows(figure: Figure, results: Results): StackRow[] {
  const rows = figure.gases.map((one) => plateauRow(one, figure.hasCarrier, results));
  return figure.flow ? [...rows, flowRow(figure.flow)] : rows;
}

/** A gas's mass over zero and calibration gas, with the means that the calibration takes. */
function plateauRow(gas: FigureGas, hasCarrier: boolean, results: Results): StackRow {
  const found = results.sensitivities.find(({ species }) => species === gas.species);
  const name = `ratio.${gas.species}`;
  const label = `${formatFormula(gas.species)} m/z ${Math.round(gas.mz)}${found ? sensitivityText(found) : ''}`;
  return row(name, 200, ratioAxis(gas, hasCarrier, '', gas.plateaus), [
    curve(name, label, gasStyle(gas.species), gas.ratio),
  ]);
}

function sensitivityText({ kStart, relativeUncertainty }: Results['sensitivities'][number]): string {
  if (kStart === null) return ', not calibrated';
  const expanded = relativeUncertainty === null ? '' : ` ± ${formatSignificant(2 * relativeUncertainty * kStart, 2)}`;
  return `, k ${formatSignificant(kStart, 3)}${expanded}`;
}

function flowRow(flow: Columns): StackRow {
  const axis: AxisSpec = {
    title: 'Flow / mlₙ min⁻¹',
    shortTitle: 'Flow / mlₙ min⁻¹',
    unit: 'mlₙ/min',
    kind: 'linear',
    factor: 1,
    smallestSpan: 0.02,
  };
  return row('flow', 150, axis, [curve('flow', 'flow', FLOW_STYLE, flow)]);
}

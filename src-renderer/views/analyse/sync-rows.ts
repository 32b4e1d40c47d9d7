import type { SyncFigure } from '../../../shared/api/analysis.ts';
import { CURRENT_STYLE, FLOW_STYLE, VOLTAGE_STYLE } from '../../plot/channel-style.ts';
import type { StackRow } from '../../plot/stack-frame.ts';
import { curve, row, VOLT_AXIS } from './row-parts.ts';

/** Two voltages over one another and what is left between them. */
export function syncRows(pair: SyncFigure): StackRow[] {
  const difference = {
    ...VOLT_AXIS,
    title: 'Difference / mV',
    shortTitle: 'ΔE / mV',
    unit: 'mV',
    factor: 1e3,
    zeroLine: true,
  };
  return [
    row(`sync.${pair.moved}`, 200, VOLT_AXIS, [
      curve(`moved.${pair.moved}`, pair.moved, CURRENT_STYLE, pair.movedVoltage),
      curve(`reference.${pair.moved}`, pair.reference, VOLTAGE_STYLE, pair.referenceVoltage),
    ]),
    row(`difference.${pair.moved}`, 120, difference, [
      curve(`difference.${pair.moved}`, `${pair.reference} − ${pair.moved}`, FLOW_STYLE, pair.residual),
    ]),
  ];
}

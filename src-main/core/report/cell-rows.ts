import type { FigurePanel } from '../../../shared/figure/figure-model.ts';
import type { MadeRow } from './made-row.ts';
import { cellSeries, type PreparedRun } from './figure-series.ts';

/** The electrode all runs were measured against, if they agree on it and on its offset. */
export function commonElectrode(prepared: readonly PreparedRun[]): {
  isOne: boolean;
  electrode: string | null;
  offset: number | null;
} {
  const first = prepared[0].run.results.sample;
  const isOne = prepared.every(
    ({ run: { results } }) =>
      results.sample.referenceElectrode === first.referenceElectrode &&
      results.sample.referenceOffsetVolt === first.referenceOffsetVolt,
  );
  return {
    isOne,
    electrode: isOne ? first.referenceElectrode : 'Li⁺/Li',
    offset: isOne ? first.referenceOffsetVolt : null,
  };
}

/** Voltage against its own reference with Li+/Li at the right; against Li+/Li alone where references differ. */
export function voltageRow(prepared: readonly PreparedRun[]): MadeRow {
  const { isOne, electrode, offset } = commonElectrode(prepared);
  const hasOffset = offset !== null && electrode !== null;
  const panels = prepared.map((one): FigurePanel => {
    const { run, phase } = one;
    // A reference whose offset is not known has no place on the common axis: a gap, not a guess.
    const shift = isOne ? 0 : (run.results.sample.referenceOffsetVolt ?? Number.NaN);
    const series = cellSeries(one, 'voltage');
    const capacity = phase.capacityMilliampHourPerGram;
    const soc = phase.socTo;
    const note = [
      capacity === null ? '' : `${Math.abs(capacity).toFixed(0)} mAh g⁻¹`,
      soc === null ? '' : `${soc.toFixed(1)} % SOC`,
      Number.isNaN(shift) ? 'offset of the reference unknown' : '',
    ].filter((part) => part !== '');
    return {
      series: [shift === 0 ? series : { ...series, y: series.y.map((value) => value + shift) }],
      limits: [],
      onsets: [],
      notes: note.length > 0 ? [note.join(', ')] : [],
      ...(hasOffset && { rightOffset: offset }),
    };
  });
  return {
    row: {
      id: 'voltage',
      quantity: 'E',
      unit: electrode === null ? 'V' : `V vs ${electrode}`,
      includeZero: false,
      relativeHeight: 0.85,
      ...(hasOffset && { rightTitle: 'E / V vs Li⁺/Li' }),
    },
    panels,
  };
}

/** Current per gram of active mass where it is known for all, charging positive. */
export function currentRow(prepared: readonly PreparedRun[]): MadeRow {
  const isPerGram = prepared.every(({ run }) => run.numbers.massGram !== null);
  const panels = prepared.map((one): FigurePanel => {
    const series = cellSeries(one, 'current');
    const factor = 1000 / (isPerGram ? one.run.numbers.massGram! : 1);
    return { series: [{ ...series, y: series.y.map((ampere) => ampere * factor) }], limits: [], onsets: [], notes: [] };
  });
  return {
    row: {
      id: 'current',
      quantity: 'I',
      unit: isPerGram ? 'mA g⁻¹' : 'mA',
      includeZero: true,
      relativeHeight: 0.6,
    },
    panels,
  };
}

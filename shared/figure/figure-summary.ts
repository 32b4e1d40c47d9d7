import type { FigureModel, FigurePanel, FigureRow } from './figure-model.ts';
import { displayExponent } from './figure-scales.ts';
import { powerText } from './figure-text.ts';

/** A figure in words, one sentence per curve, for whoever cannot see it. */
export function figureSummary(model: FigureModel): string[] {
  return model.columns.flatMap((column) =>
    column.panels.flatMap((panel, row) => panelSummary(model, model.rows[row]!, panel)),
  );
}

function panelSummary(model: FigureModel, row: FigureRow, panel: FigurePanel): string[] {
  return panel.series.map(({ sample, x, y }) => {
    const name = `${row.quantity}, ${model.samples[sample]}`;
    const known = [...y.keys()].filter((i) => Number.isFinite(y[i]) && Number.isFinite(x[i]));
    if (known.length === 0) return `${name}: no values.`;
    const first = known[0]!;
    const last = known.at(-1)!;
    const highest = known.reduce((best, i) => (y[i]! > y[best]! ? i : best), first);
    const size = Math.max(...known.map((i) => Math.abs(y[i]!)));
    const exponent = displayExponent(size);
    const unit = [powerText(exponent), row.unit].filter((part) => part !== '').join(' ');
    const value = (i: number) => number(y[i]! / 10 ** exponent);
    const place = (i: number) => `${number(x[i]!)} ${model.xAxis.unit}`.trim();
    const onset = panel.onsets.find((one) => one.sample === sample);
    return [
      `${name}: from ${value(first)} at ${place(first)} to ${value(last)} ${unit}`.trimEnd(),
      ` at ${place(last)}, highest ${value(highest)} at ${place(highest)}`,
      onset ? `, ${onset.label.replace(/^\d+: /, '')}` : '',
      '.',
    ].join('');
  });
}

const number = (value: number): string => String(Number(value.toPrecision(3))).replace('-', '−');

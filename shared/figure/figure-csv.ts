import type { FigureModel } from './figure-model.ts';

const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const number = (value: number | undefined): string =>
  value === undefined || !Number.isFinite(value) ? '' : String(value);

/**
 * The plotted numbers, one row per point, every digit of them; a missing value is blank. Lines that begin with `#` tell
 * what was done.
 */
export function figureCsv(model: FigureModel): string {
  const { xAxis, rows, columns, samples } = model;
  const title = (quantity: string, unit: string) => (unit === '' ? quantity : `${quantity} / ${unit}`);
  const lines = [model.title, ...model.caption.split('\n')].map((line) => `# ${line}`);
  lines.push(
    ['Sample', 'Quantity', 'Kind', title(xAxis.quantity, xAxis.unit), 'Value', 'Value - U', 'Value + U']
      .map(cell)
      .join(','),
  );
  for (const column of columns) {
    column.panels.forEach((panel, index) => {
      const row = rows[index]!;
      const quantity = cell(title(row.quantity, row.unit));
      for (const series of panel.series) {
        const head = `${cell(samples[series.sample]!)},${quantity},curve`;
        series.x.forEach((x, i) => {
          lines.push(
            `${head},${number(x)},${number(series.y[i])},${number(series.low?.[i])},${number(series.high?.[i])}`,
          );
        });
      }
      for (const limit of panel.limits)
        lines.push(`${cell(samples[limit.sample]!)},${quantity},LOD,,${number(limit.value)},,`);
      for (const onset of panel.onsets)
        lines.push(`${cell(samples[onset.sample]!)},${quantity},onset,${number(onset.x)},${number(onset.y)},,`);
    });
  }
  return `${lines.join('\n')}\n`;
}

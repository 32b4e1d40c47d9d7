import {
  arrangeFigure,
  figureArrangementSchema,
  type FigureArrangement,
} from '../../../shared/figure/figure-arrangement.ts';
import type { FigureContent, FigureModel } from '../../../shared/figure/figure-model.ts';

/** Two samples, three rows, a hole in one curve; text that must be escaped. */
export function exampleContent(): FigureContent {
  const x = Float64Array.from({ length: 41 }, (_, i) => 2 * i);
  const oxygen = (sample: number) => {
    const y = x.map((value) => 0.31 * sample * (value / 80) ** 2);
    return {
      label: 'O₂',
      channel: 'O2' as const,
      sample,
      x,
      y,
      low: y.map((value) => value - 0.05),
      high: y.map((value) => value + 0.05),
    };
  };
  const column = (sample: number) => ({
    heading: `${sample + 1} ZrO2 <"5 % & more">`,
    subheading: 'run',
    panels: [
      {
        series: [{ label: 'E', channel: 'voltage' as const, sample, x, y: x.map((value) => 2.4 + value / 70) }],
        limits: [],
        onsets: [],
        notes: ['206 mAh g⁻¹'],
        rightOffset: 0.62,
      },
      {
        series: [oxygen(sample)],
        limits: [{ value: 0.12, label: 'LOD', sample }],
        onsets: [{ x: 68.5, y: 0.05, label: 'onset 68.5 %', channel: 'O2' as const, sample }],
        notes: [],
      },
      {
        series: [
          {
            label: 'SO₂',
            channel: 'SO2' as const,
            sample,
            x,
            y: x.map((value, i) => (i === 20 ? Number.NaN : 3.4e-5 * Math.exp(-(((value - 60) / 8) ** 2)))),
          },
        ],
        limits: [],
        onsets: [],
        notes: [],
      },
    ],
  });
  return {
    title: 'charge 1',
    caption: [{ text: 'Voltage and gases.' }, { text: 'Bands: U <95 %> & "more".', about: 'bands' }],
    samples: ['1 bare, "first"', '2 coated'],
    xAxis: { quantity: 'SOC', unit: '%', limits: [0, 100] },
    rows: [
      {
        id: 'voltage',
        quantity: 'E',
        unit: 'V vs In/InLi',
        includeZero: false,
        relativeHeight: 0.85,
        rightTitle: 'E / V vs Li⁺/Li',
      },
      { id: 'cumulative-O2', quantity: 'Cumulative O₂', unit: 'µmol g⁻¹', includeZero: true, relativeHeight: 1 },
      { id: 'rate-SO2', quantity: 'SO₂ norm.', unit: 'g⁻¹', includeZero: true, relativeHeight: 1 },
    ],
    columns: [column(0), column(1)],
    provenance: { exact: 0.1 + 0.2, text: '<&>"' },
  };
}

/** The same, arranged; beside each other unless said otherwise. */
export function exampleFigure(arrangement: Partial<FigureArrangement> = {}): FigureModel {
  return arrangeFigure(exampleContent(), { ...figureArrangementSchema.parse({}), ...arrangement });
}

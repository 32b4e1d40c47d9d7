import { expect, it } from 'vitest';
import { figureCsv } from '../../../shared/figure/figure-csv.ts';
import { displayExponent } from '../../../shared/figure/figure-scales.ts';
import { formulasIn, formulaText, printedText } from '../../../shared/figure/figure-text.ts';
import { exampleFigure } from './example-figure.ts';

it('writes every plotted number with all its digits, and a blank for what is missing', () => {
  const model = exampleFigure();
  const lines = figureCsv(model).trimEnd().split('\n');
  expect(lines[0]).toBe('# charge 1');
  expect(lines[2]).toBe('Sample,Quantity,Kind,SOC / %,Value,Value - U,Value + U');
  // 6 curves of 41 points, 2 limits, 2 onsets, 3 lines of head.
  expect(lines).toHaveLength(3 + 6 * 41 + 2 + 2);
  const oxygen = lines.filter((line) => line.startsWith('2 coated,Cumulative O₂ / µmol g⁻¹,curve'));
  const values = oxygen.map((line) => line.split(',').slice(3).map(Number));
  const { y, low } = model.columns[1]!.panels[1]!.series[0]!;
  expect(values.map((row) => row[1])).toEqual([...y]);
  expect(values.map((row) => row[2])).toEqual([...low!]);
  expect(lines.filter((line) => line.startsWith('"1 bare, ""first""",SO₂ norm. / g⁻¹,curve,40,,,'))).toHaveLength(1);
});

it('writes formulas, results and powers as they are printed', () => {
  expect(formulaText('SO2')).toBe('SO₂');
  expect(formulasIn('ZrO2-coated NCM85, O2 and NMC811')).toBe('ZrO₂-coated NCM85, O₂ and NMC811');
  expect(printedText('not detected, <= 0.21 (95 %)')).toBe('not detected, ≤ 0.21 (95 %)');
  expect(printedText('-1.55 +- 0.11')).toBe('−1.55 ± 0.11');
  expect([3.4e-5, 0.02, 12, 12_345].map(displayExponent)).toEqual([-5, 0, 0, 4]);
});

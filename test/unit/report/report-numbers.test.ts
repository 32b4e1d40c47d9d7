import { describe, expect, it } from 'vitest';
import {
  alignPoints,
  decimals,
  durationText,
  neutral,
  significant,
  withU,
} from '../../../src-main/core/report/report-model/report-numbers.ts';
import { compositionText } from '../../../src-main/core/report/report-model/metadata-section.ts';
import { textRuns } from '../../../src-main/core/report/report-model/report-text.ts';
import { openFont } from '../../../src-main/core/report/report-fonts.ts';

describe('numbers of a report', () => {
  it('are the same in every language: minus sign, point, thin spaces from five digits on', () => {
    expect(neutral('-12345.6')).toBe('−12\u2009345.6');
    expect(neutral('101325 Pa')).toBe('101\u2009325 Pa');
    expect(neutral('1234 to -5')).toBe('1234 to −5');
    expect(neutral('2026-11-28')).toBe('2026-11-28');
  });

  it('give U two digits and the value as many decimals', () => {
    // science.md 6.1: 1.55 +- 0.11 umol/g.
    expect(withU(1.5451, 0.1134)).toBe('1.55 ± 0.11');
    expect(withU(-0.0042, 0.12)).toBe('−0.00 ± 0.12');
    expect(withU(3.4e-5, 2.3e-6)).toBe('(3.40 ± 0.23) × 10⁻⁵');
    expect(withU(null, 1)).toBe('–');
    expect(significant(0.0302, 2)).toBe('0.030');
    expect(significant(6.0008e-6, 3)).toBe('6.00 × 10⁻⁶');
    expect(decimals(-0.01, 1)).toBe('0.0');
    expect(durationText(86 * 3600 + 24 * 60)).toBe('86 h 24 min');
  });

  it('stand at their decimal points when set flush right', () => {
    const cells = ['≤ 1.3', '4.02 ± 0.48', '31', '–'];
    const aligned = alignPoints(cells);
    const font = openFont('normal');
    const width = (text: string) => font.layout(text).advanceWidth;
    // What stands right of where the integer part ends has one width in all cells with a number.
    const behind = aligned.slice(0, 3).map((cell) => width(/\d+(.*)$/su.exec(cell)![1]!));
    for (const one of behind) expect(Math.abs(one - behind[1]!)).toBeLessThan(140);
    expect(aligned[3]).toBe('–');
    expect(alignPoints(['0.1 s g⁻¹', '3'])[0]).toBe('0.1 s g⁻¹');
  });

  it('lower indices and the points between lowered digits', () => {
    expect(compositionText('LiNi0.85Co0.10O2')).toBe('LiNi₀.₈₅Co₀.₁₀O₂');
    expect(textRuns('Ni₀.₈₅O₂')).toEqual([
      { text: 'Ni', position: 0 },
      { text: '0.85', position: 1 },
      { text: 'O', position: 0 },
      { text: '2', position: 1 },
    ]);
    expect(textRuns('F_c in my_run')).toEqual([
      { text: 'F', position: 0 },
      { text: 'c', position: 1 },
      { text: ' in my_run', position: 0 },
    ]);
  });
});

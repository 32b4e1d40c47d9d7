import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { comparisonSchema, type Comparison } from '../../../shared/domain/comparison.ts';
import { resultsSchema, type Results } from '../../../shared/domain/results.ts';
import { opendems } from '../../support/run-program.ts';
import { readXml, type XmlElement } from '../../unit/figure/read-xml.ts';

/** Bare and coated, whole runs with calibration gas at their end; compared and analysed once for all tests. */
let bare: Results;
let coated: Results;
let comparison: Comparison;
let svg: XmlElement;
let csv: string[];
let folder: string;

const done = (args: string[]): string => {
  const result = opendems(args);
  if (result.status !== 0) throw new Error(result.stderr);
  return result.stdout;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'opendems-test-compare-'));
  const files = ['bare-ncm85', 'zro2-ncm85'].map((preset, i) => {
    const file = join(folder, `${preset}.dems`);
    done(['simulate', '--preset', preset, '--seed', String(i + 1), '-o', file]);
    return file;
  });
  [bare, coated] = files.map((file) => resultsSchema.parse(JSON.parse(done(['analyse', '--json', file])))) as [
    Results,
    Results,
  ];
  const [picture, numbers] = [join(folder, 'six.svg'), join(folder, 'six.csv')];
  comparison = comparisonSchema.parse(
    JSON.parse(done(['compare', ...files, '--figure', 'six', '-o', picture, '-o', numbers, '--json'])),
  );
  svg = readXml(readFileSync(picture, 'utf8'));
  csv = readFileSync(numbers, 'utf8').trimEnd().split('\n');
  return () => spawnSync('rm', ['-rf', folder]);
}, 240_000);

const charge = (results: Results, species: string) =>
  results.gases.find((gas) => gas.species === species)!.intervals.find((interval) => interval.label === 'charge 1')!;

const all = (node: XmlElement, passes: (element: XmlElement) => boolean): XmlElement[] => [
  ...(passes(node) ? [node] : []),
  ...node.children.flatMap((child) => all(child, passes)),
];

describe('compare', () => {
  it('draws the results of analyse, equal to the last digit', () => {
    const { samples } = JSON.parse(all(svg, (one) => one.name === 'metadata')[0]!.text);
    [bare, coated].forEach((results, i) => {
      expect(samples[i].rawSha256).toBe(results.rawSha256);
      expect(samples[i].recipeSha256).toBe(results.recipeSha256);
      expect(samples[i].phase).toEqual(results.phases.find((phase) => phase.label === 'charge 1'));
      expect(samples[i].gases.map((gas: { species: string }) => gas.species)).toEqual(['O2', 'SO2']);
      for (const gas of samples[i].gases) expect(gas.interval).toEqual(charge(results, gas.species));
    });
  });

  it('ends the cumulative curve at the amount, in the numbers exactly and in the path to print precision', () => {
    [bare, coated].forEach((results, i) => {
      const { amount, U } = charge(results, 'O2');
      const own = csv.filter(
        (line) => line.startsWith(`${i + 1} `) && line.includes(',Cumulative O₂ / µmol g⁻¹,curve,'),
      );
      expect(own.length).toBeGreaterThan(100);
      const last = own.at(-1)!.split(',');
      expect(last[4]).toBe(String(amount));
      expect(last[5]).toBe(String(amount! - U!));
      const panel = all(svg, (one) => one.attributes['data-row'] === 'cumulative-O2')[i]!;
      const [, top, , height] = panel.attributes['data-box']!.split(' ').map(Number) as [
        number,
        number,
        number,
        number,
      ];
      const [from, to] = panel.attributes['data-y-limits']!.split(' ').map(Number) as [number, number];
      const path = all(panel, (one) => one.attributes.class === 'curve')[0]!.attributes.d!;
      const y = Number(path.slice(path.lastIndexOf(',') + 1));
      // 0.01 pt of the height of the panel, in its unit.
      expect(Math.abs(from + ((to - from) * (top + height - y)) / height - amount!)).toBeLessThan(
        (0.01 * (to - from)) / height,
      );
    });
  });

  it('peaks where analyse says, on the first run’s scale', () => {
    const peakOf = (sample: number) =>
      Math.max(
        ...csv
          .filter((line) => line.startsWith(`${sample} `) && line.includes(',SO₂ norm. / g⁻¹,curve,'))
          .map((line) => Number(line.split(',')[4])),
      );
    expect(peakOf(1)).toBe(charge(bare, 'SO2').peakRate);
    const k = (results: Results) => {
      const { kStart, kEnd } = results.sensitivities.find((entry) => entry.species === 'CO2')!;
      return (kStart! + kEnd!) / 2;
    };
    expect(peakOf(2) / (charge(coated, 'SO2').peakRate! * (k(bare) / k(coated)))).toBeCloseTo(1, 12);
  });

  it('tells what differs, and what one cell each cannot tell', () => {
    const row = (group: string, species: string | null, quantity?: string) =>
      comparison.rows.find(
        (one) => one.group === group && one.species === species && (quantity ?? one.quantity) === one.quantity,
      )!;
    const capacity = row('cell', null, 'q');
    // 206 and 229 mAh/g, to the tolerance of the simulated cells; end of SOC by 274.98 mAh/g.
    expect(Math.abs(capacity.values[0]!.value! - 206)).toBeLessThan(4);
    expect(Math.abs(capacity.differences[0]!.value - 23)).toBeLessThan(5);
    expect(capacity.differences[0]!.isSignificant).toBe(true);
    const oxygen = row('amount', 'O2');
    expect(oxygen.differences[0]!.value).toBe(charge(coated, 'O2').amount! - charge(bare, 'O2').amount!);
    expect(oxygen.values.map((value) => value.printed)).toEqual([
      charge(bare, 'O2').printed,
      charge(coated, 'O2').printed,
    ]);
    // Only the coated cell keeps its sulfur.
    expect(row('peak', 'SO2').differences[0]).toMatchObject({ isSignificant: true });
    expect(row('peak', 'SO2').differences[0]!.value).toBeLessThan(0);
    expect(comparison.sentences.at(-1)).toBe(
      'This is the difference between these cells; cell-to-cell spread not assessed.',
    );
  });

  it('captions method and parameters', () => {
    const caption = all(svg, (one) => one.name === 'desc')[0]!.text;
    for (const part of [
      'Charge 1 at 0.05 C (1 C = 190 mA g⁻¹)',
      '45 °C',
      'He 2.5',
      '(0 °C, 101325 Pa)',
      'theoretical capacity, 274.98',
      'Delay corrected',
      'I(m/z 64)/I(carrier) per g',
      'U (95.45 %)',
    ])
      expect(caption).toContain(part);
  });

  it('refuses formats it cannot write, files that exist, and wrong choices, before it computes', () => {
    const run = join(folder, 'bare-ncm85.dems');
    const gif = opendems(['compare', run, '-o', join(folder, 'six.gif')]);
    expect(gif.status).toBe(1);
    expect(gif.stderr).toMatch(/formats are \.svg, \.pdf, \.png, \.csv[\s\S]*Safe:[\s\S]*Next:/);
    const kept = join(folder, 'kept.svg');
    writeFileSync(kept, 'mine');
    expect(opendems(['compare', run, '-o', kept]).status).toBe(1);
    expect(readFileSync(kept, 'utf8')).toBe('mine');
    expect(opendems(['compare', run, '--width', '9', '-o', join(folder, 'w.svg')]).status).toBe(2);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDocuments } from '../../../src-main/core/report/verify/compare-documents.ts';

describe('comparing documents', () => {
  it('finds no difference between a document and its copy', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(compareDocuments(JSON.parse(text), JSON.parse(text)).differences).toEqual([]);
      }),
    );
  });

  it('finds every number that differs by more than 1e-9, and says so of those that differ by less', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 12 }),
        fc.nat(),
        fc.double({ min: 2e-9, max: 1, noNaN: true }),
        (values, pick, relative) => {
          const at = pick % values.length;
          const changed = values.map((value, i) => (i === at ? value * (1 + relative) : value));
          const { differences } = compareDocuments({ values: changed }, { values });
          expect(differences.map(({ where }) => where)).toEqual([`values, number ${at + 1}`]);
        },
      ),
    );
    const near = compareDocuments({ a: 1 + 1e-12 }, { a: 1 });
    expect(near).toMatchObject({ differences: [], numbers: 1, inexact: 1 });
  });

  it('names places by the field’s own words and leaves out who computed', () => {
    const at = (amount: number | null) => ({
      softwareVersion: String(amount),
      gases: [{ species: 'O2', intervals: [{ label: 'charge 1', amount }] }],
    });
    expect(compareDocuments(at(1), at(2), ['softwareVersion']).differences).toEqual([
      { where: 'gases, O2, intervals, charge 1, amount', inDocument: '1', recomputed: '2' },
    ]);
    expect(compareDocuments(at(null), at(2), ['softwareVersion']).differences[0]!.inDocument).toBe('null');
    expect(compareDocuments({ a: [1] }, { a: [1, 2] }).differences[0]).toMatchObject({ where: 'a, length' });
    expect(compareDocuments({}, { a: 1 }).differences[0]).toEqual({
      where: 'a',
      inDocument: 'missing',
      recomputed: '1',
    });
  });
});

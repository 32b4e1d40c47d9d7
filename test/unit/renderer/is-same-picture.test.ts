import { describe, expect, it } from 'vitest';
import { isSamePicture } from '../../../src-renderer/plot/is-same-picture.ts';

const columns = { x: Float64Array.of(1, 2), min: Float64Array.of(3, 4), max: Float64Array.of(5, 6), raw: false };
const row = () => ({
  id: 'rate',
  left: { title: 'rate', factor: 1 },
  levels: [{ value: Number.NaN }],
  curves: [{ columns }],
});

describe('whether a row would look as it did', () => {
  it('looks at every value, not at the object it stands in', () => {
    expect(isSamePicture(row(), row())).toBe(true);
    expect(isSamePicture(row(), { ...row(), left: { title: 'rate', factor: 10 } })).toBe(false);
    expect(isSamePicture(row(), { ...row(), levels: [] })).toBe(false);
    expect(isSamePicture(row(), { ...row(), note: undefined })).toBe(false);
    expect(isSamePicture({ note: undefined }, { level: undefined })).toBe(false);
  });

  it('takes columns for the same only where they are one: equal numbers of another answer are drawn', () => {
    const copy = { ...columns, max: columns.max.slice() };
    expect(isSamePicture(row(), { ...row(), curves: [{ columns: copy }] })).toBe(false);
    expect(isSamePicture(row(), { ...row(), curves: [{ columns: { ...columns } }] })).toBe(true);
  });
});

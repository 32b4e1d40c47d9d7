import { describe, expect, it } from 'vitest';
import type { GasScale } from '../../../src-renderer/plot/gas-scale.ts';
import { gasReadout } from '../../../src-renderer/views/live/gas-readout.ts';

const rate: GasScale = { reference: 2, factor: 10, side: 'left', quantity: 'rate' };
const read = (ratio: number, peak: { value: number; hours: number } | undefined, scale = rate) =>
  gasReadout({ mode: 'rate', scale, ratio, peak, ratioText: String });

describe('gas readout', () => {
  it('shows the rate above the background and the peak behind it', () => {
    // (2.34 - 2) x 10.
    expect(read(2.34, { value: 5, hours: 30.62 })).toEqual({
      suffix: '',
      value: '3.4',
      unit: '',
      note: 'Peak 5.0 at 30.6 h',
    });
  });

  it('says why a rate is negative where the gas never stood above its background', () => {
    expect(read(1.5, { value: -4, hours: 20 })).toMatchObject({ value: '\u22125.0', note: 'Below its background' });
    // Before the first current there is no peak, and no more to say.
    expect(read(1.5, undefined).note).toBe('');
  });

  it('names a normalised ion current and gives its unit', () => {
    const normalised: GasScale = { ...rate, side: 'right', quantity: 'normalised' };
    expect(read(2.1, undefined, normalised)).toMatchObject({ suffix: ' norm.', unit: '10\u207b\u2075 g\u207b\u00b9' });
  });
});

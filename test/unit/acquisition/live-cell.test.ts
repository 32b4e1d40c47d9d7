import { describe, expect, it } from 'vitest';
import { LiveCell } from '../../../src-main/core/acquisition/live-cell.ts';
import { channelSchema } from '../../../shared/domain/channel.ts';
import { phaseLabel } from '../../../shared/domain/phase.ts';

const current = channelSchema.parse({
  id: 'cycler.current',
  name: 'I',
  role: 'current',
  unit: 'A',
  sourceId: 'cycler',
  scale: 1e-3,
});

function batch(fromSecond: number, milliampere: number[]) {
  return {
    timeUs: Float64Array.from(milliampere, (_, i) => (fromSecond + i) * 1e6),
    value: Float64Array.from(milliampere),
    status: new Uint32Array(milliampere.length),
  };
}

describe('LiveCell', () => {
  it('integrates the current in ampere on its own times, batch after batch', () => {
    const cell = new LiveCell([current]);
    expect(cell.chargeCoulomb()).toBeUndefined();
    cell.take('cycler.current', batch(0, [2, 2, 2]));
    cell.take('cycler.current', batch(3, [2, 2]));
    cell.take('other', batch(5, [99]));
    expect(cell.chargeCoulomb()).toBeCloseTo(4 * 2e-3, 15);
  });

  it('bridges bad readings and knows its phases', () => {
    const cell = new LiveCell([current]);
    cell.take('cycler.current', batch(0, Array<number>(100).fill(0)));
    const charging = batch(100, Array<number>(200).fill(1));
    charging.status.fill(0x80000000, 50, 60);
    cell.take('cycler.current', charging);
    expect(cell.phases().map((phase) => [phaseLabel(phase), phase.fromUs / 1e6])).toEqual([
      ['OCV', 0],
      ['charge 1', 100],
    ]);
    expect(cell.chargeCoulomb()).toBeCloseTo(199e-3 + 0.5e-3, 12);
  });
});

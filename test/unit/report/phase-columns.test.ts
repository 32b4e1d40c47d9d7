import { expect, it } from 'vitest';
import { phaseColumns } from '../../../src-main/core/report/tables/cell-table.ts';

it('names the last phase begun that still goes on, also where phases given by hand overlap', () => {
  const phases = [
    { kind: 'charge', fromSeconds: 0, toSeconds: 100 },
    { kind: 'rest', fromSeconds: 20, toSeconds: 40 },
    { kind: 'charge', fromSeconds: 200, toSeconds: 300 },
  ];
  const run = { evaluation: { cell: { phases } } } as unknown as Parameters<typeof phaseColumns>[0];
  const { phase, cycle } = phaseColumns(run, Float64Array.of(-5, 10, 30, Number.NaN, 50, 150, 250, 10));
  const none = Number.NaN;
  expect([...phase]).toEqual([none, 1, 2, none, 1, none, 3, 1]);
  expect([...cycle]).toEqual([0, 1, 1, none, 1, 1, 2, 1]);
});

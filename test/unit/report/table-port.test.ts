import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { Hdf5Head } from '../../../src-main/core/report/hdf5/hdf5-file.ts';
import { offeredTables, offerTables } from '../../../src-main/core/report/package/table-port.ts';
import { column, columnTable, recordTable, single, type Table } from '../../../src-main/core/report/tables/table.ts';

const HEAD = { run: { name: 'a run' } } as Hdf5Head;
const numbers = (id: string, ...values: number[]): Table =>
  columnTable(
    {
      id,
      title: id,
      columns: [column('a', 'A', 'number', 'V', ''), column('t', 'T', 'time', 'UTC', '')],
      constants: [],
    },
    // Stretches of longer columns, as the reader of a run gives them.
    [
      Float64Array.of(0, ...values, 0).subarray(1, values.length + 1),
      Float64Array.from(values, (value) => value * 1e6),
    ],
  );
const words = recordTable(
  'words',
  'Words',
  [{ ...column('w', 'W', 'text', '', ''), of: (one: string | null) => one }],
  ['one', null],
);
const LONG = Array.from({ length: 40_000 }, (_, i) => (i === 20_000 ? Number.NaN : i / 7));

const families = () => [
  { id: 'gas', description: 'Gas.', members: [numbers('O2', ...LONG), numbers('H2', 1), numbers('CO2')] },
  single(words, 'Words.'),
];

/** What a table holds, all chunks in one. */
const contentOf = ({ chunks, ...head }: Table) => ({
  ...head,
  values: head.columns.map((_, c) => [...chunks()].flatMap(({ values }) => [...values[c]])),
});

async function allOf(tables: Iterable<Table> | AsyncIterable<Table>): Promise<Table[]> {
  const all: Table[] = [];
  for await (const table of tables) all.push(table);
  return all;
}

describe('tables that another thread asks for', () => {
  it('come as they are, one by one', async () => {
    const { port1, port2 } = new MessageChannel();
    offerTables(port1, { head: HEAD, families: families(), tables: ({ members }) => members });
    const offered = await offeredTables(port2, new AbortController().signal);
    expect(offered.head).toEqual(HEAD);
    for (const [index, family] of families().entries()) {
      const { id, description } = offered.families[index];
      expect({ id, description }).toEqual({ id: family.id, description: family.description });
      const come = await allOf(offered.tables(offered.families[index]));
      expect(come.map(contentOf)).toEqual(family.members.map(contentOf));
    }
    port1.close();
  });

  it('leave those of the run whole', async () => {
    const { port1, port2 } = new MessageChannel();
    const given = families();
    offerTables(port1, { head: HEAD, families: given, tables: ({ members }) => members });
    const offered = await offeredTables(port2, new AbortController().signal);
    for (const family of offered.families) for await (const table of offered.tables(family)) contentOf(table);
    expect(given.flatMap(({ members }) => members.map(contentOf))).toEqual(
      families().flatMap(({ members }) => members.map(contentOf)),
    );
    port1.close();
  });

  it('fail there with what failed here', async () => {
    const { port1, port2 } = new MessageChannel();
    const broken: Table = {
      ...numbers('O2', 1),
      chunks() {
        throw new Error('the disk is gone');
      },
    };
    offerTables(port1, { head: HEAD, families: [single(broken, '')], tables: ({ members }) => members });
    const offered = await offeredTables(port2, new AbortController().signal);
    await expect(allOf(offered.tables(offered.families[0]))).rejects.toThrow('the disk is gone');
    port1.close();
  });

  it('are no longer waited for after a cancel', async () => {
    const { port1, port2 } = new MessageChannel();
    const abort = new AbortController();
    const offered = offeredTables(port2, abort.signal);
    abort.abort();
    await expect(offered).rejects.toMatchObject({ problem: { code: 'cancelled' } });
    port1.close();
  });
});

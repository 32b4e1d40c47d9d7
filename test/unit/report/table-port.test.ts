import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Hdf5Head } from '../../../src-main/core/report/hdf5/hdf5-file.ts';
import { offeredTables, offerTables, tellMade } from '../../../src-main/core/report/package/table-port.ts';
import { keptTables } from '../../../src-main/core/report/tables/kept-tables.ts';
import {
  column,
  columnTable,
  recordTable,
  single,
  type Table,
  type TableFamily,
} from '../../../src-main/core/report/tables/table.ts';

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
const contentOf = ({ chunks, id, title, columns, rows, constants }: Table) => ({
  head: { id, title, columns, rows, constants },
  values: columns.map((_, c) => [...chunks()].flatMap(({ values }) => [...values[c]])),
});

async function allOf(tables: Iterable<Table> | AsyncIterable<Table>): Promise<Table[]> {
  const all: Table[] = [];
  for await (const table of tables) all.push(table);
  return all;
}

/** Both ends: what is offered, what comes, what was told to be made. */
async function offer(families: readonly TableFamily[], mostBytes: number, signal = new AbortController().signal) {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  const kept = keptTables(families, mostBytes);
  const made = new Promise<string>((told) =>
    offerTables(port1, { head: HEAD, families: kept, tables: ({ members }) => members }, told),
  );
  return { offered: await offeredTables(port2, signal), kept, made, port: port2 };
}

describe.each([
  ['shared', 1e9],
  ['sent again', 0],
  ['shared as far as there is room', 1000],
])('tables that another thread asks for, %s', (_, mostBytes) => {
  it('come as they are, as often as they are asked for', async () => {
    const { offered } = await offer(families(), mostBytes);
    expect(offered.head).toEqual(HEAD);
    for (let time = 0; time < 2; time++)
      for (const [index, family] of families().entries()) {
        const { id, description } = offered.families[index];
        expect({ id, description }).toEqual({ id: family.id, description: family.description });
        const come = await allOf(offered.tables(offered.families[index]));
        expect(come.map(contentOf)).toEqual(family.members.map(contentOf));
      }
  });

  it('stay whole for the thread of the run', async () => {
    const { offered, kept } = await offer(families(), mostBytes);
    for (const family of offered.families) await allOf(offered.tables(family));
    expect(kept.flatMap(({ members }) => members.map(contentOf))).toEqual(
      families().flatMap(({ members }) => members.map(contentOf)),
    );
  });

  it('fail there with what failed here', async () => {
    const broken: Table = {
      ...numbers('O2', 1),
      chunks() {
        throw new Error('the disk is gone');
      },
    };
    const { offered } = await offer([single(broken, '')], mostBytes);
    await expect(allOf(offered.tables(offered.families[0]))).rejects.toThrow('the disk is gone');
  });
});

describe('tables for another thread', () => {
  it('are made once where they are shared', async () => {
    let made = 0;
    const table = numbers('O2', 1, 2, 3);
    const counted: Table = {
      ...table,
      chunks(rowsAtATime) {
        made += 1;
        return table.chunks(rowsAtATime);
      },
    };
    const { offered, kept } = await offer([single(counted, '')], 1e9);
    await allOf(offered.tables(offered.families[0]));
    await allOf(offered.tables(offered.families[0]));
    expect(contentOf(kept[0].members[0])).toEqual(contentOf(table));
    expect(made).toBe(1);
  });

  it('are no longer waited for after a cancel', async () => {
    const abort = new AbortController();
    const { port2 } = new MessageChannel();
    onTestFinished(() => port2.close());
    const offered = offeredTables(port2, abort.signal);
    abort.abort();
    await expect(offered).rejects.toMatchObject({ problem: { code: 'cancelled' } });
  });

  it('are told of when a file has been made of them', async () => {
    const { made, port } = await offer(families(), 0);
    tellMade(port, 'run.h5');
    expect(await made).toBe('run.h5');
  });
});

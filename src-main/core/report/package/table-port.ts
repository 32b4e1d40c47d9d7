import type { MessagePort, TransferListItem } from 'node:worker_threads';
import { AppError, problemOf, type Problem } from '../../../../shared/api/errors.ts';
import { cancelledExport } from '../export/meter.ts';
import type { Hdf5Head } from '../hdf5/hdf5-file.ts';
import { tableOf, type ColumnValues, type FamilyHead, type Table, type TableFamily } from '../tables/table.ts';
import type { TableSupply } from './table-supply.ts';

/** What the thread that has evaluated a run says: what there is, then a table for every `next`. */
type FromRun =
  | { kind: 'begin'; head: Hdf5Head; families: FamilyHead[] }
  | { kind: 'table'; values: ColumnValues[] }
  | { kind: 'failed'; problem: Problem };
type ToRun = { kind: 'next' };

/** Gives the tables of a run to the thread at the other end of the port, one by one as it asks for them. */
export function offerTables(port: MessagePort, { head, families }: TableSupply<TableFamily>): void {
  const tables = families.flatMap(({ members }) => members).values();
  const say = (message: FromRun, transfer: TransferListItem[] = []) => port.postMessage(message, transfer);
  port.on('message', (_next: ToRun) => {
    try {
      const { value: table } = tables.next();
      const values = table ? wholeColumns(table) : [];
      say(
        { kind: 'table', values },
        values.flatMap((column) => (column instanceof Float64Array ? [column.buffer as ArrayBuffer] : [])),
      );
    } catch (error) {
      say({ kind: 'failed', problem: problemOf(error) });
    }
  });
  say({ kind: 'begin', head, families: families.map(familyHead) });
}

/** The tables that `offerTables` gives at the other end of the port. @throws AppError `cancelled`, and what failed there */
export async function offeredTables(port: MessagePort, signal: AbortSignal): Promise<TableSupply> {
  const receive = receiver(port, signal);
  const ask = () => port.postMessage({ kind: 'next' } satisfies ToRun, []);
  const begin = await receive();
  if (begin.kind !== 'begin') throw new Error(`tables began with "${begin.kind}"`);
  // While one is written the next one is made.
  ask();
  return {
    head: begin.head,
    families: begin.families,
    async *tables({ members }) {
      for (const member of members) {
        const message = await receive();
        if (message.kind !== 'table') throw new Error(`"${message.kind}" instead of a table`);
        ask();
        yield tableOf(member, message.values);
      }
    },
  };
}

/** Messages of a port in order, those that came before they were asked for, too. */
function receiver(port: MessagePort, signal: AbortSignal): () => Promise<FromRun> {
  const come: FromRun[] = [];
  let tell = () => {};
  port.on('message', (message: FromRun) => {
    come.push(message);
    tell();
  });
  signal.addEventListener('abort', () => tell());
  return async () => {
    while (come.length === 0 && !signal.aborted) await new Promise<void>((told) => (tell = told));
    if (signal.aborted) throw cancelledExport();
    const message = come.shift()!;
    if (message.kind === 'failed') throw new AppError(message.problem);
    return message;
  };
}

function familyHead({ id, description, members }: TableFamily): FamilyHead {
  return {
    id,
    description,
    members: members.map(({ id: name, title, columns, rows, constants }) => ({
      id: name,
      title,
      columns,
      rows,
      constants,
    })),
  };
}

/** All rows of a table; numbers in memory of their own, which can be given away. */
function wholeColumns({ columns, rows, chunks }: Table): ColumnValues[] {
  const whole = columns.map(({ kind }): ColumnValues => (kind === 'text' ? [] : new Float64Array(rows)));
  let from = 0;
  for (const chunk of chunks()) {
    chunk.values.forEach((values, c) => {
      const column = whole[c];
      if (column instanceof Float64Array) column.set(values as Float64Array, from);
      else column.push(...(values as (string | null)[]));
    });
    from += chunk.rows;
  }
  return whole;
}

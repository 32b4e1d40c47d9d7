import type { MessagePort, TransferListItem } from 'node:worker_threads';
import { AppError, problemOf, type Problem } from '../../../../shared/api/errors.ts';
import { cancelledExport } from '../export/meter.ts';
import type { Hdf5Head } from '../hdf5/hdf5-file.ts';
import { wholeColumns, type KeptTable } from '../tables/kept-tables.ts';
import {
  tableOf,
  type ColumnValues,
  type FamilyHead,
  type Table,
  type TableFamily,
  type TableHead,
} from '../tables/table.ts';
import type { TableSupply } from './table-supply.ts';

/** Tables are asked for until so many rows are on their way: short ones come together, of long ones one at a time. */
const ROWS_AHEAD = 65_536;

/** What the thread that has evaluated a run says: what there is, then a table for every question. */
type FromRun =
  | { kind: 'begin'; head: Hdf5Head; families: FamilyHead[] }
  | { kind: 'table'; values: readonly ColumnValues[]; isShared: boolean }
  | { kind: 'failed'; problem: Problem };
/** Asks for a member of a family, or tells that a file is there. */
type ToRun = { kind: 'table'; family: number; member: number } | { kind: 'made'; path: string };

/**
 * Gives the tables of a run to the thread at the other end of the port, one by one as it asks for them.
 * @param made is told of every file that has been made of them
 */
export function offerTables(
  port: MessagePort,
  { head, families }: TableSupply<TableFamily<KeptTable>>,
  made: (path: string) => void,
): void {
  const say = (message: FromRun, transfer: TransferListItem[] = []) => port.postMessage(message, transfer);
  port.on('message', (message: ToRun) => {
    if (message.kind === 'made') {
      made(message.path);
      return;
    }
    try {
      const table = families[message.family].members[message.member];
      const kept = table.kept();
      if (kept) say({ kind: 'table', values: kept, isShared: true });
      else {
        const values = wholeColumns(table);
        const given = values.flatMap((column) =>
          column instanceof Float64Array ? [column.buffer as ArrayBuffer] : [],
        );
        say({ kind: 'table', values, isShared: false }, given);
      }
    } catch (error) {
      say({ kind: 'failed', problem: problemOf(error) });
    }
  });
  say({ kind: 'begin', head, families: families.map(familyHead) });
}

/** The tables that `offerTables` gives at the other end of the port. @throws AppError `cancelled`, and what failed there */
export async function offeredTables(port: MessagePort, signal: AbortSignal): Promise<TableSupply> {
  const receive = receiver(port, signal);
  const begin = await receive();
  if (begin.kind !== 'begin') throw new Error(`tables began with "${begin.kind}"`);
  const { head, families } = begin;
  const inOrder = families.flatMap(({ members }) => members).values();
  /** Asked for and not come yet. */
  const coming: TableHead[] = [];
  const ask = (table: TableHead) => {
    coming.push(table);
    const family = families.findIndex(({ members }) => members.includes(table));
    tell(port, { kind: 'table', family, member: families[family].members.indexOf(table) });
  };
  // While one is written the next ones are made.
  const askAhead = () => {
    while (coming.reduce((sum, { rows }) => sum + rows, 0) < ROWS_AHEAD) {
      const { value: table } = inOrder.next();
      if (!table) return;
      ask(table);
    }
  };
  const shared = new Map<TableHead, Table>();
  const comeNext = async (member: TableHead): Promise<Table> => {
    askAhead();
    // Once more: only the first time all are asked for in their order.
    if (!coming.includes(member)) ask(member);
    const message = await receive();
    if (message.kind !== 'table' || coming.shift() !== member) throw new Error(`"${member.id}" is not what came`);
    const table = tableOf(member, message.values);
    if (message.isShared) shared.set(member, table);
    askAhead();
    return table;
  };
  return {
    head,
    families,
    async *tables({ members }) {
      for (const member of members) yield shared.get(member) ?? (await comeNext(member));
    },
  };
}

/** Tells the thread with the run that a file of its tables is there. @param path as it is told to the person */
export function tellMade(port: MessagePort, path: string): void {
  tell(port, { kind: 'made', path });
}

function tell(port: MessagePort, message: ToRun): void {
  port.postMessage(message, []);
}

/** Messages of a port in order, those that came before they were asked for, too. */
function receiver(port: MessagePort, signal: AbortSignal): () => Promise<FromRun> {
  const come: FromRun[] = [];
  let wake = () => {};
  port.on('message', (message: FromRun) => {
    come.push(message);
    wake();
  });
  signal.addEventListener('abort', () => wake());
  return async () => {
    while (come.length === 0 && !signal.aborted) await new Promise<void>((woken) => (wake = woken));
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

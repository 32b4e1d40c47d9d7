import { hdf5Head, type Hdf5Head } from '../hdf5/hdf5-file.ts';
import type { ExportedRun } from '../tables/exported-run.ts';
import type { FamilyHead, Table, TableFamily } from '../tables/table.ts';

/** The tables of a run, and what is told beside them: here, or from the thread that has evaluated the run. */
export interface TableSupply<Family extends FamilyHead = FamilyHead> {
  head: Hdf5Head;
  families: readonly Family[];
  /** The members of a family, in order; they can be had several times. */
  tables(family: Family): Iterable<Table> | AsyncIterable<Table>;
}

/** Tables of this thread. */
export function tableSupply<Family extends TableFamily>(
  run: ExportedRun,
  families: readonly Family[],
): TableSupply<Family> {
  return { head: hdf5Head(run), families, tables: ({ members }) => members };
}

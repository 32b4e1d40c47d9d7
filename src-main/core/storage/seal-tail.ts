import { AppError } from '../../../shared/api/errors.ts';
import { ColumnBuffer } from './column-buffer.ts';
import { BLOCK_SAMPLES } from './run-file-contract.ts';
import { deleteTail, insertBlock } from './run-file-rows.ts';
import type { RunFileStore, TailRow } from './run-file-store.ts';
import type { Sqlite } from './sqlite.ts';
import { DAMAGED } from './storage-problems.ts';

/**
 * Turns tail rows of a channel into blocks, inside the caller's transaction. A tail whose checksum does not match is
 * left as it is: nothing damaged is ever given a new checksum.
 * @returns samples in blocks afterwards
 */
export function sealTail(
  sqlite: Sqlite,
  store: RunFileStore,
  channel: number,
  state: { stored: number; sealed: number },
  what: 'full blocks' | 'all',
): number {
  const { stored, sealed } = state;
  const end = what === 'all' ? stored : sealed + Math.floor((stored - sealed) / BLOCK_SAMPLES) * BLOCK_SAMPLES;
  if (end <= sealed) return sealed;
  const rows = soundTail(store, channel, sealed);
  if (!rows) return sealed;
  const samples = new ColumnBuffer();
  for (const row of rows) if (row.firstIndex < end) samples.push(row.columns);
  for (let from = sealed; from < end; from += BLOCK_SAMPLES)
    insertBlock(sqlite, channel, from, samples.view(from - sealed, Math.min(end, from + BLOCK_SAMPLES) - sealed));
  deleteTail(sqlite, channel, end);
  return end;
}

function soundTail(store: RunFileStore, channel: number, fromIndex: number): TailRow[] | undefined {
  try {
    return store.tail(channel, fromIndex);
  } catch (error) {
    if (error instanceof AppError && error.code === DAMAGED) return undefined;
    throw error;
  }
}

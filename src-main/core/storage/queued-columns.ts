import type { Receipt, SampleBatch } from '../../../shared/domain/samples.ts';
import type { StoredColumns } from './run-file-contract.ts';

/**
 * A batch as it will be stored: a copy, with its receipt time per sample and one bit pattern for every NaN (so that
 * equal samples have equal bytes).
 * @throws Error where the batch breaks its contract: lengths differ, or a time is no whole microsecond
 */
export function queuedColumns(batch: SampleBatch, receipt: Receipt): StoredColumns {
  const { channelId, timeUs, value, status, serverTimeUs } = batch;
  const n = timeUs.length;
  if (value.length !== n || status.length !== n || serverTimeUs.length !== n)
    throw new Error(
      `columns of ${channelId} differ in length: ${n}, ${value.length}, ${status.length}, ${serverTimeUs.length}`,
    );
  for (let i = 0; i < n; i++)
    if (!Number.isSafeInteger(timeUs[i]))
      throw new Error(`a time of ${channelId} is no whole microsecond: ${timeUs[i]}`);
  return {
    timeUs,
    value: withPlainNaN(value),
    status,
    serverTimeUs: withPlainNaN(serverTimeUs),
    receiptUtcUs: new Float64Array(n).fill(receipt.utcUs),
  };
}

function withPlainNaN(column: Float64Array): Float64Array {
  const copy = column.slice();
  for (let i = 0; i < copy.length; i++) if (Number.isNaN(copy[i])) copy[i] = NaN;
  return copy;
}

/**
 * Samples of one channel as columns of equal length. Times are microseconds on the source's own clock.
 * Order is the order of arrival, which is source order; a step back happens only where the source's clock stepped.
 */
export interface SampleColumns {
  timeUs: Float64Array;
  /** Raw, before the channel's scale and offset. NaN where the instrument gave no number. */
  value: Float64Array;
  /** Raw 32-bit OPC-UA status code (quality.ts). */
  status: Uint32Array;
}

/** Columns as received, with the server's stamp (NaN where it gave none). */
export interface ReceivedColumns extends SampleColumns {
  serverTimeUs: Float64Array;
}

/** When a batch arrived, by both hands of the laboratory clock. */
export interface Receipt {
  utcUs: number;
  monotonicUs: number;
}

/** New samples of one channel. */
export interface SampleBatch extends ReceivedColumns {
  channelId: string;
}

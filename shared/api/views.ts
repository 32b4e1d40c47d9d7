import { z } from 'zod';

/** A Float64Array on the wire and in memory. */
export const columnSchema = z.custom<Float64Array>((value) => value instanceof Float64Array, 'a column of numbers');

/** One curve asked for: a channel in its unit, or a channel divided by the carrier (times interpolated on the numerator's). */
export const seriesRequestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('channel'), channelId: z.string() }),
  z.object({
    kind: z.literal('ratio'),
    channelId: z.string(),
    carrierChannelId: z.string(),
    /** Means over windows of this length instead of every ratio: for looking, never for computing. */
    meanSeconds: z.number().min(1).max(86_400).optional(),
  }),
]);
export type SeriesRequest = z.infer<typeof seriesRequestSchema>;

/**
 * What the x-axis shows.
 * - `time`: hours since the run started, each source on its own clock.
 * - `soc`: percent, one half-cycle at a time (`halfCycle`, counted from 0 over charge and discharge phases; the newest if omitted).
 */
export const viewRequestSchema = z.object({
  runId: z.string(),
  x: z.enum(['time', 'soc']),
  /** Range in units of x; null is the full range. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  halfCycle: z.number().int().nonnegative().nullable().default(null),
  /** Width of the plot: at most so many folded buckets per curve come back. */
  pixels: z.number().int().min(16).max(8192),
  series: z.array(seriesRequestSchema).min(1).max(64),
  /** Where much would have to be read, answer at once with what is known without reading samples (time axis only). */
  mayBeDraft: z.boolean().optional(),
});
export type ViewRequest = z.infer<typeof viewRequestSchema>;

/**
 * One folded curve: per bucket its place on x (strictly ascending) and the smallest and largest value there; equal where the
 * bucket holds one sample. A gap is a bucket of NaN between its neighbours, so up to twice `pixels` come back, and on the
 * time axis one sample on either side of the range. Only usable values are folded (quality.ts).
 */
export const viewSeriesSchema = z.object({
  x: columnSchema,
  min: columnSchema,
  max: columnSchema,
  /** True where every bucket is one sample: points may be drawn. */
  raw: z.boolean(),
});
export type ViewSeries = z.infer<typeof viewSeriesSchema>;

export const viewSchema = z.object({
  runId: z.string(),
  x: z.enum(['time', 'soc']),
  /** Full range of x of the run (or half-cycle). */
  fullFrom: z.number(),
  fullTo: z.number(),
  from: z.number(),
  to: z.number(),
  halfCycle: z.number().int().nullable(),
  /** True for a first picture from the extremes of whole blocks: bands too wide in time, curves of ratios left out. */
  isDraft: z.boolean(),
  /** Flush up to which samples are in; live samples after it come as edges. */
  upToFlush: z.number().int(),
  series: z.array(viewSeriesSchema),
  /** Gaps within the range, per channel, in units of x (time axis only). */
  gaps: z.array(z.object({ channelId: z.string(), from: z.number(), to: z.number(), cause: z.string() })),
  /** State of charge at either end of the range, percent; null on another axis, without capacity, and beyond the current. */
  socAtFrom: z.number().nullable(),
  socAtTo: z.number().nullable(),
  /** Stretches of x without current, over which state of charge was bridged linearly (state-of-charge axis only). */
  bridges: z.array(z.object({ from: z.number(), to: z.number() })),
});
export type View = z.infer<typeof viewSchema>;

/** A phase on the time axis (hours) with its label, and its half-cycle number if it is one. */
export const phaseViewSchema = z.object({
  label: z.string(),
  kind: z.enum(['ocv', 'charge', 'discharge', 'rest', 'zero-gas', 'calibration-gas']),
  fromHours: z.number(),
  toHours: z.number().nullable(),
  halfCycle: z.number().int().nullable(),
  /** Range of SOC in a half-cycle, percent; null without mass and capacity. */
  socFrom: z.number().nullable(),
  socTo: z.number().nullable(),
});
export type PhaseView = z.infer<typeof phaseViewSchema>;

import { AppError } from '../../../shared/api/errors.ts';
import type { SeriesRequest, View, ViewRequest, ViewSeries } from '../../../shared/api/views.ts';
import { MICROSECONDS_PER_HOUR } from '../../../shared/domain/time.ts';
import { draftSeries, foldSeries, NOTHING_YET, type FoldedSeries } from './fold-series.ts';
import { uniformEdges, type BucketEdges } from './fold-buckets.ts';
import { halfCycles, type HalfCycle } from './half-cycles.ts';
import type { RunSource } from './run-source.ts';
import { socAtTimes } from './soc-at-times.ts';
import { socAxis, type SocAxis } from './soc-axis.ts';
import { wantedRange } from './wanted-range.ts';

/** So many samples are read in about a third of a second. */
const DRAFT_ABOVE_SAMPLES = 1.5e6;

/** Answers a view request from a run. @throws AppError where the axis cannot be made */
export function buildView(run: RunSource, request: ViewRequest): View {
  const view = request.x === 'time' ? timeView(run, request) : socView(run, request);
  return { runId: request.runId, x: request.x, upToFlush: run.flush, ...view };
}

type Body = Omit<View, 'runId' | 'x' | 'upToFlush'>;

function timeView(run: RunSource, request: ViewRequest): Body {
  const range = run.range();
  const hours = (us: number) => (us - run.zeroUtcUs) / MICROSECONDS_PER_HOUR;
  const fullFrom = range ? hours(range.fromUs) : 0;
  const fullTo = range ? hours(range.toUs) : 0;
  const { from, to } = wantedRange(request, { fullFrom, fullTo }, 'The run is unchanged.');
  const fromUs = run.zeroUtcUs + from * MICROSECONDS_PER_HOUR;
  const toUs = run.zeroUtcUs + to * MICROSECONDS_PER_HOUR;
  const edges = uniformEdges(fromUs, toUs, request.pixels);
  const isDraft = request.mayBeDraft === true && isLongToRead(run, request, fromUs, toUs);
  const fold = (wanted: SeriesRequest) =>
    isDraft ? foldDraft(run, wanted, edges) : foldSeries(run.series(wanted), edges);
  const series = request.series.map((wanted) => onHours(fold(wanted), run.zeroUtcUs));
  const asked = new Set(
    request.series.flatMap((s) => (s.kind === 'ratio' ? [s.channelId, s.carrierChannelId] : [s.channelId])),
  );
  const gaps = run
    .gaps()
    .filter((gap) => asked.has(gap.channelId) && gap.toUs >= fromUs && gap.fromUs <= toUs)
    .map(({ channelId, cause, ...gap }) => ({ channelId, cause, from: hours(gap.fromUs), to: hours(gap.toUs) }));
  const [socAtFrom, socAtTo] = socAtTimes(run, [fromUs, toUs]);
  return { fullFrom, fullTo, from, to, halfCycle: null, isDraft, series, gaps, socAtFrom, socAtTo, bridges: [] };
}

function isLongToRead(run: RunSource, request: ViewRequest, fromUs: number, toUs: number): boolean {
  let unread = 0;
  for (const wanted of request.series) unread += run.unreadSamples(wanted, fromUs, toUs);
  return unread > DRAFT_ABOVE_SAMPLES;
}

/** A ratio has no extremes of its own: its curve waits for the view that reads. */
function foldDraft(run: RunSource, wanted: SeriesRequest, edges: BucketEdges): FoldedSeries {
  return wanted.kind === 'channel' ? draftSeries(run.series(wanted), edges) : NOTHING_YET;
}

function onHours(folded: FoldedSeries, zeroUtcUs: number): ViewSeries {
  const x = folded.timeUs.map((us) => (us - zeroUtcUs) / MICROSECONDS_PER_HOUR);
  return { x, min: folded.min, max: folded.max, raw: folded.raw };
}

function socView(run: RunSource, request: ViewRequest): Body {
  const { axis, index } = wantedAxis(run, request.halfCycle);
  const { from, to } = wantedRange(request, { fullFrom: axis.fromSoc, fullTo: axis.toSoc }, 'The run is unchanged.');
  const edges = axis.edges(from, to, request.pixels);
  const series = request.series.map((wanted) => onSoc(foldSeries(run.series(wanted), edges, false), axis));
  return {
    fullFrom: axis.fromSoc,
    fullTo: axis.toSoc,
    from,
    to,
    halfCycle: index,
    isDraft: false,
    series,
    gaps: [],
    socAtFrom: null,
    socAtTo: null,
    bridges: axis.bridges.filter((bridge) => bridge.to >= from && bridge.from <= to),
  };
}

function onSoc(folded: FoldedSeries, axis: SocAxis): ViewSeries {
  const x = folded.timeUs.map((us) => axis.socAt(us));
  if (!axis.isFalling) return { x, min: folded.min, max: folded.max, raw: folded.raw };
  return { x: x.reverse(), min: folded.min.slice().reverse(), max: folded.max.slice().reverse(), raw: folded.raw };
}

function wantedAxis(run: RunSource, wanted: number | null): { axis: SocAxis; index: number } {
  const basis = run.capacityBasis();
  if (!basis)
    throw new AppError({
      code: 'soc-needs-capacity',
      happened: 'State of charge cannot be computed: the sample has no active mass or no theoretical capacity.',
      safe: 'The samples are complete and can be seen against time.',
      next: 'Enter mass and capacity, or composition, with the sample.',
    });
  const course = run.course();
  const all = halfCycles(course.phases());
  const chosen: HalfCycle | undefined = wanted === null ? all.at(-1) : all[wanted];
  const axis = chosen && socAxis(course, chosen, basis);
  if (!chosen || !axis)
    throw new AppError({
      code: 'no-half-cycle',
      happened:
        wanted === null
          ? 'No charge or discharge has been recorded yet.'
          : `This run has no half-cycle ${wanted + 1} with a state of charge.`,
      safe: 'The samples are complete and can be seen against time.',
      next: 'Switch to time, or wait until the cell is charged.',
    });
  return { axis, index: chosen.index };
}

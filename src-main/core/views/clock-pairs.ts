import type { ClockPair } from '../../../shared/api/import.ts';
import type { SourceClock, SyncRecipe } from '../../../shared/domain/recipe-sync.ts';
import type { SyncPair } from '../../../shared/domain/results.ts';
import type { AnalysisChannel, AnalysisInput } from '../analysis/analysis-input.ts';
import { readClocks } from '../analysis/pipeline/read-clocks.ts';
import { describeSync } from '../analysis/pipeline/synchronise.ts';

/** Points of a drawn voltage; the picture is a few hundred pixels wide. */
const CURVE_POINTS = 1500;

/** Of an offset laid by eye. */
const MANUAL_UNCERTAINTY_SECONDS = 1;

/** An offset that a person chose for a source. */
export interface ChosenOffset {
  sourceId: string;
  offsetSeconds: number;
}

/**
 * Pairs of clocks whose sources recorded one voltage, with both curves by the stamps alone and the residual at the offset
 * that is chosen, else fitted.
 * @param proposed clocks as a proposed recipe has them, with the fits they come from
 */
export function clockPairs(
  input: AnalysisInput,
  proposed: { sync: SyncRecipe; pairs: readonly SyncPair[] },
  offsets: readonly ChosenOffset[],
): ClockPair[] {
  const unmoved = input.sources.map(({ id }) => ({ sourceId: id, offsetSeconds: 0 }));
  const bare = readClocks(input, withOffsets(proposed.sync, unmoved));
  const judged = describeSync({ input, clocks: readClocks(input, withOffsets(proposed.sync, offsets)) });
  const channelOf = (id: string | null) => input.channels.find((channel) => channel.id === id);
  const nameOf = (id: string) => input.sources.find((source) => source.id === id)?.name ?? id;
  return proposed.pairs.flatMap((fitted): ClockPair[] => {
    const reference = channelOf(fitted.referenceChannel);
    const moved = channelOf(fitted.movedChannel);
    if (!reference || !moved) return [];
    const at = judged.find((pair) => pair.moved === fitted.moved);
    const isPlaced = fitted.accepted || offsets.some(({ sourceId }) => sourceId === fitted.moved);
    return [
      {
        fitted,
        referenceName: nameOf(fitted.reference),
        movedName: nameOf(fitted.moved),
        offsetSeconds: isPlaced ? (at?.offsetSeconds ?? null) : null,
        residualVolt: isPlaced ? (at?.residualVolt ?? null) : null,
        stampResidualVolt: fitted.stampResidualVolt,
        referenceCurve: curve(reference, bare.secondsOf(reference)),
        movedCurve: curve(moved, bare.secondsOf(moved)),
      },
    ];
  });
}

/** Pure: the clocks with offsets that a person chose; one that is what it was stays as it came about. */
export function withOffsets(sync: SyncRecipe, offsets: readonly ChosenOffset[]): SyncRecipe {
  const known = (id: string) => sync.sources.find((clock) => clock.sourceId === id);
  const changed = offsets
    .filter(({ sourceId, offsetSeconds }) => known(sourceId)?.offsetSeconds !== offsetSeconds)
    .map(({ sourceId, offsetSeconds }): SourceClock => {
      const { zone = null, zeroUtcUs = null, steps = [] } = known(sourceId) ?? {};
      return {
        sourceId,
        zone,
        zeroUtcUs,
        steps,
        method: 'manual',
        offsetSeconds,
        offsetUncertaintySeconds: MANUAL_UNCERTAINTY_SECONDS,
        driftPpm: 0,
        driftFromUs: null,
      };
    });
  const kept = sync.sources.filter((clock) => !changed.some(({ sourceId }) => sourceId === clock.sourceId));
  return { ...sync, sources: [...kept, ...changed] };
}

/** Evenly thinned: a cell's voltage has no spikes that a picture must not lose. */
function curve(channel: AnalysisChannel, seconds: Float64Array): ClockPair['referenceCurve'] {
  const stride = Math.max(1, Math.ceil(seconds.length / CURVE_POINTS));
  const points = Math.ceil(seconds.length / stride);
  return {
    seconds: Float64Array.from({ length: points }, (_, i) => seconds[i * stride]),
    volt: Float64Array.from({ length: points }, (_, i) => channel.value[i * stride]),
  };
}

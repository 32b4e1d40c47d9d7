import { sourceClockSchema, type SourceClock } from '../../../shared/domain/recipe-sync.ts';

/** The clock of a source the recipe does not list: taken by its stamps. */
export function stampSourceClock(sourceId: string): SourceClock {
  return sourceClockSchema.parse({ sourceId });
}

/** Zones offered at once; typing narrows them. */
const MOST_OFFERED = 60;

/** Every zone the runtime knows, UTC first. */
const ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** `America/New_York` → `America/New York`. */
export const zoneLabel = (zone: string): string => zone.replaceAll('_', ' ');

/** Zones that hold every typed word, those whose city begins with the text first. */
export function matchingZones(search: string): string[] {
  const words = search
    .toLowerCase()
    .replaceAll('_', ' ')
    .split(/[\s/,]+/)
    .filter(Boolean);
  const label = (zone: string) => zoneLabel(zone).toLowerCase();
  const found = ZONES.filter((zone) => words.every((word) => label(zone).includes(word)));
  const beginsWith = (zone: string) =>
    label(zone)
      .split('/')
      .some((part) => words[0] !== undefined && part.startsWith(words[0]));
  return [...found.filter(beginsWith), ...found.filter((zone) => !beginsWith(zone))].slice(0, MOST_OFFERED);
}

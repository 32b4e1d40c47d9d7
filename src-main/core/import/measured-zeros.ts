import type { ReadSource } from '../readers/reader.ts';
import type { FilePreview } from './preview-file.ts';

/**
 * Starts of EC-Lab records as a Zilien file beside them measured them: `offset` of `pot_01` is when the first EC-Lab run
 * (`<name>_01_...`) began on the Zilien clock. Better than the stamps, which are off by seconds (formats.md 7).
 * @returns by position of the file, its source with the measured start
 */
export function measuredZeros(previews: readonly FilePreview[], notes: string[]): Map<number, ReadSource> {
  const zeros = new Map<number, ReadSource>();
  for (const zilien of previews.filter(
    ({ readerId, description }) => readerId === 'zilien-tsv' && description.sources.length > 0,
  )) {
    const base = zilien.input.name.replace(/\.tsv$/i, '');
    const clock = zilien.description.sources[0];
    previews.forEach(({ readerId, input, description }, file) => {
      const run = input.name.startsWith(`${base}_`) ? /^_(\d+)_/.exec(input.name.slice(base.length))?.[1] : undefined;
      const offset = Number(zilien.description.metadata[`pot_${run}.offset`] ?? Number.NaN);
      const source = description.sources[0];
      if (!readerId.startsWith('ec-lab-') || !Number.isFinite(offset) || source?.clockKind !== 'relative') return;
      const shiftUs = Math.round(offset * 1e6);
      const zeroUtcUs = clock.zeroUtcUs === null ? null : clock.zeroUtcUs + shiftUs;
      const localZeroUs = clock.localZeroUs === null ? null : clock.localZeroUs + shiftUs;
      if (zeroUtcUs === null && localZeroUs === null) return;
      const stamped =
        source.localZeroUs === null || localZeroUs === null ? undefined : (localZeroUs - source.localZeroUs) / 1e6;
      notes.push(
        `The start of ${input.name} was taken from the offset that Zilien measured${stamped === undefined ? '' : `, ${stamped.toFixed(2)} s beside its own stamp`}.`,
      );
      zeros.set(file, { ...source, zone: clock.zone, zeroUtcUs, localZeroUs });
    });
  }
  return zeros;
}

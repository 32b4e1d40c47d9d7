import { WallClockField } from '../formats/wall-clock.ts';
import type { ReadSegment } from './reader.ts';

/** What the header lines of an EC-Lab text say (formats.md 9). */
export class EcLabHeader {
  readonly metadata: Record<string, string> = {};
  /** Wall clock of the acquisition's start, to which `time/s` counts; NaN where the header does not say. */
  acquisitionUs = Number.NaN;
  readonly #loops: ReadSegment[] = [];

  line(text: string, line: number): void {
    if (line === 4 && text.trim() !== '') this.metadata.Technique = text.trim();
    const loop = /^Loop (\d+) from point number (\d+) to (\d+)/.exec(text);
    if (loop) this.#loops.push({ label: `loop ${loop[1]}`, fromRow: Number(loop[2]), toRow: Number(loop[3]) });
    const pair =
      /^\s*([A-Za-z][^:]{0,60}?)\s+:\s+(.*?)\s*$/.exec(text) ?? /^\s*([A-Za-z][^:]{0,60}?)\s*:\s*(.*?)\s*$/.exec(text);
    if (!pair || loop) return;
    this.metadata[pair[1]] ??= pair[2];
    if (pair[1] === 'Acquisition started on' && Number.isNaN(this.acquisitionUs))
      this.acquisitionUs = new WallClockField('mdy').readText(pair[2]);
    if (pair[1] === 'Device') this.metadata.Device = pair[2];
  }

  /** Loops as segments, and the last point they name. */
  loops(): { segments: ReadSegment[]; lastPoint: number | null } {
    const segments = this.#loops.filter(({ fromRow, toRow }) => toRow >= fromRow);
    return { segments, lastPoint: segments.length > 0 ? Math.max(...segments.map(({ toRow }) => toRow)) : null };
  }
}

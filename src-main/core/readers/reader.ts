import type { Channel } from '../../../shared/domain/channel.ts';
import type { SampleColumns } from '../../../shared/domain/samples.ts';
import type { Source } from '../../../shared/domain/source.ts';

/** Something a reader wants known about a file; data are never dropped without one. */
export interface ReadFinding {
  /** Stable, kebab-case. */
  code: string;
  severity: 'info' | 'warning';
  /** One sentence with the place (line, column). */
  text: string;
  channelId: string | null;
}

/** One channel of a file: times on the file's own clock, in the file's order; unusable values NaN with a bad status. */
export interface ReadChannel {
  channel: Channel;
  columns: SampleColumns;
}

/** What a file holds. */
export interface ReadFile {
  /** Clocks of the file; channels name theirs by `sourceId`. */
  sources: Source[];
  channels: ReadChannel[];
  /** Header lines as read, key to text. */
  metadata: Record<string, string>;
  findings: ReadFinding[];
}

/** One format. Readers are pure: bytes in, channels out. */
export interface Reader {
  /** Stable, kebab-case; becomes `reachedBy` of the sources. */
  readonly id: string;
  /** As a person calls it, e.g. `ixdat CSV`. */
  readonly name: string;
  /** Decides by content alone; never throws. @param head first 64 KiB of the file, or all of a smaller one */
  recognise(head: Uint8Array): boolean;
  /**
   * @param fileName name without path: some formats keep their start time only there
   * @throws AppError for anything the bytes can cause; never anything else
   */
  read(bytes: Uint8Array, fileName: string): ReadFile;
}

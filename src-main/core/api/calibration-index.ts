import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { profileSchema } from '../../../shared/domain/profile.ts';
import { writeDurably } from '../storage/durable-files.ts';
import { contentStamp } from '../storage/library-index.ts';
import { SOFTWARE_VERSION } from '../version.ts';
import type { StoredCalibration } from '../views/stored-calibration.ts';

const calibrationSchema = z.object({
  calibratedUs: z.number().nullable(),
  gases: z.array(z.object({ species: z.string(), mz: z.number(), k: z.number() })),
}) satisfies z.ZodType<StoredCalibration>;

const entrySchema = z.object({
  stamp: z.string(),
  /** The instruments it was recorded with; null of an imported run. */
  profile: profileSchema.nullable(),
  /** Null where it was not looked for yet. */
  calibration: calibrationSchema.nullable(),
});

/** Another version of the program may evaluate otherwise. */
const indexSchema = z.object({
  version: z.literal(SOFTWARE_VERSION),
  files: z.record(z.string(), entrySchema),
});

/** What is known of a run file's calibration. */
export type CalibrationEntry = Omit<z.infer<typeof entrySchema>, 'stamp'>;

/**
 * Remembers what stored runs say of their spectrometer, so that no run is evaluated twice and none while another is recorded.
 * May be deleted at any time.
 */
export class CalibrationIndex {
  readonly #path: string;
  #files: z.infer<typeof indexSchema>['files'] | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** What was found in a file, if it has not changed since. */
  get(path: string): CalibrationEntry | undefined {
    const known = this.#read()[path];
    return known && known.stamp === contentStamp(path) ? known : undefined;
  }

  /** @param stamp of the file before it was read @param kept paths that are still asked about; others are forgotten */
  set(path: string, stamp: string, entry: CalibrationEntry, kept: ReadonlySet<string>): void {
    const files = { ...this.#read(), [path]: { stamp, ...entry } };
    this.#files = Object.fromEntries(Object.entries(files).filter(([name]) => kept.has(name)));
    try {
      writeDurably(this.#path, JSON.stringify({ version: SOFTWARE_VERSION, files: this.#files }));
    } catch {
      // Without it the next program evaluates once more, and nothing else.
    }
  }

  #read(): z.infer<typeof indexSchema>['files'] {
    if (this.#files) return this.#files;
    try {
      this.#files = indexSchema.parse(JSON.parse(readFileSync(this.#path, 'utf8'))).files;
    } catch {
      // Missing, of another version or broken: it is made anew.
      this.#files = {};
    }
    return this.#files;
  }
}

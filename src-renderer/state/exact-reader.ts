import type { MethodInput, MethodOutput } from '../../shared/api/contract.ts';
import type { PlannedRow } from '../plot/plan-rows.ts';
import { REACH, type ExactValues } from '../plot/readings.ts';
import { nearest } from '../plot/curve.ts';

/** The hand has to rest this long before samples are read for the cursor. */
const REST_MS = 90;

/** What of a run is read. */
export interface ExactRun {
  runId: string;
  xKind: 'time' | 'soc';
  halfCycle: number | null;
  rows: readonly PlannedRow[];
}

/** Reads the samples nearest to the cursor, because a folded picture does not know them. */
export class ExactReader {
  readonly #read: (input: MethodInput<'view.read'>) => Promise<MethodOutput<'view.read'>>;
  readonly #done: (exact: ExactValues) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(
    read: (input: MethodInput<'view.read'>) => Promise<MethodOutput<'view.read'>>,
    done: (exact: ExactValues) => void,
  ) {
    this.#read = read;
    this.#done = done;
  }

  /** Asks for a place; undefined gives up. */
  ask(x: number | undefined, run: ExactRun): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const asked = this.#asked;
    if (x !== undefined && run.rows.length > 0) this.#timer = setTimeout(() => void this.#load(x, run, asked), REST_MS);
  }

  async #load(x: number, run: ExactRun, asked: number): Promise<void> {
    const reach = REACH[run.xKind];
    // What is drawn of a ratio may be a mean; there is no sample that would be more exact.
    const curves = run.rows.flatMap((row) => row.curves).filter((curve) => curve.request.kind === 'channel');
    try {
      const view = await this.#read({
        runId: run.runId,
        x: run.xKind,
        from: x - reach,
        to: x + reach,
        halfCycle: run.halfCycle,
        pixels: 1024,
        series: curves.map((curve) => curve.request),
      });
      if (asked !== this.#asked) return;
      const values = new Map<string, number>();
      curves.forEach((curve, index) => {
        const found = nearest(view.series[index]!, x, curve.staircase ? Number.POSITIVE_INFINITY : reach);
        if (found && found.min === found.max) values.set(curve.id, found.min);
      });
      const { socAtFrom, socAtTo } = view;
      // The range is a minute wide: its middle is the cursor.
      const socPercent = socAtFrom === null || socAtTo === null ? undefined : (socAtFrom + socAtTo) / 2;
      this.#done({ x, values, socPercent });
    } catch {
      // What is drawn stays readable; the view itself tells what is wrong with the run.
    }
  }
}

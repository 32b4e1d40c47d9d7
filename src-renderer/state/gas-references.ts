import type { MethodInput, MethodOutput } from '../../shared/api/contract.ts';
import type { PhaseView } from '../../shared/api/views.ts';
import { referenceValue, referenceWindow, type ReferenceWindow } from '../plot/gas-reference.ts';
import type { PlannedRow } from '../plot/plan-rows.ts';

/** Ratios of the gases to the carrier before the cell did anything, by channel, and the window they were read in. */
export interface ReadReferences {
  window: ReferenceWindow;
  values: ReadonlyMap<string, number>;
}

/** Reads the references of the gases of a run, once per window in which they are taken. */
export class GasReferences {
  readonly #read: (input: MethodInput<'view.read'>) => Promise<MethodOutput<'view.read'>>;
  readonly #done: (references: ReadReferences) => void;
  #windowKey = '';

  constructor(
    read: (input: MethodInput<'view.read'>) => Promise<MethodOutput<'view.read'>>,
    done: (references: ReadReferences) => void,
  ) {
    this.#read = read;
    this.#done = done;
  }

  /**
   * Reads them where the phases now say another window than last time.
   * @param newestHours place of the run's newest sample, hours; undefined while there is none
   */
  async ask(
    runId: string,
    rows: readonly PlannedRow[],
    phases: readonly PhaseView[],
    newestHours: number | undefined,
  ): Promise<void> {
    const curves = rows.find((row) => row.id === 'gases')?.curves ?? [];
    if (curves.length === 0 || newestHours === undefined) return;
    const window = referenceWindow(phases, 0, newestHours);
    const key = `${window.from}:${window.to}`;
    if (key === this.#windowKey) return;
    this.#windowKey = key;
    try {
      const view = await this.#read({
        runId,
        x: 'time',
        from: window.from,
        to: window.to,
        pixels: 4096,
        series: curves.map((curve) => curve.request),
      });
      const values = new Map<string, number>();
      curves.forEach((curve, index) => {
        const value = referenceValue(view.series[index]!);
        if (value !== undefined && value > 0) values.set(curve.channelId, value);
      });
      this.#done({ window, values });
    } catch {
      // Without a reference the row stays empty; it is asked for again with the next view.
      this.#windowKey = '';
    }
  }
}

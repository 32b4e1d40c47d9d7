import type { Receipt, SampleColumns } from '../../../shared/domain/samples.ts';
import type { ReadSink } from '../readers/reader.ts';
import type { RunFileWriter } from '../storage/run-file-contract.ts';
import type { ImportPlan, Route } from './plan-import.ts';

/** Samples written at once from a sorted channel. */
const SORTED_CHUNK = 8192;

interface Collected {
  timeUs: number[];
  value: number[];
  status: number[];
}

/** Writes what readers give into a run by the plan's routes. */
export class RunSink {
  readonly #writer: RunFileWriter;
  readonly #plan: ImportPlan;
  readonly #receipt: Receipt;
  readonly #collected = new Map<string, Collected>();
  #samples = 0;

  constructor(writer: RunFileWriter, plan: ImportPlan, receipt: Receipt) {
    this.#writer = writer;
    this.#plan = plan;
    this.#receipt = receipt;
  }

  /** The sink of one file. */
  of(file: number): ReadSink {
    const routes = new Map(
      this.#plan.routes.filter((route) => route.file === file).map((route) => [route.channelId, route]),
    );
    return {
      samples: (channelId, columns) => {
        const route = routes.get(channelId);
        if (route) this.#take(route, columns);
      },
      spectrum: () => undefined,
    };
  }

  /** Sorts and writes what was collected. @returns samples in all */
  finish(): number {
    for (const [channelId, { timeUs, value, status }] of this.#collected) {
      const order = Array.from(timeUs, (_, i) => i).sort((a, b) => timeUs[a] - timeUs[b] || a - b);
      for (let from = 0; from < order.length; from += SORTED_CHUNK) {
        const part = order.slice(from, from + SORTED_CHUNK);
        this.#append(channelId, {
          timeUs: Float64Array.from(part, (i) => timeUs[i]),
          value: Float64Array.from(part, (i) => value[i]),
          status: Uint32Array.from(part, (i) => status[i]),
        });
      }
      this.#writer.flush();
    }
    this.#collected.clear();
    return this.#samples;
  }

  #take({ target, shiftUs }: Route, { timeUs, value, status }: SampleColumns): void {
    if (this.#plan.interleaved.has(target)) {
      const into = this.#collected.get(target) ?? { timeUs: [], value: [], status: [] };
      this.#collected.set(target, into);
      for (let i = 0; i < timeUs.length; i++) {
        into.timeUs.push(timeUs[i] + shiftUs);
        into.value.push(value[i]);
        into.status.push(status[i]);
      }
      return;
    }
    this.#append(target, { timeUs: timeUs.map((us) => us + shiftUs), value: value.slice(), status: status.slice() });
  }

  #append(channelId: string, columns: SampleColumns): void {
    const serverTimeUs = new Float64Array(columns.timeUs.length).fill(Number.NaN);
    this.#writer.append([{ channelId, ...columns, serverTimeUs }], this.#receipt);
    this.#samples += columns.timeUs.length;
  }
}

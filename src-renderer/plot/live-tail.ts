import type { LiveEdge } from '../../shared/api/live.ts';
import type { Tail } from './curve.ts';

/** Samples beyond this are a sign that no view was read for long: history then has to be read again. */
const MAXIMUM_SAMPLES = 200_000;

/**
 * What arrived from memory since the last view, by channel. A view acknowledges flushes; those leave the tail, so it
 * stays as short as a view takes.
 */
export class LiveTail {
  #edges: LiveEdge[] = [];
  #samples = 0;
  #tails: Map<string, Tail> | undefined;
  #newestHours: number | undefined;

  /** Place of the newest sample seen, hours; undefined before the first. */
  get newestHours(): number | undefined {
    return this.#newestHours;
  }

  /** True when so much came that a picture needs a new view first. */
  get isOverfull(): boolean {
    return this.#samples > MAXIMUM_SAMPLES;
  }

  add(edge: LiveEdge): void {
    this.#edges.push(edge);
    for (const { hours } of edge.series) {
      this.#samples += hours.length;
      const newest = hours.at(-1);
      if (newest !== undefined && !(newest <= (this.#newestHours ?? Number.NEGATIVE_INFINITY)))
        this.#newestHours = newest;
    }
    this.#tails = undefined;
    while (this.isOverfull && this.#edges.length > 1) this.#drop(this.#edges.shift()!);
  }

  /** Forgets what a view already holds. */
  acknowledge(upToFlush: number): void {
    const kept = this.#edges.filter((edge) => edge.flush > upToFlush);
    for (const edge of this.#edges) if (edge.flush <= upToFlush) this.#drop(edge);
    this.#edges = kept;
  }

  clear(): void {
    this.#edges = [];
    this.#samples = 0;
    this.#tails = undefined;
    this.#newestHours = undefined;
  }

  /** The samples of a channel after the last view. */
  of(channelId: string): Tail | undefined {
    this.#tails ??= joined(this.#edges);
    return this.#tails.get(channelId);
  }

  #drop(edge: LiveEdge): void {
    for (const { hours } of edge.series) this.#samples -= hours.length;
    this.#tails = undefined;
  }
}

function joined(edges: readonly LiveEdge[]): Map<string, Tail> {
  const lengths = new Map<string, number>();
  for (const edge of edges)
    for (const { channelId, hours } of edge.series)
      lengths.set(channelId, (lengths.get(channelId) ?? 0) + hours.length);
  const tails = new Map<string, Tail>();
  for (const [channelId, length] of lengths)
    tails.set(channelId, { x: new Float64Array(length), value: new Float64Array(length), length: 0 });
  for (const edge of edges)
    for (const { channelId, hours, value } of edge.series) {
      const tail = tails.get(channelId)!;
      tail.x.set(hours, tail.length);
      tail.value.set(value, tail.length);
      tail.length += hours.length;
    }
  return tails;
}

/**
 * The tail of a ratio: the carrier is interpolated between its samples at the numerator's times. Before the first and
 * after the last carrier sample there is no ratio yet.
 */
export function ratioTail(numerator: Tail | undefined, carrier: Tail | undefined): Tail | undefined {
  if (!numerator || !carrier) return undefined;
  const tail: Tail = { x: new Float64Array(numerator.length), value: new Float64Array(numerator.length), length: 0 };
  let place = 0;
  for (let i = 0; i < numerator.length; i++) {
    const x = numerator.x[i]!;
    while (place + 1 < carrier.length && carrier.x[place + 1]! < x) place += 1;
    const [x0, x1] = [carrier.x[place]!, carrier.x[place + 1]!];
    if (place + 1 >= carrier.length || x < x0 || x > x1) continue;
    const share = x1 > x0 ? (x - x0) / (x1 - x0) : 0;
    const divisor = carrier.value[place]! + share * (carrier.value[place + 1]! - carrier.value[place]!);
    tail.x[tail.length] = x;
    tail.value[tail.length] = divisor === 0 ? Number.NaN : numerator.value[i]! / divisor;
    tail.length += 1;
  }
  return tail;
}

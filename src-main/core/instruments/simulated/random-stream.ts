/**
 * Random numbers that are the same everywhere: sfc32 (Doty-Humphrey) seeded from a name, so that every part of the
 * laboratory has a stream of its own and a change in one part does not shift the others.
 */

const LAYERS = 128;
const TAIL_START = 3.442619855899;
const LAYER_AREA = 9.91256303526217e-3;
const edge = new Float64Array(LAYERS + 1);
const ratio = new Float64Array(LAYERS);

// Ziggurat tables after Doornik 2005 (ZIGNOR): layer edges and the share of each layer that needs no test.
{
  let height = Math.exp(-0.5 * TAIL_START * TAIL_START);
  edge[0] = LAYER_AREA / height;
  edge[1] = TAIL_START;
  for (let i = 2; i < LAYERS; i++) {
    edge[i] = Math.sqrt(-2 * Math.log(LAYER_AREA / edge[i - 1] + height));
    height = Math.exp(-0.5 * edge[i] * edge[i]);
  }
  for (let i = 0; i < LAYERS; i++) ratio[i] = edge[i + 1] / edge[i];
}

export class RandomStream {
  readonly #state = new Int32Array(4);

  /** @param seed whole number from 0 to 2^53; @param name of the sub-stream. */
  constructor(seed: number, name: string) {
    let hash = (seed >>> 0) ^ 0x9e3779b9;
    hash = mix(hash ^ Math.floor(seed / 4_294_967_296));
    for (let i = 0; i < name.length; i++) hash = mix(hash ^ name.charCodeAt(i));
    for (let i = 0; i < 3; i++) {
      hash = mix((hash + 0x9e3779b9) | 0);
      this.#state[i] = hash;
    }
    this.#state[3] = 1;
    for (let i = 0; i < 15; i++) this.bits();
  }

  /** 32 random bits, 0 to 2^32 - 1. */
  bits(): number {
    const state = this.#state;
    const a = state[0];
    const b = state[1];
    const c = state[2];
    const counter = state[3];
    const out = (a + b + counter) | 0;
    state[3] = counter + 1;
    state[0] = b ^ (b >>> 9);
    state[1] = (c + (c << 3)) | 0;
    state[2] = (((c << 21) | (c >>> 11)) + out) | 0;
    return out >>> 0;
  }

  /** Evenly between `low` and `high`, neither included. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * ((this.bits() + 0.5) / 4_294_967_296);
  }

  /** Normal with mean 0 and standard deviation 1. */
  gaussian(): number {
    for (;;) {
      const u = (this.bits() + 0.5) / 2_147_483_648 - 1;
      const layer = this.bits() & (LAYERS - 1);
      const x = u * edge[layer];
      if (Math.abs(u) < ratio[layer]) return x;
      if (layer === 0) return this.#tail(u < 0);
      const outer = Math.exp(-0.5 * (edge[layer] * edge[layer] - x * x));
      const inner = Math.exp(-0.5 * (edge[layer + 1] * edge[layer + 1] - x * x));
      if (inner + this.uniform() * (outer - inner) < 1) return x;
    }
  }

  /** Exponential with the given mean: waiting times of rare events. */
  exponential(mean: number): number {
    return -mean * Math.log(this.uniform());
  }

  /** One of the list, all equally likely. */
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.uniform() * list.length)]!;
  }

  #tail(negative: boolean): number {
    for (;;) {
      const x = Math.log(this.uniform()) / TAIL_START;
      const y = Math.log(this.uniform());
      if (-2 * y >= x * x) return negative ? x - TAIL_START : TAIL_START - x;
    }
  }
}

/** Murmur3's finaliser: every input bit reaches every output bit. */
function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

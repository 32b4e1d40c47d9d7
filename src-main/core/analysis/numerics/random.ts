/** A stream of random numbers that is the same for the same seed on every machine. */
export interface RandomSource {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}

/**
 * sfc32 (C. Doty-Humphrey, PractRand), seeded with 128 bits of a hexadecimal hash; normals by Box and Muller.
 * @param seed hexadecimal text; its first 32 digits are used, shorter text is stretched by a plain mix.
 */
export function seededRandom(seed: string): RandomSource {
  const state = new Uint32Array(4);
  for (let i = 0; i < seed.length; i++) {
    const slot = (i >> 3) & 3;
    state[slot] = (Math.imul(state[slot], 16) + Number.parseInt(seed[i], 36)) >>> 0;
    if (i >= 32) state[slot] = Math.imul(state[slot], 0x9e3779b1) >>> 0;
  }
  const next = (): number => {
    const sum = (state[0] + state[1] + state[3]) >>> 0;
    state[3] = state[3] + 1;
    state[0] = state[1] ^ (state[1] >>> 9);
    state[1] = state[2] + (state[2] << 3);
    state[2] = ((state[2] << 21) | (state[2] >>> 11)) + sum;
    return sum;
  };
  for (let i = 0; i < 16; i++) next();
  let spare: number | undefined;
  const uniform = () => next() / 4294967296;
  return {
    uniform,
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}

import { ATOMIC_MASSES } from './atomic-masses.ts';
import { FARADAY } from './constants.ts';

/** Amount of each element per formula unit. */
export type Composition = ReadonlyMap<string, number>;

/** Raised by `parseComposition`; the message names the place. */
export class CompositionError extends Error {
  override readonly name = 'CompositionError';
}

/**
 * Reads a chemical formula such as `LiNi0.85Co0.10Mn0.05O2` or `Li(Ni0.8Mn0.2)O2`; Unicode subscripts are accepted.
 * @throws CompositionError on an unknown element, a bad number or an open bracket.
 */
export function parseComposition(formula: string): Composition {
  const text = formula.normalize('NFKC').replace(/\s+/g, '');
  if (text === '') throw new CompositionError('the formula is empty');
  const stack: Map<string, number>[] = [new Map()];
  const add = (to: Map<string, number>, element: string, amount: number) =>
    to.set(element, (to.get(element) ?? 0) + amount);
  const amountAt = (position: number): { amount: number; end: number } => {
    const match = /^\d*\.?\d+|^\d+\.?/.exec(text.slice(position));
    if (!match) return { amount: 1, end: position };
    const amount = Number(match[0]);
    if (!(amount > 0)) throw new CompositionError(`the amount "${match[0]}" in ${formula} is not above zero`);
    return { amount, end: position + match[0].length };
  };
  let position = 0;
  while (position < text.length) {
    const character = text[position]!;
    if (character === '(') {
      stack.push(new Map());
      position += 1;
    } else if (character === ')') {
      const group = stack.pop()!;
      const outer = stack.at(-1);
      if (!outer) throw new CompositionError(`a bracket closes that never opened in ${formula}`);
      const { amount, end } = amountAt(position + 1);
      for (const [element, count] of group) add(outer, element, count * amount);
      position = end;
    } else {
      const match = /^[A-Z][a-z]?/.exec(text.slice(position));
      if (!match) throw new CompositionError(`"${character}" in ${formula} is no element`);
      if (!(match[0] in ATOMIC_MASSES)) throw new CompositionError(`"${match[0]}" in ${formula} is no known element`);
      const { amount, end } = amountAt(position + match[0].length);
      add(stack.at(-1)!, match[0], amount);
      position = end;
    }
  }
  if (stack.length > 1) throw new CompositionError(`a bracket is never closed in ${formula}`);
  return stack[0]!;
}

/** Molar mass in g/mol. */
export function molarMass(composition: Composition): number {
  let sum = 0;
  for (const [element, amount] of composition) sum += ATOMIC_MASSES[element]! * amount;
  return sum;
}

/**
 * Theoretical specific capacity `q_th = n F / (3.6 M)` in mAh/g (science.md 5).
 * @param electronsPerFormula n, 1 for the full delithiation of a layered oxide.
 */
export function theoreticalCapacity(composition: Composition, electronsPerFormula = 1): number {
  return (electronsPerFormula * FARADAY) / (3.6 * molarMass(composition));
}

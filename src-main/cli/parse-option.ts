import { InvalidArgumentError } from 'commander';

/** A number above zero. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('give a number above zero.');
  return value;
}

export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('give a number.');
  return value;
}

export function nonNegativeInteger(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('give a whole number, zero or above.');
  return Number(text);
}

export function portNumber(text: string): number {
  const value = nonNegativeInteger(text);
  if (value > 65_535) throw new InvalidArgumentError('give a port from 0 to 65535.');
  return value;
}

/** A parser for numbers between two, both included. */
export function within(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = finiteNumber(text);
    if (value < least || value > most) throw new InvalidArgumentError(`give a number from ${least} to ${most}.`);
    return value;
  };
}

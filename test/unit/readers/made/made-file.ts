import type { QuestionId } from '../../../../shared/domain/import-question.ts';
import type { TableMapping } from '../../../../shared/domain/table-mapping.ts';

/** A file made by a test in the layout of a format. */
export interface MadeFile {
  name: string;
  bytes: Uint8Array;
  answers?: Partial<Record<QuestionId, string>>;
  mapping?: TableMapping;
}

export const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/** Rows by number. */
export const rowsOf = <Row>(count: number, row: (i: number) => Row): Row[] =>
  Array.from({ length: count }, (_, i) => row(i));

/** `7.250000e-010`: six decimals, three digits of exponent, as Quadera writes. */
export function exponent3(value: number, mark = '.'): string {
  return value
    .toExponential(6)
    .replace(/e([-+])(\d+)$/, (_, sign: string, digits: string) => `e${sign}${digits.padStart(3, '0')}`)
    .replace('.', mark);
}

/** `2.581600122357486E+000`, as EC-Lab writes. */
export const ecLabNumber = (value: number, digits: number, mark = '.'): string =>
  value
    .toExponential(digits)
    .replace(/e([-+])(\d+)$/, (_, sign: string, exponent: string) => `E${sign}${exponent.padStart(3, '0')}`)
    .replace('.', mark);

/** Parts of a wall clock given as if it were UTC. */
export function wallParts(wallSeconds: number): {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
} {
  const date = new Date(Math.floor(wallSeconds) * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

export const two = (value: number): string => String(value).padStart(2, '0');

/** `MM/DD/YYYY HH:MM:SS`. */
export function monthFirst(wallSeconds: number): string {
  const { year, month, day, hour, minute, second } = wallParts(wallSeconds);
  return `${two(month)}/${two(day)}/${year} ${two(hour)}:${two(minute)}:${two(second)}`;
}

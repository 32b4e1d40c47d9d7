import type { VerifyDifference } from './verification.ts';

/** Numbers recomputed elsewhere agree to this, relative (architecture: results). */
const TOLERANCE = 1e-9;
/** As many are named. */
const MOST_DIFFERENCES = 20;

/** The outcome of comparing two JSON documents. */
export interface DocumentComparison {
  differences: VerifyDifference[];
  numbers: number;
  /** Numbers that agree within 1e-9 but not to the last digit. */
  inexact: number;
}

/**
 * Compares two JSON documents value by value. Numbers may differ by 1e-9 relative: another processor or runtime rounds
 * elsewhere. @param ignored names of top-level members that say who computed, not what
 */
export function compareDocuments(
  inDocument: unknown,
  recomputed: unknown,
  ignored: readonly string[] = [],
): DocumentComparison {
  const outcome: DocumentComparison = { differences: [], numbers: 0, inexact: 0 };
  const tell = (where: string, a: unknown, b: unknown) => {
    if (outcome.differences.length < MOST_DIFFERENCES)
      outcome.differences.push({
        where: where === '' ? 'document' : where,
        inDocument: shown(a),
        recomputed: shown(b),
      });
  };
  const walk = (a: unknown, b: unknown, where: string): void => {
    if (typeof a === 'number' && typeof b === 'number') {
      outcome.numbers += 1;
      if (a === b) return;
      if (Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b))) outcome.inexact += 1;
      else tell(where, a, b);
      return;
    }
    if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length) tell(`${where}, length`, a.length, b.length);
      for (let i = 0; i < Math.min(a.length, b.length); i++) walk(a[i], b[i], joined(where, nameOf(b[i], i)));
      return;
    }
    if (isRecord(a) && isRecord(b)) {
      for (const key of new Set([...Object.keys(b), ...Object.keys(a)])) {
        if (where === '' && ignored.includes(key)) continue;
        walk(a[key], b[key], joined(where, key));
      }
      return;
    }
    if (a !== b) tell(where, a, b);
  };
  walk(inDocument, recomputed, '');
  return outcome;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const joined = (where: string, name: string): string => (where === '' ? name : `${where}, ${name}`);

/** The field's own name for a member of a list: a species, a half-cycle, a mass; its number where it has none. */
function nameOf(value: unknown, index: number): string {
  if (isRecord(value))
    for (const key of ['species', 'label', 'name', 'code', 'model', 'method', 'when', 'moved'])
      if (typeof value[key] === 'string') return value[key];
  if (isRecord(value) && typeof value.mz === 'number') return `m/z ${value.mz}`;
  return `number ${index + 1}`;
}

function shown(value: unknown): string {
  const text = value === undefined ? 'missing' : (JSON.stringify(value) ?? 'missing');
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

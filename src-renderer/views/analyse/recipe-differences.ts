import { RECIPE_STEPS, type Recipe } from '../../../shared/domain/recipe.ts';
import { MICROSECONDS_PER_HOUR } from '../../../shared/domain/time.ts';
import { formatFixed } from '../../format/numbers.ts';
import { STEP_NAMES } from './recipe-steps.ts';

/** More is not read. */
const MOST_LINES = 12;

/**
 * What changed from one recipe to another, one line each: `Baseline, spans 1 from: 2.50 h → 3.00 h`.
 * @param zeroUs zero hours on the reference clock
 */
export function recipeDifferences(before: Recipe, after: Recipe, zeroUs: number): string[] {
  const lines: string[] = [];
  for (const key of ['name', 'notes'] as const)
    if (before[key] !== after[key])
      lines.push(`${key === 'name' ? 'Name' : 'Notes'}: ${words(before[key])} → ${words(after[key])}`);
  for (const step of RECIPE_STEPS) compare(STEP_NAMES[step], [], before[step], after[step], zeroUs, lines);
  return lines.length > MOST_LINES
    ? [...lines.slice(0, MOST_LINES - 1), `and ${lines.length - MOST_LINES + 1} more`]
    : lines;
}

function compare(
  step: string,
  path: readonly string[],
  before: unknown,
  after: unknown,
  zeroUs: number,
  lines: string[],
): void {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const isDeep = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
  const isList = Array.isArray(before) && Array.isArray(after);
  const isListOfWords = isList && [...before, ...after].every((value) => !isDeep(value));
  if (isDeep(before) && isDeep(after) && Array.isArray(before) === Array.isArray(after) && !isListOfWords) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const name = Array.isArray(after) ? String(Number(key) + 1) : spaced(key);
      compare(step, [...path, name], before[key], after[key], zeroUs, lines);
    }
    return;
  }
  const place = path.length > 0 ? `${step}, ${path.join(' ')}` : step;
  const isTime = /(from|to)$/.test(path.at(-1) ?? '') && isStamp(before ?? after);
  const shown = (value: unknown) => (isTime && isStamp(value) ? hoursText(value, zeroUs) : valueText(value, zeroUs));
  if (before === undefined) lines.push(`${place}: added ${shown(after)}`);
  else if (after === undefined) lines.push(`${place}: removed ${shown(before)}`);
  else lines.push(`${place}: ${shown(before)} → ${shown(after)}`);
}

const isStamp = (value: unknown): value is number => typeof value === 'number';
const hoursText = (us: number, zeroUs: number) => `${formatFixed((us - zeroUs) / MICROSECONDS_PER_HOUR, 3)} h`;
const words = (text: string) => (text === '' ? 'none' : `"${text}"`);

/** `blockSeconds` → `block seconds`; `fromUs` → `from`. */
function spaced(key: string): string {
  return key.replace(/Us$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function valueText(value: unknown, zeroUs: number): string {
  if (value === null) return 'automatic';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  if (typeof value === 'string') return value === '' ? 'none' : value;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((one) => valueText(one, zeroUs)).join(', ');
  const { fromUs, toUs, span, label } = value as Record<'fromUs' | 'toUs' | 'span' | 'label', unknown>;
  if (isStamp(fromUs) && isStamp(toUs)) return `${hoursText(fromUs, zeroUs)} to ${hoursText(toUs, zeroUs)}`;
  if (span !== undefined) return `${typeof label === 'string' ? `${label}, ` : ''}${valueText(span, zeroUs)}`;
  return Object.entries(value as object)
    .map(([key, one]) => `${spaced(key)} ${valueText(one, zeroUs)}`)
    .join(', ');
}

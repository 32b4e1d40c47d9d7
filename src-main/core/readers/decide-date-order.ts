import { WallClockField, type DateOrder } from '../formats/wall-clock.ts';
import type { FindingLog } from './finding-log.ts';
import type { ReadQuestion } from './reader.ts';

/** What is known about a day from elsewhere, e.g. a file name. */
interface KnownDay {
  year: number;
  month: number;
  day: number;
}

export interface DateOrderDecision {
  order: DateOrder;
  /** Asked where the file does not say. */
  question: ReadQuestion | undefined;
  note(findings: FindingLog): void;
}

/**
 * Whether dates are month-first or day-first: points mean day-first, AM or PM month-first, a number above 12 or a day
 * known from elsewhere decides, else it is asked and day-first assumed.
 * @param dates texts that start with a date
 */
export function decideDateOrder(
  dates: readonly (string | undefined)[],
  hints: { answer?: string; known: KnownDay | null },
): DateOrderDecision {
  const decided = (order: DateOrder): DateOrderDecision => ({ order, question: undefined, note: () => undefined });
  const given = dates.filter((date) => date !== undefined && /^\d{1,2}[./-]\d{1,2}[./-]\d{4}/.test(date)) as string[];
  if (hints.answer === 'mdy' || hints.answer === 'dmy') return decided(hints.answer);
  if (given.length === 0) return decided('mdy');
  if (given.some((date) => /^\d{1,2}\.\d{1,2}\./.test(date))) return decided('dmy');
  if (given.some((date) => /[AP]M\s*$/i.test(date))) return decided('mdy');
  for (const date of given) {
    const [first, second] = date.split(/[/-]/).map(Number);
    if (first > 12) return decided('dmy');
    if (second > 12) return decided('mdy');
  }
  if (hints.known) {
    const { year, month, day } = hints.known;
    const wanted = Date.UTC(year, month - 1, day) * 1000;
    const distance = (order: DateOrder) => Math.abs(new WallClockField(order).readText(given[0]) - wanted);
    const near = (['dmy', 'mdy'] as const).filter((order) => distance(order) < 2 * 86_400e6);
    if (near.length === 1) return decided(near[0]);
    if (near.length === 2 && distance('dmy') === distance('mdy')) return decided('dmy');
  }
  return {
    order: 'dmy',
    question: {
      id: 'date-order',
      sentence: `Is "${given[0].slice(0, 20)}" day first or month first?`,
      choices: ['dmy', 'mdy'],
      assumed: 'dmy',
    },
    note: (findings) =>
      findings.warn(
        'ambiguous-date',
        `The date "${given[0].slice(0, 20)}" can be read day first or month first; day first was taken.`,
        'Give the order of the date when importing.',
      ),
  };
}

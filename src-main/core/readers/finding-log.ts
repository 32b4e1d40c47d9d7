import type { ReadFinding } from './reader.ts';

interface Entry {
  finding: Omit<ReadFinding, 'count' | 'sentence'>;
  sentence: string;
  count: number;
}

/** Sub-kinds of one code kept apart (one per column, say) before they are only counted together. */
const MOST_ENTRIES = 200;

/** Gathers findings; the same one met again is counted, not repeated. */
export class FindingLog {
  readonly #entries = new Map<string, Entry>();

  warn(code: string, sentence: string, next: string, place: { line?: number; channelId?: string; key?: string } = {}) {
    this.#add('warning', code, sentence, next, place);
  }

  info(code: string, sentence: string, next: string, place: { line?: number; channelId?: string; key?: string } = {}) {
    this.#add('info', code, sentence, next, place);
  }

  has(code: string): boolean {
    return [...this.#entries.values()].some((entry) => entry.finding.code === code);
  }

  all(): ReadFinding[] {
    return [...this.#entries.values()].map(({ finding, sentence, count }) => ({
      ...finding,
      count,
      sentence: count === 1 ? sentence : `${sentence.replace(/\.$/, '')}; ${count} times in all.`,
    }));
  }

  #add(
    severity: ReadFinding['severity'],
    code: string,
    sentence: string,
    next: string,
    place: { line?: number; channelId?: string; key?: string },
  ): void {
    const wanted = `${code} ${place.key ?? place.channelId ?? ''}`;
    const key = this.#entries.has(wanted) || this.#entries.size < MOST_ENTRIES ? wanted : `${code} rest`;
    const entry = this.#entries.get(key);
    if (entry) {
      entry.count += 1;
      return;
    }
    const { line = null, channelId = null } = place;
    this.#entries.set(key, { finding: { code, severity, next, line, channelId }, sentence, count: 1 });
  }
}

import type { AlertBoard } from '../acquisition/alert-board.ts';
import type { UnreadableRecord } from '../storage/records.ts';

/** Keeps a standing alert for every file of a folder that cannot be understood; a file that was mended clears it. */
export class UnreadableAlerts {
  #board: AlertBoard;
  #prefix: string;
  #standing = new Set<string>();

  /** @param kind one word, e.g. `sample` */
  constructor(board: AlertBoard, kind: string) {
    this.#board = board;
    this.#prefix = `unreadable-${kind}:`;
  }

  follow(unreadable: readonly UnreadableRecord[], utcUs: number): void {
    const found = new Set(unreadable.map(({ fileName }) => this.#prefix + fileName));
    for (const id of this.#standing) if (!found.has(id)) this.#board.clear(id);
    this.#standing = found;
    for (const { fileName, problem } of unreadable)
      this.#board.raise({
        id: this.#prefix + fileName,
        severity: 'warning',
        sentence: `${problem.happened} ${problem.safe}`,
        next: problem.next,
        sinceUs: utcUs,
      });
  }
}

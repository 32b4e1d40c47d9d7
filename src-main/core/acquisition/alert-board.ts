import type { Alert } from '../../../shared/api/alerts.ts';

/** Standing alerts by id: raised while their cause lasts, cleared with it. */
export class AlertBoard {
  #alerts = new Map<string, Alert>();
  #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Raises or rewords an alert; one that was seen stays seen unless it became more severe. */
  raise(alert: Omit<Alert, 'seen'>): void {
    const standing = this.#alerts.get(alert.id);
    if (standing?.sentence === alert.sentence && standing.severity === alert.severity && standing.next === alert.next)
      return;
    const seen = standing !== undefined && standing.seen && standing.severity === alert.severity;
    this.#alerts.set(alert.id, { ...alert, sinceUs: standing?.sinceUs ?? alert.sinceUs, seen });
    this.#changed();
  }

  clear(id: string): void {
    if (this.#alerts.delete(id)) this.#changed();
  }

  markSeen(ids: string[]): void {
    for (const id of ids) {
      const alert = this.#alerts.get(id);
      if (alert) this.#alerts.set(id, { ...alert, seen: true });
    }
    this.#changed();
  }

  /** Most severe first, then oldest first. */
  list(): Alert[] {
    const rank = { alarm: 0, warning: 1, info: 2 };
    return [...this.#alerts.values()].sort(
      (a, b) => rank[a.severity] - rank[b.severity] || a.sinceUs - b.sinceUs || a.id.localeCompare(b.id),
    );
  }
}

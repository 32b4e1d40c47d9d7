import type { Alert } from '../../shared/api/alerts.ts';
import { core } from './core.svelte.ts';

const RANK = { alarm: 0, warning: 1, info: 2 };

/** Standing alerts, worst and newest first. */
class Alerts {
  all = $state.raw<readonly Alert[]>([]);
  sorted = $derived(this.all.toSorted((a, b) => RANK[a.severity] - RANK[b.severity] || b.sinceUs - a.sinceUs));
  unseen = $derived(this.all.filter((alert) => !alert.seen && alert.severity !== 'info').length);
  worst = $derived(this.sorted[0]?.severity);

  constructor() {
    core.on('alerts.changed', ({ alerts }) => (this.all = alerts));
  }

  async load(): Promise<void> {
    this.all = (await core.call('alerts.list', {})).alerts;
  }

  async markSeen(ids: string[]): Promise<void> {
    await core.call('alerts.seen', { ids });
    this.all = this.all.map((alert) => (ids.includes(alert.id) ? { ...alert, seen: true } : alert));
  }
}

export const alerts = new Alerts();

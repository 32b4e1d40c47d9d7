import type { LabRecord } from '../../shared/api/contract.ts';
import type { GasBottle, Setup } from '../../shared/domain/gases.ts';
import type { Sample } from '../../shared/domain/sample.ts';
import type { TableMapping } from '../../shared/domain/table-mapping.ts';
import type { SavedFigure } from '../../shared/figure/saved-figure.ts';
import { core } from './core.svelte.ts';

/** Samples, set-ups and gas bottles that runs reuse, mappings that imports reuse, designs of figures. */
class Records {
  all = $state.raw<readonly LabRecord[]>([]);
  samples = $derived(this.all.flatMap((entry): Sample[] => (entry.kind === 'sample' ? [entry.record] : [])));
  setups = $derived(this.all.flatMap((entry): Setup[] => (entry.kind === 'setup' ? [entry.record] : [])));
  gases = $derived(this.all.flatMap((entry): GasBottle[] => (entry.kind === 'gas' ? [entry.record] : [])));
  figures = $derived(this.all.flatMap((entry): SavedFigure[] => (entry.kind === 'figure' ? [entry.record] : [])));

  mappings = $derived(this.all.flatMap((entry): TableMapping[] => (entry.kind === 'mapping' ? [entry.record] : [])));

  async load(): Promise<void> {
    this.all = (await core.call('records.list', {})).records;
  }

  async save(entry: LabRecord): Promise<void> {
    await core.call('records.save', entry);
    await this.load();
  }

  async remove(kind: LabRecord['kind'], name: string): Promise<void> {
    await core.call('records.remove', { kind, name });
    await this.load();
  }
}

export const records = new Records();

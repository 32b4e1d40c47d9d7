import { join } from 'node:path';
import { RECORD_KINDS, type LabRecord } from '../../../shared/api/contract.ts';
import type { HostClock } from '../../../shared/domain/clock.ts';
import { gasBottleSchema, setupSchema } from '../../../shared/domain/gases.ts';
import { tableMappingSchema } from '../../../shared/domain/table-mapping.ts';
import { sampleSchema } from '../../../shared/domain/sample.ts';
import { savedFigureSchema } from '../../../shared/figure/saved-figure.ts';
import type { AlertBoard } from '../acquisition/alert-board.ts';
import { RecordFolder } from '../storage/records.ts';
import type { RecordStore } from './stores.ts';
import { UnreadableAlerts } from './unreadable-alerts.ts';

/** Samples, set-ups and gas bottles that runs share, mappings of tables that imports share, designs of figures. */
export function labRecords(recordsFolder: string, board: AlertBoard, clock: HostClock): RecordStore {
  const sample = new RecordFolder(join(recordsFolder, 'sample'), sampleSchema, 'sample');
  const setup = new RecordFolder(join(recordsFolder, 'setup'), setupSchema, 'set-up');
  const gas = new RecordFolder(join(recordsFolder, 'gas'), gasBottleSchema, 'gas bottle');
  const mapping = new RecordFolder(join(recordsFolder, 'mapping'), tableMappingSchema, 'mapping');
  const figure = new RecordFolder(join(recordsFolder, 'figure'), savedFigureSchema, 'figure design');
  const folders = { sample, setup, gas, mapping, figure };
  const alerts = {
    sample: new UnreadableAlerts(board, 'sample'),
    setup: new UnreadableAlerts(board, 'setup'),
    gas: new UnreadableAlerts(board, 'gas'),
    mapping: new UnreadableAlerts(board, 'mapping'),
    figure: new UnreadableAlerts(board, 'figure'),
  };
  return {
    list() {
      const listed = {
        sample: sample.list(),
        setup: setup.list(),
        gas: gas.list(),
        mapping: mapping.list(),
        figure: figure.list(),
      };
      for (const kind of RECORD_KINDS) alerts[kind].follow(listed[kind].unreadable, clock.utcUs());
      return [
        ...listed.sample.records.map((record): LabRecord => ({ kind: 'sample', record })),
        ...listed.setup.records.map((record): LabRecord => ({ kind: 'setup', record })),
        ...listed.gas.records.map((record): LabRecord => ({ kind: 'gas', record })),
        ...listed.mapping.records.map((record): LabRecord => ({ kind: 'mapping', record })),
        ...listed.figure.records.map((record): LabRecord => ({ kind: 'figure', record })),
      ];
    },
    save(entry) {
      if (entry.kind === 'sample') sample.put(entry.record);
      else if (entry.kind === 'setup') setup.put(entry.record);
      else if (entry.kind === 'gas') gas.put(entry.record);
      else if (entry.kind === 'mapping') mapping.put(entry.record);
      else figure.put(entry.record);
    },
    remove: (kind, name) => folders[kind].remove(name),
  };
}

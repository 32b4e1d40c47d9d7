import { join } from 'node:path';
import type { LabRecord } from '../../../shared/api/contract.ts';
import type { HostClock } from '../../../shared/domain/clock.ts';
import { gasBottleSchema, setupSchema } from '../../../shared/domain/gases.ts';
import { sampleSchema } from '../../../shared/domain/sample.ts';
import type { AlertBoard } from '../acquisition/alert-board.ts';
import { RecordFolder } from '../storage/records.ts';
import type { RecordStore } from './stores.ts';
import { UnreadableAlerts } from './unreadable-alerts.ts';

/** Samples, set-ups and gas bottles that runs share. */
export function labRecords(recordsFolder: string, board: AlertBoard, clock: HostClock): RecordStore {
  const sample = new RecordFolder(join(recordsFolder, 'sample'), sampleSchema, 'sample');
  const setup = new RecordFolder(join(recordsFolder, 'setup'), setupSchema, 'set-up');
  const gas = new RecordFolder(join(recordsFolder, 'gas'), gasBottleSchema, 'gas bottle');
  const folders = { sample, setup, gas };
  const alerts = {
    sample: new UnreadableAlerts(board, 'sample'),
    setup: new UnreadableAlerts(board, 'setup'),
    gas: new UnreadableAlerts(board, 'gas'),
  };
  return {
    list() {
      const listed = { sample: sample.list(), setup: setup.list(), gas: gas.list() };
      for (const kind of ['sample', 'setup', 'gas'] as const)
        alerts[kind].follow(listed[kind].unreadable, clock.utcUs());
      return [
        ...listed.sample.records.map((record): LabRecord => ({ kind: 'sample', record })),
        ...listed.setup.records.map((record): LabRecord => ({ kind: 'setup', record })),
        ...listed.gas.records.map((record): LabRecord => ({ kind: 'gas', record })),
      ];
    },
    save(entry) {
      if (entry.kind === 'sample') sample.put(entry.record);
      else if (entry.kind === 'setup') setup.put(entry.record);
      else gas.put(entry.record);
    },
    remove: (kind, name) => folders[kind].remove(name),
  };
}

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { systemHostClock } from '../../shared/domain/clock.ts';
import { runWorkThread } from './api/run-work-thread.ts';
import type { PackageWork } from './package-worker.ts';
import type { StartBinaryTables } from './report/export/export-file.ts';
import { offerTables } from './report/package/table-port.ts';

/**
 * Has the tables of a data package that are not text made by a second thread; undefined where the program is not bundled
 * and there is none to start.
 */
export function packageThread(): StartBinaryTables | undefined {
  const url = new URL('./package-worker.mjs', import.meta.url);
  if (!existsSync(fileURLToPath(url))) return undefined;
  return (folder, signal) => {
    const { port1, port2 } = new MessageChannel();
    const there = new Set<string>();
    const waiting = new Map<string, () => void>();
    const ended = runWorkThread<PackageWork, void>(
      { url, name: 'package', clock: systemHostClock() },
      { folder, tables: port2 },
      { signal, progress: () => {} },
      [port2],
    ).finally(() => port1.close());
    // Told to whoever waits for a file; until then nobody does.
    ended.catch(() => {});
    return {
      give: (supply) =>
        offerTables(port1, supply, (path) => {
          there.add(path);
          waiting.get(path)?.();
        }),
      made: (path) =>
        there.has(path)
          ? Promise.resolve()
          : Promise.race([ended, new Promise<void>((done) => waiting.set(path, done))]),
      ended,
    };
  };
}

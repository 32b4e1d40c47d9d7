import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemHostClock } from '../../shared/domain/clock.ts';
import type { Recipe } from '../../shared/domain/recipe.ts';
import { runWorkThread } from './api/run-work-thread.ts';
import type { PackageWork } from './package-worker.ts';
import type { BinaryTablesMaker } from './report/export/export-file.ts';

/**
 * Has the tables of a package of the run at `path` that are not text made by a second thread; undefined where the program
 * is not bundled and there is none to start. @param recipe null for the run's own
 */
export function packageThread(path: string, recipe: Recipe | null): BinaryTablesMaker | undefined {
  const url = new URL('./package-worker.mjs', import.meta.url);
  if (!existsSync(fileURLToPath(url))) return undefined;
  return (folder, signal) =>
    runWorkThread<PackageWork, string>(
      { url, name: 'package', clock: systemHostClock() },
      { run: path, recipe, folder },
      { signal, progress: () => {} },
    );
}

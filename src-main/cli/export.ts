import { basename, join } from 'node:path';
import { exportCsv } from '../core/report/csv-export.ts';
import { openRunFile } from '../core/storage/open-run-file.ts';
import { terminal } from './command.ts';

/** `opendems export --csv`: Ctrl+C cancels and leaves no half folder. */
export function exportRuns(files: string[], options: { every: number; output: string }): void {
  for (const file of files) {
    const folder = files.length === 1 ? options.output : join(options.output, basename(file).replace(/\.dems$/i, ''));
    const reader = openRunFile(file);
    try {
      const written = exportCsv(reader, folder, { everySeconds: options.every });
      terminal.note(`${written.length} files in ${folder}`);
    } finally {
      reader.close();
    }
  }
}

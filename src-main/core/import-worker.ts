import type { ImportChoices, ImportPreview, ReadingChoices } from '../../shared/api/import.ts';
import { importRun } from './import/import-run.ts';
import { previewImport } from './import/preview-import.ts';
import { diskFile } from './readers/read-input.ts';
import { serveWork, type WorkControl } from './work-thread.ts';

/** Where a person's file lies and what they call it. */
interface NamedFile {
  path: string;
  name: string;
}

export type ImportWork =
  | { kind: 'preview'; files: NamedFile[]; choices: ReadingChoices }
  | { kind: 'import'; files: NamedFile[]; choices: ImportChoices; output: string };

/** Thread entry: looks at files of other software, or makes a run of them. */
async function work(task: ImportWork, { signal, progress }: WorkControl): Promise<ImportPreview | { runId: string }> {
  const inputs = await Promise.all(task.files.map(({ path, name }) => diskFile(path, name)));
  if (task.kind === 'preview')
    return previewImport(inputs, task.choices, {
      signal,
      onProgress: (bytes, name) => progress(bytes, undefined, `Looking at ${name}`),
    });
  const { choices, output } = task;
  const { runId } = await importRun(inputs, {
    ...choices,
    zone: choices.zone ?? undefined,
    sample: choices.sample ?? undefined,
    output,
    signal,
    onProgress: progress,
  });
  return { runId };
}

void serveWork(work);

import { QUESTION_IDS, type QuestionId } from '../../shared/domain/import-question.ts';
import { statSync } from 'node:fs';
import { AppError } from '../../shared/api/errors.ts';
import { sampleSchema } from '../../shared/domain/sample.ts';
import { importRun, type ImportResult } from '../core/import/import-run.ts';
import { diskFile } from '../core/readers/read-input.ts';
import { tableMappingSchema } from '../../shared/domain/table-mapping.ts';
import { printJson, terminal } from './command.ts';
import { formatBytes } from './format.ts';
import { refuseExisting } from './output-file.ts';
import { readDocument } from './read-document.ts';

export interface ImportCommandOptions {
  output: string;
  zone?: string;
  mapping?: string;
  answer?: string[];
  name?: string;
  sample?: string;
  /** Milligrams. */
  mass?: number;
  electrodeOffset?: number;
  invertCurrent?: boolean;
  json?: boolean;
}

/** `opendems import`: files of other software become one run. */
export async function importFiles(files: string[], options: ImportCommandOptions): Promise<void> {
  refuseExisting(options.output);
  const started = performance.now();
  const inputs = [];
  for (const file of files) inputs.push(await diskFile(file));
  const result = await importRun(inputs, {
    output: options.output,
    zone: options.zone,
    answers: answersOf(options.answer ?? []),
    mapping: options.mapping === undefined ? undefined : readDocument(options.mapping, tableMappingSchema, 'mapping'),
    name: options.name,
    sample: options.sample === undefined ? undefined : readDocument(options.sample, sampleSchema, 'sample'),
    activeMassMilligram: options.mass,
    referenceOffsetVolt: options.electrodeOffset,
    invertCurrent: options.invertCurrent,
  });
  const bytes = statSync(options.output).size;
  if (options.json) {
    printJson(documentOf(result));
    return;
  }
  printSummary(result);
  const seconds = (performance.now() - started) / 1000;
  terminal.note(`${result.samples} samples, ${formatBytes(bytes)} in ${seconds.toFixed(2)} s: ${options.output}`);
}

/** Answers given as `id=value`. @throws AppError */
function answersOf(texts: readonly string[]): Partial<Record<QuestionId, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const [id, ...value] = text.split('=');
      if (value.length > 0 && (QUESTION_IDS as readonly string[]).includes(id)) return [id, value.join('=')];
      throw new AppError({
        code: 'bad-answer',
        happened: `"${text}" answers no question.`,
        safe: 'Nothing was written.',
        next: `Give id=value with one of: ${QUESTION_IDS.join(', ')}.`,
      });
    }),
  );
}

function documentOf({ path, runId, name, samples, previews, plan, questions }: ImportResult) {
  return {
    file: path,
    runId,
    name,
    samples,
    files: previews.map(({ input, readerId, readerName, reason, sha256, description }) => ({
      name: input.name,
      format: readerId,
      formatName: readerName,
      reason,
      bytes: input.size,
      sha256,
      rows: description.rows,
      metadata: description.metadata,
      findings: description.findings,
    })),
    sources: plan.sources,
    channels: plan.channels,
    notes: plan.notes,
    questions,
  };
}

function printSummary({ previews, plan, questions }: ImportResult): void {
  const print = terminal.print;
  for (const { input, readerName, description } of previews) {
    print(`${input.name}: ${readerName}, ${description.rows} rows`);
    for (const { severity, sentence, next } of description.findings) print(`  ${severity}: ${sentence} ${next}`);
  }
  for (const note of plan.notes) print(note);
  for (const { id, sentence, choices, assumed } of questions) {
    const how = id === 'zone' ? '--zone ZONE' : `--answer ${id}=${choices.join('|') || 'VALUE'}`;
    print(`Not answered: ${sentence} (${how}${assumed === null ? '' : `; taken: ${assumed}`})`);
  }
}

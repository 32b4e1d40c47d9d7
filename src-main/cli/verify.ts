import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { AppError } from '../../shared/api/errors.ts';
import { storedSettings } from '../core/report/report-context.ts';
import { documentReaderFor } from '../core/report/verify/document-readers.ts';
import { hashOfRun, RunFinder } from '../core/report/verify/find-run.ts';
import type { DocumentReader, Verification } from '../core/report/verify/verification.ts';
import { verifyDocument } from '../core/report/verify/verify-document.ts';
import { homeFolder, homeFolders } from '../core/storage/home.ts';
import { openRunFile } from '../core/storage/open-run-file.ts';
import { printJson, terminal } from './command.ts';

/** `opendems verify`: exit status 1 when anything is damaged or differs. */
export async function verify(file: string, options: { json?: boolean; run?: string[] }): Promise<void> {
  const reader = documentReaderFor(file);
  if (extname(file).toLowerCase() === '.zip') await verifyZip(file, options);
  else if (reader) await verifyFile(file, reader, options);
  else verifyRun(file, options);
}

/** A document that carries results: recomputes them. */
async function verifyFile(
  file: string,
  read: DocumentReader,
  { json, run }: { json?: boolean; run?: string[] },
): Promise<void> {
  if (!existsSync(file))
    throw new AppError({
      code: 'file-not-found',
      happened: `There is no file ${file}.`,
      safe: 'Nothing was changed.',
      next: 'Name a report that exists.',
    });
  const home = homeFolder();
  const library = storedSettings(home).libraryFolder ?? homeFolders(home).library;
  const document = await read(readFileSync(file), file);
  tellVerification(file, await verifyDocument(document, file, new RunFinder(file, run ?? [], library)), json);
}

/** A data package carries its samples: it is checked by itself. */
async function verifyZip(file: string, { json, run }: { json?: boolean; run?: string[] }): Promise<void> {
  const { verifyPackage } = await import('../core/report/package/verify-package.ts');
  const given = run?.[0];
  tellVerification(file, await verifyPackage(file, given === undefined ? undefined : hashOfRun(given)), json);
}

/** Prints what was found; whatever differs is a failure. @throws AppError `document-differs` */
function tellVerification(file: string, verification: Verification, json: boolean | undefined): void {
  if (json) printJson(verification);
  else printVerification(verification);
  if (verification.equal) return;
  const [first] = verification.differences;
  throw new AppError({
    code: 'document-differs',
    happened: `${file} is not what the run gives: ${first!.where} is ${first!.inDocument} in the document and ${first!.recomputed} recomputed.`,
    safe: 'Nothing was changed.',
    next: 'Ask for the original document and the run file; one of them was changed or damaged, or they do not belong together.',
  });
}

function printVerification({ kind, equal, runs, differences, notes, softwareVersion }: Verification): void {
  for (const run of runs) {
    terminal.print(`${run.name}: ${run.numbersCompared} numbers compared with ${run.runFile}`);
    terminal.print(`  rawSha256    ${run.rawSha256}`);
    terminal.print(`  recipeSha256 ${run.recipeSha256}`);
  }
  for (const { where, inDocument, recomputed } of differences)
    terminal.print(`differs: ${where}: ${inDocument} in the document, ${recomputed} recomputed`);
  for (const note of notes) terminal.print(`note: ${note}`);
  if (equal) terminal.print(`Equal: this ${kind} is what version ${softwareVersion} gives.`);
}

/** A run file: every block against its checksum. */
function verifyRun(file: string, options: { json?: boolean }): void {
  const reader = openRunFile(file);
  try {
    const findings = reader.verify();
    const samples = reader.channels().reduce((sum, summary) => sum + summary.samples, 0);
    const damaged = findings.some((finding) => finding.severity === 'alarm');
    const rawSha256 = damaged ? null : reader.rawSha256();
    if (options.json) printJson({ file, samples, rawSha256, openEnded: reader.isOpenEnded(), findings });
    else {
      for (const finding of findings) terminal.print(`${finding.severity}: ${finding.text}`);
      if (!damaged) {
        terminal.print(`${samples} samples in ${reader.channels().length} channels, every checksum matches.`);
        terminal.print(`rawSha256 ${rawSha256}`);
        terminal.print('This finds rot. Tampering is found by comparing rawSha256 with a published one.');
      }
    }
    if (damaged)
      throw new AppError({
        code: 'file-damaged',
        happened: `${findings.length} ${findings.length === 1 ? 'thing is' : 'things are'} wrong with ${file}.`,
        safe: 'The file was not changed; undamaged blocks can still be read and exported.',
        next: 'Restore the file from a copy; compare its rawSha256 with the report’s.',
      });
  } finally {
    reader.close();
  }
}

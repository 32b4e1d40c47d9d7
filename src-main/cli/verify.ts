import { AppError } from '../../shared/api/errors.ts';
import { openRunFile } from '../core/storage/open-run-file.ts';
import { printJson, terminal } from './command.ts';

/** `opendems verify`: exit status 1 when anything is damaged. */
export function verify(file: string, options: { json?: boolean }): void {
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

import { spawnSync } from 'node:child_process';
import { skipForSystemPackage } from './skips.ts';

/** True, aloud, where Debian's poppler-utils are missing: nothing else here reads a PDF. */
export const skipWithoutPoppler = (): boolean =>
  skipForSystemPackage('poppler-utils (pdftotext and its kin read the PDF)', ['pdftotext', '-v']);

function run(program: string, args: string[]): string {
  const result = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64e6 });
  if (result.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
}

/** Text of a PDF as it stands on its pages, one string per page. */
export const pdfPages = (path: string): string[] => run('pdftotext', ['-layout', path, '-']).split('\f').slice(0, -1);

/** What `pdfinfo` says, by name. */
export const pdfInfo = (path: string): Record<string, string> =>
  Object.fromEntries(
    run('pdfinfo', [path])
      .split('\n')
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );

/** Names of the fonts and whether each is embedded. */
export const pdfFonts = (path: string): { name: string; isEmbedded: boolean }[] =>
  run('pdffonts', [path])
    .trimEnd()
    .split('\n')
    .slice(2)
    .map((line) => {
      const [name = '', ...rest] = line.split(/\s{2,}|\s(?=yes|no)/).map((word) => word.trim());
      return { name: name.split(/\s/)[0]!, isEmbedded: rest.includes('yes') };
    });

/** Names of the files inside. */
export const pdfAttachments = (path: string): string[] =>
  [...run('pdfdetach', ['-list', path]).matchAll(/^\d+: (.*)$/gm)].map(([, name]) => name!);

/** Writes a file from inside a PDF to a path. */
export function detachFile(path: string, name: string, to: string): void {
  run('pdfdetach', ['-savefile', name, '-o', to, path]);
}

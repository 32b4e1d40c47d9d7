import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from './private-file.ts';

/** How `opendems open` reaches a web host that runs: readable by the same user only. */
export interface ControlFile {
  port: number;
  secret: string;
  processId: number;
}

const NAME = /^serve-(\d+)\.json$/;

export function writeControlFile(launchFolder: string, content: ControlFile): void {
  writePrivateFile(join(launchFolder, `serve-${content.port}.json`), JSON.stringify(content));
}

export function removeControlFile(launchFolder: string, port: number): void {
  rmSync(join(launchFolder, `serve-${port}.json`), { force: true });
  rmSync(join(launchFolder, `open-${port}.html`), { force: true });
}

/** Web hosts that run, or ran and were killed; a file that is not whole is passed over. */
export function readControlFiles(launchFolder: string): ControlFile[] {
  let names: string[];
  try {
    names = readdirSync(launchFolder);
  } catch {
    return [];
  }
  return names.filter((name) => NAME.test(name)).flatMap((name) => parsed(join(launchFolder, name)));
}

function parsed(path: string): ControlFile[] {
  try {
    const content = JSON.parse(readFileSync(path, 'utf8')) as Partial<ControlFile>;
    const { port, secret, processId } = content;
    const isWhole = Number.isInteger(port) && typeof secret === 'string' && Number.isInteger(processId);
    return isWhole ? [{ port, secret, processId } as ControlFile] : [];
  } catch {
    return [];
  }
}

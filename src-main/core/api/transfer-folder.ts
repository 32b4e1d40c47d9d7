import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Folder of this process for files on their way between person and core; what processes that are gone left in their own
 * is removed. Made on need by its users.
 */
export function transferFolder(home: string): string {
  const folder = join(home, 'transfer');
  for (const name of namesIn(folder))
    if (!isAlive(Number(name)) || Number(name) === process.pid)
      rmSync(join(folder, name), { recursive: true, force: true });
  return join(folder, String(process.pid));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

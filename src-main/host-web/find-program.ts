import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Full path of a program on the path, or undefined. */
export function findProgram(name: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

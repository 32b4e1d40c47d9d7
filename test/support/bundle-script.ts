import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * A TypeScript file as one that plain Node can start, as a process or a worker. It lies inside node_modules, where the
 * native engine is found.
 */
export function bundleScript(path: string): string {
  const folder = join(ROOT, 'node_modules', '.cache', 'opendems-test-scripts');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${basename(path, '.ts')}-${process.pid}.mjs`);
  buildSync({
    entryPoints: [path],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.18',
    external: ['libsql'],
    logLevel: 'error',
  });
  return outfile;
}

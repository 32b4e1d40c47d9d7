import { mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache/opendems-test-bundles');

/**
 * Bundles one entry of ours so that a thread of Node can run it; packages stay outside and are found in `node_modules`.
 * @param path relative to the project's root
 * @returns where the bundle is
 */
export async function bundleEntry(path: string): Promise<URL> {
  mkdirSync(CACHE, { recursive: true });
  const name = basename(path).replace(/\.ts$/, '');
  const own = join(CACHE, `${name}-${process.pid}.mjs`);
  await build({
    absWorkingDir: ROOT,
    entryPoints: [path],
    outfile: own,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.18',
    packages: 'external',
    logLevel: 'error',
  });
  // Swapped in whole: another test process may be starting the same one.
  const outfile = join(CACHE, `${name}.mjs`);
  renameSync(own, outfile);
  return pathToFileURL(outfile);
}

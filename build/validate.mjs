/** Bundles and runs the validation campaign: `npm run validate [-- --runs N --class NAME --seeds tune|gate ...]`. */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, 'node_modules', '.cache', 'opendems-validate');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
mkdirSync(cache, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: { main: 'test/validate/main.ts', worker: 'test/validate/worker.ts' },
  outdir: cache,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node20.18',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
const result = spawnSync(process.execPath, [join(cache, 'main.mjs'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, OPENDEMS_VALIDATE_CACHE: cache, OPENDEMS_VERSION: version },
});
process.exitCode = result.status ?? 1;

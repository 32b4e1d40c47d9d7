/**
 * Builds the program: `node build/build.mjs [--main-only]`.
 * Everything of ours and node-opcua is bundled as ESM, because Electron cannot load node-opcua unbundled
 * (docs/decisions/0002-toolchain.md); libsql stays outside, it is a native binary.
 */
import { build } from 'esbuild';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, 'dist', 'main');
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What every bundled ES module needs because some dependencies are CommonJS inside. */
const commonJsBanner = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url);',
  "const __dirname = __fileURLToPath(new URL('.', import.meta.url));",
].join('\n');

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20.18',
  sourcemap: true,
  logLevel: 'warning',
  external: ['electron', 'libsql'],
  define: { __OPENDEMS_VERSION__: JSON.stringify(packageJson.version) },
};

const entries = {
  opendems: 'src-main/cli/opendems.ts',
  'core-process': 'src-main/core/core-process.ts',
  'view-worker': 'src-main/core/views/view-worker.ts',
  'lab-worker': 'src-main/core/instruments/simulated/lab-worker.ts',
  electron: 'src-main/host-electron/main.ts',
};
const preload = 'src-main/host-electron/preload.ts';

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const present = Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(join(root, path))));
await build({
  ...shared,
  absWorkingDir: root,
  entryPoints: present,
  outdir: out,
  format: 'esm',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  outExtension: { '.js': '.mjs' },
  banner: { js: commonJsBanner },
});
if (existsSync(join(root, preload)))
  await build({
    ...shared,
    absWorkingDir: root,
    entryPoints: [preload],
    outfile: join(out, 'preload.cjs'),
    format: 'cjs',
  });

// node-opcua looks for its address space in ../nodesets of the file that asks for it: a chunk or an entry.
const nodesets = join(dirname(createRequire(import.meta.url).resolve('node-opcua-nodesets')), '..');
for (const folder of [out, dirname(out)])
  for (const name of ['Opc.Ua.NodeSet2.xml', 'Opc.Ua.NodeSet2.ndjson.gz'])
    cpSync(join(nodesets, 'nodesets', name), join(folder, 'nodesets', name));

writeFileSync(join(root, 'dist', 'package.json'), JSON.stringify({ type: 'module' }));

if (!process.argv.includes('--main-only') && existsSync(join(root, 'vite.config.ts'))) {
  const { build: buildRenderer } = await import('vite');
  await buildRenderer({ root: join(root, 'src-renderer'), configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
}

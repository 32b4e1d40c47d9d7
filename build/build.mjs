/**
 * Builds the program: `node build/build.mjs [--main-only] [--output FOLDER]`; FOLDER is `dist` by default.
 * Everything of ours and node-opcua is bundled as ESM, because Electron cannot load node-opcua unbundled
 * (docs/decisions/0002-toolchain.md); libsql stays outside, it is a native binary.
 */
import { build } from 'esbuild';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({
  options: {
    'main-only': { type: 'boolean', default: false },
    output: { type: 'string', default: join(root, 'dist') },
  },
});
const dist = resolve(options.output);
/** Built beside its place and swapped in whole, so that a running program never sees half a build. */
const out = join(dist, `.main-${process.pid}`);
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What every bundled ES module needs because some dependencies are CommonJS inside. */
const commonJsBanner = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url);',
  "const __dirname = __fileURLToPath(new URL('.', import.meta.url));",
].join('\n');

/** Messages in fifty languages are a third of zod, and every process and thread would read them; ours are English. */
const englishZod = {
  name: 'english-zod',
  setup: ({ onLoad }) =>
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    })),
};

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20.18',
  sourcemap: true,
  logLevel: 'warning',
  // Every thread keeps the text of the modules it loads, at two bytes a character if a single one is beyond Latin-1, as in comments
  // of node-opcua. Without comments, and with strings escaped, its text takes a third. Names stay: stack traces can be read.
  minifyWhitespace: true,
  lineLimit: 160,
  charset: 'ascii',
  legalComments: 'linked',
  // proper-lockfile is an optional alternative inside node-opcua's mutex that is never asked for.
  external: ['electron', 'libsql', 'proper-lockfile'],
  plugins: [englishZod],
  define: { __OPENDEMS_VERSION__: JSON.stringify(packageJson.version) },
};

const entries = {
  opendems: 'src-main/cli/opendems.ts',
  'core-process': 'src-main/core/core-process.ts',
  'view-worker': 'src-main/core/views/view-worker.ts',
  'lab-worker': 'src-main/core/instruments/simulated/lab-worker.ts',
  'example-worker': 'src-main/core/example-worker.ts',
  'import-worker': 'src-main/core/import-worker.ts',
  'report-worker': 'src-main/core/report-worker.ts',
  'export-worker': 'src-main/core/export-worker.ts',
  'package-worker': 'src-main/core/package-worker.ts',
  electron: 'src-main/host-electron/main.ts',
};
const preload = 'src-main/host-electron/preload.ts';

mkdirSync(out, { recursive: true });
const present = Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(join(root, path))));
await build({
  ...shared,
  absWorkingDir: root,
  entryPoints: present,
  outdir: out,
  format: 'esm',
  splitting: true,
  // Beside the entries, not below them: workers are found by `new URL('./lab-worker.mjs', import.meta.url)`.
  chunkNames: '[name]-[hash]',
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

// node-opcua looks for its address space in ../nodesets of the file that asks for it.
const nodesets = join(dirname(createRequire(import.meta.url).resolve('node-opcua-nodesets')), '..');
for (const name of ['Opc.Ua.NodeSet2.xml', 'Opc.Ua.NodeSet2.ndjson.gz'])
  cpSync(join(nodesets, 'nodesets', name), join(dist, 'nodesets', name));

const { resolve: packageFile } = createRequire(import.meta.url);

// Figures as PNG are painted by this one (src-main/core/report/figure-png.ts).
cpSync(packageFile('@resvg/resvg-wasm/index_bg.wasm'), join(dist, 'resvg', 'resvg.wasm'));

// Parquet is written by this one (src-main/core/report/parquet/parquet-writer.ts).
cpSync(packageFile('parquet-wasm/esm/parquet_wasm_bg.wasm'), join(dist, 'parquet', 'parquet.wasm'));

// Reports and figures as PDF embed these (src-main/core/report/report-fonts.ts).
for (const [family, name, styles] of [
  ['ibm-plex-sans', 'IBMPlexSans', ['400Regular', '400Regular_Italic', '500Medium', '600SemiBold']],
  ['ibm-plex-mono', 'IBMPlexMono', ['400Regular']],
]) {
  const fonts = dirname(packageFile(`@expo-google-fonts/${family}/package.json`));
  for (const style of styles)
    cpSync(join(fonts, style, `${name}_${style}.ttf`), join(dist, 'fonts', `${name}_${style}.ttf`));
  cpSync(join(fonts, 'LICENSE_FONT'), join(dist, 'fonts', `licence-${family}.txt`));
}
for (const [family, file] of [
  ['plex-sans', 'IBMPlexSans-Regular.woff2'],
  ['plex-sans', 'IBMPlexSans-Medium.woff2'],
  ['plex-sans', 'IBMPlexSans-SemiBold.woff2'],
  ['plex-mono', 'IBMPlexMono-Regular.woff2'],
])
  cpSync(
    join(dirname(packageFile(`@ibm/${family}/package.json`)), 'fonts/complete/woff2', file),
    join(dist, 'fonts', file),
  );

writeFileSync(join(dist, 'package.json'), JSON.stringify({ type: 'module' }));
rmSync(join(dist, 'main'), { recursive: true, force: true });
renameSync(out, join(dist, 'main'));

if (!options['main-only'] && existsSync(join(root, 'vite.config.ts'))) {
  const { build: buildRenderer } = await import('vite');
  await buildRenderer({ root: join(root, 'src-renderer'), configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
}

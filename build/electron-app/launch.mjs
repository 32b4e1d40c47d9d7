/**
 * What an Electron runtime without an application of its own starts: it loads the application named on the command line,
 * as Electron's own default application does. `-r MODULE` is loaded first; Playwright needs it.
 *
 * A module with a top-level await, because Electron counts as ready only after its first file has been loaded whole:
 * the application must be able to register its scheme before that.
 */
import { app } from 'electron';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const wanted = { preloads: [], path: undefined };
const args = process.argv.slice(1);
while (args.length > 0 && wanted.path === undefined) {
  const arg = args.shift();
  if (arg === '-r' || arg === '--require') wanted.preloads.push(resolve(args.shift()));
  else if (!arg.startsWith('-')) wanted.path = resolve(arg);
}

/** The main file of a folder with a package.json, or the file itself. */
function mainFile(path) {
  if (!statSync(path).isDirectory()) return path;
  const description = join(path, 'package.json');
  if (!existsSync(description)) throw new Error(`${path} holds no package.json.`);
  const { name, productName, version, main } = JSON.parse(readFileSync(description, 'utf8'));
  app.setAppPath(path);
  app.setName(productName ?? name);
  if (version) app.setVersion(version);
  return join(path, main ?? 'index.js');
}

try {
  const require = createRequire(import.meta.url);
  for (const module of wanted.preloads) require(module);
  if (wanted.path === undefined) throw new Error('No application was named on the command line.');
  await import(pathToFileURL(mainFile(wanted.path)).href);
} catch (error) {
  process.stderr.write(`${error.stack}\n`);
  app.exit(1);
}

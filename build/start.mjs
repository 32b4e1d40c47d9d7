/**
 * `npm start [-- --demo] [-- --web]`: the program in a window of its own. Where there is no display, or no Electron can
 * be had, it is served to a browser instead.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { findElectron, hasDisplay } from './electron-runtime.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, 'dist', 'main');
/** An Electron that ends with an error so soon has not shown a window. */
const FAILED_START_MS = 10_000;

const { values: options } = parseArgs({
  options: { demo: { type: 'boolean', default: false }, web: { type: 'boolean', default: false } },
});
const programArguments = options.demo ? ['--demo'] : [];

if (!existsSync(join(main, 'electron.mjs')) || !existsSync(join(root, 'dist', 'renderer', 'index.html'))) {
  const built = spawnSync(process.execPath, [join(root, 'build', 'build.mjs')], { stdio: 'inherit' });
  if (built.status !== 0) process.exit(1);
}

if (options.web || !hasDisplay() || !(await runDesktop())) await runWeb();

/** @returns {Promise<boolean>} false where no desktop program could be started */
async function runDesktop() {
  const { path, why } = await findElectron((line) => console.log(line));
  if (!path) {
    console.log(`${why[0].toUpperCase()}${why.slice(1)}; the program is served to a browser instead.`);
    return false;
  }
  const isRoot = process.platform === 'linux' && process.getuid() === 0;
  if (isRoot) console.log('Electron runs without its sandbox, because this is the root user.');
  const started = Date.now();
  const child = spawn(path, [...(isRoot ? ['--no-sandbox'] : []), root, ...programArguments], {
    stdio: 'inherit',
    // Without a session bus Electron complains a dozen times; it does not need one.
    env: { DBUS_SESSION_BUS_ADDRESS: 'disabled:', ...process.env },
  });
  // The desktop program decides what a signal means for its run; this one waits for it.
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const code = await new Promise((done) => {
    child.once('error', () => done(1));
    child.once('exit', (status, signal) => done(signal ? 1 : status));
  });
  if (code !== 0 && Date.now() - started < FAILED_START_MS) {
    console.log('Electron does not start on this computer; the program is served to a browser instead.');
    for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM']) process.removeAllListeners(signal);
    return false;
  }
  process.exitCode = code;
  return true;
}

function runWeb() {
  const program = join(main, 'opendems.mjs');
  process.argv = [process.execPath, program, 'serve', ...programArguments];
  return import(pathToFileURL(program).href);
}

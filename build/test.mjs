/**
 * Runs every check and counts: `node build/test.mjs [--quick]`.
 * --quick leaves out the end-to-end tests. The last line reads `N passed, N failed`.
 *
 * Two reasons allow a test to be skipped (docs/decisions/0002-toolchain.md), both said aloud:
 * `system-package` (a missing Debian package; fails where OPENDEMS_FAIL_ON_SYSTEM_SKIP is set) and
 * `shared-data` (a clone without the instrument files).
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { electronForTests } from './electron-for-tests.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const work = mkdtempSync(join(tmpdir(), 'opendems-test-'));
const skipLog = join(work, 'skips.txt');
const environment = { ...process.env, OPENDEMS_SKIP_LOG: skipLog, FORCE_COLOR: '0', npm_config_loglevel: 'error' };
const quick = process.argv.includes('--quick');
const total = { passed: 0, failed: 0, skipped: 0 };
const systemSkips = [];

function run(command, args, extra = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...environment, ...extra } });
  return result.status === 0;
}

function bin(name) {
  return join(root, 'node_modules', '.bin', name);
}

/** Runs one check with its output kept together, because another runs beside it. */
function check([title, command, args]) {
  const start = Date.now();
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (piece) => output.push(piece));
    child.stderr.on('data', (piece) => output.push(piece));
    child.once('error', (error) => output.push(Buffer.from(`${error.message}\n`)));
    child.once('close', (code) => {
      total[code === 0 ? 'passed' : 'failed'] += 1;
      process.stdout.write(Buffer.concat(output));
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${title} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
      done();
    });
  });
}

/** Runs checks, as many at a time as there are cores. */
async function checkAll(waiting) {
  const next = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) await check(one);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, next));
}

function skip(reason, text) {
  total.skipped += 1;
  if (reason === 'system-package') systemSkips.push(text);
  console.log(`SKIPPED (${reason}): ${text}`);
}

/** Runs a test runner that writes a JSON report; a run without a report counts as one failure. */
function suite(title, command, args, report, count, extra) {
  const start = Date.now();
  const ok = run(command, args, extra);
  let counted;
  try {
    counted = count(JSON.parse(readFileSync(report, 'utf8')));
  } catch {
    counted = { passed: 0, failed: 1, skipped: 0 };
  }
  if (!ok && counted.failed === 0) counted.failed = 1;
  for (const key of Object.keys(total)) total[key] += counted[key];
  console.log(
    `${counted.failed === 0 ? 'ok    ' : 'FAILED'} ${title}: ${counted.passed} passed, ${counted.failed} failed, ` +
      `${counted.skipped} skipped (${((Date.now() - start) / 1000).toFixed(1)} s)`,
  );
}

// The longest first, so that no core waits at the end.
await checkAll([
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['types', bin('tsc'), ['-p', '.']],
  ['types of the window', bin('svelte-check'), '--tsconfig src-renderer/tsconfig.json --fail-on-warnings'.split(' ')],
  ['dead code', bin('knip'), ['--no-progress']],
  ['build', process.execPath, ['build/build.mjs']],
  [
    'layers',
    bin('depcruise'),
    'src-main src-renderer shared --config .dependency-cruiser.cjs --output-type err'.split(' '),
  ],
  ['types of the end-to-end tests', bin('tsc'), ['-p', 'test/e2e']],
  ['lint', bin('oxlint'), ['--deny-warnings', 'src-main', 'src-renderer', 'shared', 'test', 'build']],
]);

const vitestReport = join(work, 'vitest.json');
suite(
  'unit and integration tests',
  bin('vitest'),
  ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${vitestReport}`],
  vitestReport,
  (report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numFailedTestSuites * (report.numFailedTests === 0 ? 1 : 0),
    skipped: report.numPendingTests,
  }),
);

if (!quick && existsSync(join(root, 'playwright.config.ts'))) {
  const endToEnd = (project, command, prefix, extra) => {
    const report = join(work, `${project}.json`);
    suite(
      `end-to-end tests, ${project}`,
      command,
      [...prefix, 'test', '--project', project, '--reporter=line,json'],
      report,
      ({ stats }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }),
      { PLAYWRIGHT_JSON_OUTPUT_NAME: report, ...extra },
    );
  };
  const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
    existsSync(path),
  );
  if (chromium) endToEnd('web', bin('playwright'), [], { OPENDEMS_CHROMIUM: chromium });
  else skip('system-package', 'end-to-end tests in the browser need Debian’s chromium');

  const electron = await electronForTests();
  const hasDisplay = Boolean(process.env.DISPLAY);
  const hasVirtualDisplay = spawnSync('xvfb-run', ['--help'], { stdio: 'ignore' }).error === undefined;
  if (!electron.path) skip('system-package', `end-to-end tests in Electron: ${electron.why}`);
  else if (hasDisplay) endToEnd('electron', bin('playwright'), [], { OPENDEMS_ELECTRON: electron.path });
  else if (hasVirtualDisplay)
    endToEnd('electron', 'xvfb-run', ['-a', '-s', '-screen 0 1920x1200x24', bin('playwright')], {
      OPENDEMS_ELECTRON: electron.path,
    });
  else skip('system-package', 'end-to-end tests in Electron need a display or xvfb-run');
}

if (existsSync(skipLog)) {
  for (const line of new Set(readFileSync(skipLog, 'utf8').split('\n').filter(Boolean))) {
    console.log(line);
    if (line.includes('(system-package)')) systemSkips.push(line);
  }
}
rmSync(work, { recursive: true, force: true });

if (systemSkips.length > 0 && process.env.OPENDEMS_FAIL_ON_SYSTEM_SKIP) {
  total.failed += 1;
  console.log('FAILED: tests were skipped for a missing system package, and this machine must have them all.');
}
if (total.skipped > 0) console.log(`${total.skipped} skipped`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

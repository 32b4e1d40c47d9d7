/**
 * Process of test/support/warm-program.ts: reads `{args, environment}` line by line and runs each as `opendems args`.
 * The entry is imported anew for every command; the chunks behind it stay loaded.
 */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const entry = pathToFileURL(join(process.argv[2], 'opendems.mjs')).href;
const ownEnvironment = { ...process.env };
const answer = process.stdout.write.bind(process.stdout);
const ownError = process.stderr.write;
let count = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const { args, environment } = JSON.parse(line);
  const said = { stdout: '', stderr: '' };
  const into = (name) => (text) => {
    said[name] += text;
    return true;
  };
  process.argv = [process.execPath, 'opendems', ...args];
  process.env = { ...ownEnvironment, ...environment };
  process.exitCode = undefined;
  process.stdout.write = into('stdout');
  process.stderr.write = into('stderr');
  let status = 0;
  try {
    await import(`${entry}?${(count += 1)}`);
    status = process.exitCode ?? 0;
  } catch (error) {
    said.stderr += String(error?.stack ?? error);
    status = 1;
  }
  process.stdout.write = answer;
  process.stderr.write = ownError;
  process.exitCode = undefined;
  answer(`${JSON.stringify({ status, ...said })}\n`);
}

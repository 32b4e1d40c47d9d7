import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRunFile } from '../../../src-main/core/storage/run-file.ts';
import { exampleBatch, exampleHeader, exampleReceipt, temporaryFolder } from '../../support/run-files.ts';
import { skipForSystemPackage } from '../../support/skips.ts';

/** `OPENDEMS_PYTHON` names one that has numpy where the first on the path has not. */
const PYTHON = process.env.OPENDEMS_PYTHON ?? 'python3';
const isMissing = skipForSystemPackage('python3 with numpy (Debian: python3-numpy)', [
  PYTHON,
  '-c',
  'import numpy, sqlite3',
]);
const DOCUMENT = readFileSync(fileURLToPath(new URL('../../../docs/run-file.md', import.meta.url)), 'utf8');
/** What the page tells people to type, and a few lines that print what they then have. */
const BLOCKS = [...DOCUMENT.matchAll(/^`{3}python\n([\s\S]*?)^`{3}/gm)].map(([, code]) => code);
const SCRIPT = `${BLOCKS.join('\n')}
import sys
print(json.dumps({
    "channels": [[len(read(sys.argv[1], c)[0])] + [hashlib.sha1(a.tobytes()).hexdigest() for a in read(sys.argv[1], c)] for c in sys.argv[2:]],
    "hash": raw_sha256(sys.argv[1]),
}))
`;

let folder: string;
let remove: () => void;
beforeEach(() => ({ folder, remove } = temporaryFolder()));
afterEach(() => remove());

function readWithPython(path: string, channelIds: string[]) {
  const script = join(folder, 'read.py');
  writeFileSync(script, SCRIPT);
  const result = spawnSync(PYTHON, [script, path, ...channelIds], { encoding: 'utf8' });
  expect(result.stderr).toBe('');
  return JSON.parse(result.stdout) as unknown;
}

function written(channelId: string, samples: number) {
  const { timeUs, value, status } = exampleBatch(channelId, 0, samples);
  return [samples, ...[timeUs, value, status].map((column) => createHash('sha1').update(column).digest('hex'))];
}

describe.skipIf(isMissing)('the Python of docs/run-file.md', () => {
  it.each(['recording', 'abandoned', 'finished'] as const)('reads a run that is %s, blocks and tail', (state) => {
    const path = join(folder, 'run 1 ü#?.dems');
    const writer = createRunFile(path, exampleHeader(3));
    for (let k = 0; k < 50; k++) {
      writer.append([exampleBatch('mz-1', k * 199, 199), exampleBatch('mz-2', k * 3, 3)], exampleReceipt(k));
      writer.flush();
    }
    const hash = writer.reader.rawSha256();
    if (state === 'abandoned') writer.abandon();
    if (state === 'finished') writer.finish();
    expect(readWithPython(path, ['mz-1', 'mz-2', 'mz-3'])).toEqual({
      channels: [written('mz-1', 50 * 199), written('mz-2', 150), written('mz-3', 0)],
      hash,
    });
    if (state === 'recording') writer.finish();
    if (state !== 'abandoned') writer.reader.close();
  });
});

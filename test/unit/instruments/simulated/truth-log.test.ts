import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TruthLog } from '../../../../src-main/core/instruments/simulated/truth-log.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';

const temporaryFolder = temporaryFolders();

test('one JSON document per published value; no number is null; everything is there after close', () => {
  const path = join(temporaryFolder(), 'truth.ndjson');
  const log = new TruthLog(path);
  log.write('nsu=urn:x;s=A', 1_767_225_600_000_001, 0, Math.fround(1e-9));
  log.write('nsu=urn:x;s=A', 1_767_225_601_000_001, 0x808c_0000, Number.NaN);
  for (let index = 0; index < 5000; index += 1) log.write('nsu=urn:x;s=B', index, 0, index / 3);
  log.close();
  log.close();
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(5002);
  expect(log.lines).toBe(5002);
  expect(lines[0]).toBe(
    '{"node":"nsu=urn:x;s=A","sourceTimeUs":1767225600000001,"status":0,"value":9.999999717180685e-10}',
  );
  expect(JSON.parse(lines[1]!)).toEqual({
    node: 'nsu=urn:x;s=A',
    sourceTimeUs: 1_767_225_601_000_001,
    status: 2_156_658_688,
    value: null,
  });
  expect(JSON.parse(lines[5001]!)).toMatchObject({ sourceTimeUs: 4999, value: 4999 / 3 });
  expect(() => log.write('x', 1, 0, 1)).toThrow();
});

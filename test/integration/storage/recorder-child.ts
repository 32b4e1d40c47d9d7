import { existsSync, writeSync } from 'node:fs';
import { openRunFileForAppend } from '../../../src-main/core/storage/append-run-file.ts';
import { createRunFile } from '../../../src-main/core/storage/create-run-file.ts';
import { exampleBatch, exampleHeader, exampleReceipt } from '../../support/run-files.ts';

/**
 * A recorder to be killed: goes on where the file ends and says after each flush how many samples each channel has on
 * the disk. Arguments: path, seed of the flush sizes, samples per channel at which it ends the run.
 */
const [path, seedText, endText] = process.argv.slice(2);
const end = Number(endText);
let seed = Number(seedText);
/** Park and Miller's generator: sizes that differ from start to start. */
const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
// Straight to the file descriptor: what is said has been said when the process dies.
const say = (line: string) => void writeSync(1, `${line}\n`);

const writer = existsSync(path) ? openRunFileForAppend(path) : createRunFile(path, exampleHeader(3));
const counts = writer.reader.channels().map(({ samples }) => samples);
say(`has ${counts.join(' ')}`);
while (counts.some((count) => count < end)) {
  counts.forEach((count, channel) => {
    // Now and then a whole block and more at once.
    const wanted = random() < 0.02 ? 5000 : Math.ceil(random() * 300);
    const n = Math.min(wanted, end - count);
    if (n > 0) writer.append([exampleBatch(`mz-${channel + 1}`, count, n)], exampleReceipt(count));
    counts[channel] += n;
  });
  writer.flush();
  say(`has ${counts.join(' ')}`);
}
writer.finish();
say('done');

import { parentPort, workerData } from 'node:worker_threads';
import { openRunFile } from '../../../src-main/core/storage/run-file.ts';
import { exampleBatch } from '../../support/run-files.ts';

/** Reads a growing run again and again until told to end; answers with what it saw. */
const reader = openRunFile(workerData as string);
let reads = 0;
let wrong = 0;
let largest = 0;
let isEnding = false;

function look(): void {
  const samples = reader.channels().map((channel) => channel.samples);
  if (Math.min(...samples) < largest) wrong += 1;
  largest = Math.min(...samples);
  const fromIndex = Math.max(0, largest - 5000);
  const { timeUs, value } = reader.read('mz-1', { fromIndex, toIndex: largest });
  const expected = exampleBatch('mz-1', fromIndex, largest - fromIndex);
  for (let i = 0; i < timeUs.length; i++)
    if (timeUs[i] !== expected.timeUs[i] || !Object.is(value[i], expected.value[i])) wrong += 1;
  reads += 1;
  if (!isEnding) {
    setImmediate(look);
    return;
  }
  const findings = reader.verify().length;
  reader.close();
  parentPort!.postMessage({ reads, wrong, largest, findings }, []);
}

parentPort!.once('message', () => (isEnding = true));
parentPort!.postMessage('ready', []);
look();

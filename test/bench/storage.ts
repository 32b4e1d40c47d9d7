import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate } from '../../src-main/cli/simulate.ts';
import { createRunFile } from '../../src-main/core/storage/create-run-file.ts';
import { openRunFile } from '../../src-main/core/storage/open-run-file.ts';
import { simulatedRunHeader } from '../../src-main/core/instruments/simulated/simulate-run.ts';
import type { SampleBatch } from '../../shared/domain/samples.ts';
import { bestSeconds, secondsText, type BenchCase, type BenchResult } from './bench-case.ts';
import { writeLargeRun } from './large-run.ts';

const LARGE_SAMPLES = 1e7;

/** Opening and reading runs beside a plain read of the same file; durable flushes beside a plain fsync. */
export const storageCase: BenchCase = {
  name: 'storage',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'opendems-bench-'));
    try {
      return [...(await opening90Hours(folder)), ...(await large(folder)), ...(await flushing(folder))];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function opening90Hours(folder: string): Promise<BenchResult[]> {
  const file = join(folder, 'run.dems');
  simulate({ preset: 'bare-ncm85', seed: 1, output: file });
  const open = await bestSeconds(5, () => {
    const reader = openRunFile(file);
    for (const { channel } of reader.channels()) reader.blocks(channel.id);
    reader.close();
  });
  const plain = await bestSeconds(5, () => readFileSync(file));
  return [
    {
      subject: 'open a 90 h run to channel and block summaries',
      measured: secondsText(open),
      plain: `file read ${secondsText(plain)}`,
      ratio: open / plain,
      budget: '200 ms to first picture',
      met: open <= 0.2,
    },
  ];
}

async function large(folder: string): Promise<BenchResult[]> {
  const file = join(folder, 'large.dems');
  const samples = writeLargeRun(file, LARGE_SAMPLES);
  const open = await bestSeconds(3, () => {
    const reader = openRunFile(file);
    for (const { channel } of reader.channels()) reader.blocks(channel.id);
    reader.close();
  });
  let checksum = 0;
  const read = await bestSeconds(3, () => {
    const reader = openRunFile(file);
    for (const { channel } of reader.channels()) checksum += reader.read(channel.id).value.length;
    reader.close();
  });
  const plain = await bestSeconds(3, () => readFileSync(file));
  const size = `${(statSync(file).size / 1e6).toFixed(0)} MB`;
  return [
    {
      subject: `open a run of ${samples.toExponential(1)} samples (${size})`,
      measured: secondsText(open),
      plain: `file read ${secondsText(plain)}`,
      ratio: open / plain,
      budget: '1.5 s',
      met: open <= 1.5,
    },
    {
      subject: `read time and value of all of it (${checksum / 3} samples)`,
      measured: secondsText(read),
      plain: `file read ${secondsText(plain)}`,
      ratio: read / plain,
      budget: 'no more than 4 x the file read',
      met: read <= 4 * plain,
    },
  ];
}

async function flushing(folder: string): Promise<BenchResult[]> {
  const file = join(folder, 'live.dems');
  const header = simulatedRunHeader({ preset: 'bare-ncm85', seed: 1, startUtcUs: 0, softwareVersion: 'bench' });
  const writer = createRunFile(file, header);
  const times: number[] = [];
  for (let flush = 0; flush < 400; flush++) {
    writer.append(
      header.channels.map((channel): SampleBatch => ({
        channelId: channel.id,
        timeUs: Float64Array.of(flush * 2.5e5, flush * 2.5e5 + 1e5),
        value: Float64Array.of(flush, flush + 0.5),
        status: new Uint32Array(2),
        serverTimeUs: Float64Array.of(flush * 2.5e5, flush * 2.5e5 + 1e5),
      })),
      { utcUs: flush * 2.5e5, monotonicUs: flush * 2.5e5 },
    );
    const start = performance.now();
    writer.flush();
    times.push((performance.now() - start) / 1000);
  }
  writer.finish();
  times.sort((a, b) => a - b);
  copyFileSync(file, join(folder, 'copy'));
  const plain = await bestSeconds(20, () => copyFileSync(join(folder, 'copy'), join(folder, 'copy-2')));
  return [
    {
      subject: `durable flush of ${header.channels.length} channels, p50 ${secondsText(times[200])}, p99`,
      measured: secondsText(times[396]),
      plain: `copy of the file ${secondsText(plain)}`,
      ratio: times[396] / plain,
      budget: '250 ms between flushes, durable within 1 s',
      met: times[396] < 0.25,
    },
  ];
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openRunFile } from '../../src-main/core/storage/open-run-file.ts';
import type { BenchCase } from './bench-case.ts';

const PROGRAM = 'dist/main/opendems.mjs';
/** Laboratory seconds per second at which the lab's 24 channels together publish as many values as 32 channels at 10 Hz. */
const SPEED = 61;
const WARM_UP_SECONDS = 4;
const MEASURED_SECONDS = 12;
/** Clock ticks per second of /proc on Linux. */
const TICKS_PER_SECOND = 100;

/** Recording over OPC-UA as in life: server and recorder in processes of their own. Needs `npm run build` and /proc. */
export const liveCase: BenchCase = {
  name: 'live',
  async run() {
    if (!existsSync('/proc/self/stat')) {
      console.log('  left out: processor time is read from /proc, which this system lacks');
      return [];
    }
    const folder = mkdtempSync(join(tmpdir(), 'opendems-bench-'));
    const environment = { ...process.env, OPENDEMS_HOME: join(folder, 'home') };
    const start = (...args: string[]) =>
      spawn(process.execPath, [PROGRAM, ...args], { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
    const profile = join(folder, 'profile.json');
    const file = join(folder, 'run.dems');
    const lab = start('lab', '--speed', String(SPEED), '--profile-output', profile);
    try {
      await firstLine(lab);
      const recorder = start('record', '--profile', profile, '-o', file, '--json');
      await firstLine(recorder);
      await seconds(WARM_UP_SECONDS);
      const before = cpuSeconds(recorder.pid!);
      await seconds(MEASURED_SECONDS);
      const used = (cpuSeconds(recorder.pid!) - before) / MEASURED_SECONDS;
      const residentMegabytes = residentBytes(recorder.pid!) / 1e6;
      recorder.kill('SIGINT');
      await once(recorder, 'exit');
      const reader = openRunFile(file);
      const samples = reader.channels().reduce((sum, channel) => sum + channel.samples, 0);
      const gaps = reader.gaps().length;
      reader.close();
      return [
        {
          subject: `OPC-UA to disk, ${samples} samples in ${WARM_UP_SECONDS + MEASURED_SECONDS} s, ${gaps} gaps`,
          measured: `${(100 * used).toFixed(1)} % of one core, ${residentMegabytes.toFixed(0)} MB`,
          plain: 'one core is 100 %',
          budget: 'under 15 % of one core, no gap, 300 MB',
          met: used < 0.15 && gaps === 0 && residentMegabytes < 300,
        },
      ];
    } finally {
      lab.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function seconds(n: number): Promise<void> {
  // Measuring wants real time to pass; tests do not wait like this.
  return new Promise((done) => void setTimeout(done, n * 1000));
}

async function firstLine(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  const [line] = (await once(lines, 'line')) as [string];
  lines.on('line', () => undefined);
  return line;
}

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRunFile } from '../../../src-main/core/storage/open-run-file.ts';
import { profileSchema, type OpcUaProfile } from '../../../shared/domain/profile.ts';
import { compareWithTruth } from '../../support/compare-with-truth.ts';
import { startOpendems, type Running } from '../../support/run-program.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const newFolder = temporaryFolders();

/** Laboratory seconds per second: some 500 samples a second. */
const SPEED = '100';

interface Status {
  state: string;
  durableSamples: number;
  gaps: number;
}

const statusOf = (line: string) => JSON.parse(line) as Status;

/** Waits until the recorder has so many more samples in its file than the newest status says. */
async function moreSamples(recorder: Running, more: number): Promise<Status> {
  const now = recorder.lines.length > 0 ? statusOf(recorder.lines.at(-1)!).durableSamples : 0;
  return statusOf(await recorder.line((line) => statusOf(line).durableSamples >= now + more));
}

describe('a recording through kills and faults, in processes of their own', () => {
  it('misses nothing but what its gaps say, invents nothing, repeats nothing', async () => {
    const folder = newFolder();
    const environment = { OPENDEMS_HOME: join(folder, 'home') };
    const [truth, profileFile, run] = ['truth.ndjson', 'profile.json', 'run.dems'].map((name) => join(folder, name));
    const lab = startOpendems(
      ['lab', '--seed', '3', '--speed', SPEED, '--truth-log', truth, '--profile-output', profileFile],
      environment,
    );
    try {
      expect(await lab.line()).toMatch(/^opc\.tcp:\/\/127\.0\.0\.1:\d+$/);
      const record = (...more: string[]) =>
        startOpendems(['record', '--profile', profileFile, '-o', run, '--json', ...more], environment);
      const fault = async (text: string) => {
        const answered = lab.line((line) => line === 'done' || !line.startsWith('opc'));
        lab.child.stdin.write(`${text}\n`);
        expect(await answered).toBe('done');
      };

      // Killed at odd moments: nothing acknowledged is lost.
      for (let kill = 0; kill < 5; kill++) {
        const recorder = record(...(kill > 0 ? ['--resume'] : []));
        const acknowledged = await moreSamples(recorder, 150 + 97 * kill);
        recorder.child.kill('SIGKILL');
        expect(await recorder.ended).toBe('SIGKILL');
        const reader = openRunFile(run);
        const stored = reader.channels().reduce((sum, summary) => sum + summary.samples, 0);
        expect(stored).toBeGreaterThanOrEqual(acknowledged.durableSamples);
        expect(reader.verify()).toEqual([]);
        expect(reader.isOpenEnded()).toBe(true);
        reader.close();
      }

      // The same file goes on through a cut line, a stalled instrument, a restarted server.
      const recorder = record('--resume');
      await moreSamples(recorder, 300);
      await fault('drop:2');
      await moreSamples(recorder, 300);
      await fault('stall:200');
      await moreSamples(recorder, 300);
      await fault('restart:1');
      await moreSamples(recorder, 300);
      recorder.child.kill('SIGINT');
      expect(await recorder.ended).toBe(0);
    } finally {
      lab.child.stdin.write('stop\n');
    }
    expect(await lab.ended).toBe(0);

    const reader = openRunFile(run);
    const profile = profileSchema.parse(JSON.parse(readFileSync(profileFile, 'utf8'))) as OpcUaProfile;
    const recorded = new Map(
      reader.channels().map(({ channel }) => {
        const { timeUs, value, status } = reader.read(channel.id);
        return [channel.id, Array.from(timeUs, (time, i) => ({ timeUs: time, value: value[i], status: status[i] }))];
      }),
    );
    const comparison = compareWithTruth(truth, profile.nodes, recorded, reader.gaps());
    expect(comparison).toMatchObject({ missing: 0, duplicated: 0, invented: 0, disordered: 0 });
    expect(comparison.received).toBeGreaterThan(2500);
    expect(comparison.inGaps).toBeGreaterThan(0);
    expect(reader.gaps().map((gap) => gap.cause)).toContain('recorder-stopped');
    const kinds = reader.events().map((event) => event.kind);
    expect(kinds.filter((kind) => kind === 'run-resumed')).toHaveLength(5);
    expect(kinds).toContain('connection-lost');
    expect(kinds).toContain('connection-restored');
    expect(reader.isOpenEnded()).toBe(false);
    reader.close();
  }, 180_000);
});

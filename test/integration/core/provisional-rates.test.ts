import { mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LiveState } from '../../../shared/api/live.ts';
import type { Client } from '../../../shared/api/rpc.ts';
import { simulate } from '../../../src-main/cli/simulate.ts';
import type { Core } from '../../../src-main/core/core.ts';
import { coreInMemory, windowOf } from '../../support/core-in-memory.ts';

const ACTIVE_MASS_MILLIGRAM = 8.6625;
/** science.md 1.5: 2.5 mln/min of helium. */
const CARRIER_MOL_PER_SECOND = 1.85896e-6;

interface Truth {
  sensitivities: { carrierRatio: Record<string, number[]> };
}

let home: string;
let core: Core;
let client: Client;
let truth: Truth;
let state: LiveState | undefined;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'opendems-core-'));
  mkdirSync(join(home, 'library'));
  const truthFile = join(home, 'truth.json');
  simulate({ preset: 'bare-ncm85', seed: 1, truth: truthFile, output: join(home, 'library', 'older.dems') });
  truth = JSON.parse(readFileSync(truthFile, 'utf8')) as Truth;
  core = coreInMemory(home);
  client = await windowOf(core);
  client.on('live.state', (next) => (state = next));
  const { profiles } = await client.call('profiles.list', {});
  const lab = profiles.find((entry) => entry.builtIn)!.profile;
  const sample = { name: 'NCM85', composition: 'LiNi0.85Co0.10Mn0.05O2', activeMassMilligram: ACTIVE_MASS_MILLIGRAM };
  await client.call('live.start', { name: 'Live', sample, profileName: lab.name });
  const hasFlow = () => state?.readouts.some(({ channelId, value }) => channelId.startsWith('mfc.') && value);
  await vi.waitFor(() => expect(hasFlow()).toBe(true), 20_000);
}, 60_000);

afterAll(async () => {
  await core.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

describe('rates of a run being recorded', () => {
  it('are by the last calibration of the same instruments, the same for every window that asks', async () => {
    const [one, other] = await Promise.all([client.call('live.calibration', {}), client.call('live.calibration', {})]);
    expect(other).toEqual(one);
    expect(one.calibration).toMatchObject({ runName: expect.stringContaining('NCM85') });
    const oxygen = one.calibration!.gases.find(({ species }) => species === 'O2')!;
    const k = truth.sensitivities.carrierRatio['O2']!.at(-1)!;
    const expected = (CARRIER_MOL_PER_SECOND * 60 * 1e9) / k / (ACTIVE_MASS_MILLIGRAM / 1000);
    const flow = one.calibration!.flowMlnPerMin / 2.5;
    // The certificate of the bottle is good to 2 %, k itself to less.
    expect(oxygen.rateFactor / (expected * flow)).toBeGreaterThan(0.95);
    expect(oxygen.rateFactor / (expected * flow)).toBeLessThan(1.05);
  }, 30_000);
});

import { describe, expect, it } from 'vitest';
import { settingsSchema, type Settings } from '../../../shared/api/contract.ts';
import { ManualClock } from '../../../shared/domain/clock.ts';
import type { CoreServices } from '../../../src-main/core/api/core-services.ts';
import { makeExampleRuns } from '../../../src-main/core/api/example-runs.ts';

/** Is done at once, so that only what goes on around the thread is looked at. */
const WORKER = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, workerData } from 'node:worker_threads';
    parentPort.postMessage({ kind: 'done', result: workerData.name });
  `)}`,
);

/** A program with examples of these names in its library; tells what windows are told, and the settings at that moment. */
function programWith(names: string[]) {
  let settings: Settings = settingsSchema.parse({});
  const told: { event: string; examplesMade: boolean }[] = [];
  let looked = 0;
  const services: Partial<Record<keyof CoreServices, unknown>> = {
    hostClock: new ManualClock(),
    settings: { get: () => settings, save: (change: Partial<Settings>) => (settings = { ...settings, ...change }) },
    library: {
      list: () => names.map((name) => ({ name, isExample: true })),
      newPath: (name: string) => `/library/${name}.dems`,
      refresh: () => {},
    },
    feed: { broadcast: (event: string) => told.push({ event, examplesMade: settings.examplesMade }) },
    board: { raise: () => {}, clear: () => {} },
    prepareCalibrations: () => (looked += 1),
    log: { error: () => expect.unreachable('nothing fails') },
  };
  return { core: services as unknown as CoreServices, told, looked: () => looked };
}

describe('makeExampleRuns', () => {
  it('keeps that they are made before a window can see the last of them', async () => {
    const { core, told, looked } = programWith([]);
    await makeExampleRuns(core, WORKER);
    expect(told).toEqual([
      { event: 'runs.changed', examplesMade: false },
      { event: 'settings.changed', examplesMade: true },
      { event: 'runs.changed', examplesMade: true },
    ]);
    // Each may be the last calibration of the next run's instruments.
    expect(looked()).toBe(2);
    await makeExampleRuns(core, WORKER);
    expect(told).toHaveLength(3);
  });

  it('makes none twice where the program was ended between them', async () => {
    const { core, told } = programWith(['Example: bare NCM85']);
    await makeExampleRuns(core, WORKER);
    expect(told.filter(({ event }) => event === 'runs.changed')).toHaveLength(1);
    expect(core.settings.get().examplesMade).toBe(true);

    const both = programWith(['Example: bare NCM85', 'Example: ZrO2-coated NCM85']);
    await makeExampleRuns(both.core, WORKER);
    expect(both.told).toEqual([{ event: 'settings.changed', examplesMade: true }]);
  });
});

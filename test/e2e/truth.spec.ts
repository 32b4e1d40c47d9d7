import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { profileSchema, type OpcUaProfile } from '../../shared/domain/profile.ts';
import { openRunFile } from '../../src-main/core/storage/run-file.ts';
import { compareWithTruth } from '../support/compare-with-truth.ts';
import { expect, test } from '../support/program.ts';
import { startLabProcess } from './lab-process.ts';
import { expectChange, goTo, ionCurrent, readout } from './steps.ts';

test('what the window saw recorded from an OPC-UA server is what the server published, sample for sample', async ({
  program,
}) => {
  test.setTimeout(180_000);
  const truth = join(program.home, 'truth.ndjson');
  const profileFile = join(program.home, 'lab-profile.json');
  const lab = startLabProcess(
    ['--seed', '5', '--speed', '20', '--truth-log', truth, '--profile-output', profileFile],
    join(program.home, 'lab'),
  );
  let profile: OpcUaProfile;
  let page = program.window;
  try {
    await lab.line();
    profile = profileSchema.parse({
      ...JSON.parse(readFileSync(profileFile, 'utf8')),
      name: 'Gateway',
    }) as OpcUaProfile;
    const folder = join(program.home, 'records', 'profile');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'gateway.json'), JSON.stringify(profile));
    await page.reload();

    await page.getByRole('button', { name: 'New run…' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Run name').fill('against the truth');
    await dialog.getByLabel('Profile').selectOption('Gateway');
    await dialog.getByLabel('Sample name').fill('Bare NCM85');
    await dialog.getByRole('button', { name: 'Start run' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Recording' })).toBeVisible({ timeout: 30_000 });
    await expect.poll(() => readout(page, 'voltage')).toMatch(/\d\.\d{3}/);

    // A cut cable is told where the person is, and healed from the server's queues.
    const over = lab.fault('drop:4');
    await expect(page.getByRole('toolbar', { name: 'Plot' }).getByRole('button', { name: 'Details' })).toBeVisible({
      timeout: 30_000,
    });
    await over;
    page = await program.replaceWindow();
    await goTo(page, 'Live');
    // The alert goes with its cause, and the values are new ones again.
    await expect(page.getByRole('toolbar', { name: 'Plot' }).getByRole('button', { name: 'Details' })).toBeHidden({
      timeout: 30_000,
    });
    await expect.poll(() => readout(page, 'voltage')).toMatch(/\d\.\d{3}/);
    // A voltage at rest may keep its digits; an ion current never does.
    await expectChange(() => ionCurrent(page, 32), 'm/z 32 after the cut');

    await page.getByRole('button', { name: 'Stop run…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop run' }).click();
    await expect(page.getByText('Not recording')).toBeVisible({ timeout: 30_000 });
  } finally {
    await lab.stop();
  }

  const library = join(program.home, 'library');
  const file = readdirSync(library).find((name) => /against.the.truth.*\.dems$/.test(name))!;
  const reader = openRunFile(join(library, file));
  const recorded = new Map(
    reader.channels().map(({ channel }) => {
      const { timeUs, value, status } = reader.read(channel.id);
      return [channel.id, Array.from(timeUs, (time, i) => ({ timeUs: time, value: value[i]!, status: status[i]! }))];
    }),
  );
  const compared = compareWithTruth(truth, profile.nodes, recorded, reader.gaps());
  const stored = reader.channels().reduce((sum, channel) => sum + channel.samples, 0);
  reader.close();
  expect(compared).toMatchObject({ missing: 0, duplicated: 0, invented: 0, disordered: 0 });
  expect(compared.received).toBe(stored);
  expect(compared.received).toBeGreaterThan(500);
  expect(compared.published - compared.inGaps).toBe(stored);
});

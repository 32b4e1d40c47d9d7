import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../shared/domain/clock.ts';
import { profileSchema } from '../../../shared/domain/profile.ts';
import { sampleSchema } from '../../../shared/domain/sample.ts';
import { AlertBoard } from '../../../src-main/core/acquisition/alert-board.ts';
import { labRecords } from '../../../src-main/core/api/lab-records.ts';
import { BUILT_IN_PROFILE, profileStore } from '../../../src-main/core/api/profiles.ts';
import { methods } from '../../../shared/api/contract.ts';
import { settingsFile } from '../../../src-main/core/api/settings-file.ts';
import { simulatedLabProfile } from '../../../src-main/core/instruments/simulated/lab-profile.ts';
import { homeFolders } from '../../../src-main/core/storage/home.ts';

let home: string;
let board: AlertBoard;
const clock = new ManualClock();
const alertIds = () => board.list().map(({ id }) => id);

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'opendems-stores-'));
  board = new AlertBoard(() => {});
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('settings', () => {
  it('start with the usual ones and outlive the program', () => {
    const settings = settingsFile(home, board, clock);
    expect(settings.get()).toMatchObject({ theme: 'system', libraryFolder: null, examplesMade: false });
    settings.save({ theme: 'dark', operator: 'A. Person' });
    expect(settingsFile(home, board, clock).get()).toMatchObject({ theme: 'dark', operator: 'A. Person' });
  });

  it('change only what is named, also on the way from the window', () => {
    const { change } = methods['settings.save'].input.parse({ change: { theme: 'dark' } });
    expect(change).toEqual({ theme: 'dark' });
    const settings = settingsFile(home, board, clock);
    settings.save({ examplesMade: true, laboratory: 'Giessen' });
    expect(settings.save(change)).toMatchObject({ theme: 'dark', examplesMade: true, laboratory: 'Giessen' });
  });

  it('leave a file alone that they do not understand, and say so until they are saved', () => {
    const path = join(home, 'settings.json');
    writeFileSync(path, '{"theme": "pink"}');
    const settings = settingsFile(home, board, clock);
    expect(settings.get().theme).toBe('system');
    expect(alertIds()).toEqual(['settings-unreadable']);
    expect(readFileSync(path, 'utf8')).toBe('{"theme": "pink"}');
    settings.save({ theme: 'light' });
    expect(alertIds()).toEqual([]);
  });
});

describe('profiles', () => {
  const store = () => {
    const { records, secrets } = homeFolders(home);
    return profileStore(records, secrets, board, clock);
  };
  const withPassword = (name: string) =>
    profileSchema.parse({
      ...simulatedLabProfile('opc.tcp://192.168.1.5:4840'),
      name,
      user: { kind: 'password', name: 'operator', secret: 'lab-server' },
    });

  it('hold the simulated lab from the first start; changing it keeps its place, removing it resets it', () => {
    const profiles = store();
    expect(profiles.list()).toEqual([{ profile: BUILT_IN_PROFILE, builtIn: true }]);
    profiles.save({ ...BUILT_IN_PROFILE, speed: 500 } as typeof BUILT_IN_PROFILE, undefined, undefined);
    expect(profiles.list()).toEqual([{ profile: expect.objectContaining({ speed: 500 }), builtIn: true }]);
    profiles.remove(BUILT_IN_PROFILE.name);
    expect(profiles.named(BUILT_IN_PROFILE.name)).toEqual(BUILT_IN_PROFILE);
  });

  it('keep a password apart, readable by the user only, for as long as a profile needs it', () => {
    const profiles = store();
    profiles.save(withPassword('One'), undefined, 'hush');
    profiles.save(withPassword('Two'), undefined, undefined);
    const { records, secrets } = homeFolders(home);
    expect(readFileSync(join(records, 'profile', 'one.json'), 'utf8')).not.toContain('hush');
    expect(statSync(join(secrets, 'secrets.json')).mode & 0o077).toBe(0);
    profiles.remove('One');
    expect(profiles.passwordOf(withPassword('Two'))).toBe('hush');
    profiles.remove('Two');
    expect(profiles.passwordOf(withPassword('Two'))).toBeUndefined();
  });

  it('are renamed, not copied', () => {
    const profiles = store();
    profiles.save(withPassword('Before'), undefined, undefined);
    profiles.save(withPassword('After'), 'Before', undefined);
    expect(profiles.list().map(({ profile }) => profile.name)).toEqual([BUILT_IN_PROFILE.name, 'After']);
    expect(() => profiles.named('Before')).toThrow(/no connection profile "Before"/);
  });
});

describe('records of the laboratory', () => {
  it('are kept by kind and name', () => {
    const records = labRecords(homeFolders(home).records, board, clock);
    const sample = sampleSchema.parse({ name: 'NCM85' });
    records.save({ kind: 'sample', record: sample });
    records.save({ kind: 'sample', record: { ...sample, notes: 'second' } });
    expect(records.list()).toEqual([{ kind: 'sample', record: { ...sample, notes: 'second' } }]);
    records.remove('sample', 'NCM85');
    expect(records.list()).toEqual([]);
  });

  it('raise an alert for a file that cannot be understood, until it is mended', () => {
    const folder = homeFolders(home).records;
    const records = labRecords(folder, board, clock);
    records.save({ kind: 'sample', record: sampleSchema.parse({ name: 'good' }) });
    const broken = join(folder, 'sample', 'broken.json');
    writeFileSync(broken, '{');
    expect(records.list()).toHaveLength(1);
    expect(alertIds()).toEqual(['unreadable-sample:broken.json']);
    rmSync(broken);
    records.list();
    expect(alertIds()).toEqual([]);
  });
});

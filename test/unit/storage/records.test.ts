import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleSchema } from '../../../shared/domain/sample.ts';
import { writeDurably } from '../../../src-main/core/storage/durable-files.ts';
import { fileNameFor } from '../../../src-main/core/storage/file-names.ts';
import { homeFolder, homeFolders } from '../../../src-main/core/storage/home.ts';
import { RecordFolder } from '../../../src-main/core/storage/records.ts';
import { SecretStore } from '../../../src-main/core/storage/secrets.ts';
import { temporaryFolder } from '../../support/run-files.ts';

let folder: string;
let remove: () => void;
beforeEach(() => ({ folder, remove } = temporaryFolder()));
afterEach(() => remove());

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('RecordFolder', () => {
  it('keeps records by name, whatever the case, with their defaults', () => {
    const samples = new RecordFolder(join(folder, 'samples'), sampleSchema, 'sample');
    expect(samples.list()).toEqual({ records: [], unreadable: [] });
    samples.put({ name: 'NCM85 bare', compositeMassMilligram: 12.5 });
    samples.put({ name: 'Aged' });
    samples.put({ name: 'ncm85  BARE ', compositeMassMilligram: 13 });
    expect(samples.list().records.map(({ name, compositeMassMilligram }) => [name, compositeMassMilligram])).toEqual([
      ['Aged', null],
      ['ncm85  BARE', 13],
    ]);
    expect(samples.get('NCM85 bare')).toMatchObject({ version: 1, oneCMilliampPerGram: 190 });
    samples.remove('Ncm85 Bare');
    samples.remove('never there');
    expect(samples.get('NCM85 bare')).toBeUndefined();
    expect(readdirSync(join(folder, 'samples'))).toEqual(['aged.json']);
  });

  it('refuses what its schema refuses and keeps the old one', () => {
    const samples = new RecordFolder(folder, sampleSchema, 'sample');
    samples.put({ name: 'a', compositeMassMilligram: 1 });
    expect(() => samples.put({ name: 'a', compositeMassMilligram: -1 })).toThrow(
      expect.objectContaining({ code: 'record-invalid', message: expect.stringContaining('above zero') as string }),
    );
    expect(samples.get('a')?.compositeMassMilligram).toBe(1);
  });

  it('lists what it cannot read with its problem', () => {
    const samples = new RecordFolder(folder, sampleSchema, 'sample');
    samples.put({ name: 'good' });
    writeFileSync(join(folder, 'broken.json'), '{"version": 1, "na');
    writeFileSync(join(folder, 'newer.json'), '{"version": 2, "name": "x"}');
    const { records, unreadable } = samples.list();
    expect(records.map(({ name }) => name)).toEqual(['good']);
    expect(unreadable.map(({ fileName, problem }) => [fileName, problem.code])).toEqual([
      ['broken.json', 'record-unreadable'],
      ['newer.json', 'record-unreadable'],
    ]);
  });
});

describe('fileNameFor', () => {
  it('is plain, and different for different names', () => {
    expect(fileNameFor('NCM85 bare 0.1C')).toBe('ncm85-bare-0.1c');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        const fold = (name: string) => name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
        expect(fileNameFor(a)).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
        if (fold(a) !== fold(b) && fold(a).replaceAll(' ', '-') !== fold(b).replaceAll(' ', '-'))
          expect(fileNameFor(a)).not.toBe(fileNameFor(b));
      }),
    );
  });
});

describe('writeDurably', () => {
  it('replaces the whole content and leaves nothing beside it', () => {
    const path = join(folder, 'a.json');
    writeDurably(path, 'a long first content');
    writeDurably(path, 'µ');
    expect(readFileSync(path, 'utf8')).toBe('µ');
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('leaves the old content and nothing else when it fails', () => {
    const path = join(folder, 'taken');
    mkdirSync(join(path, 'inside'), { recursive: true });
    expect(() => writeDurably(path, 'x')).toThrow();
    expect(readdirSync(folder)).toEqual(['taken']);
    expect(readdirSync(path)).toEqual(['inside']);
  });
});

describe('SecretStore', () => {
  it('keeps passwords in a file for the user only', () => {
    const secrets = new SecretStore(join(folder, 'secrets'));
    expect(secrets.get('lab')).toBeUndefined();
    expect(secrets.get('toString')).toBeUndefined();
    secrets.set('lab', 'pass-word ü');
    secrets.set('__proto__', 'x');
    secrets.set('other', 'y');
    secrets.remove('other');
    const again = new SecretStore(join(folder, 'secrets'));
    expect([again.get('lab'), again.get('other')]).toEqual(['pass-word ü', undefined]);
    if (process.platform === 'win32') return;
    expect(modeOf(join(folder, 'secrets'))).toBe(0o700);
    expect(modeOf(join(folder, 'secrets', 'secrets.json'))).toBe(0o600);
    chmodSync(join(folder, 'secrets', 'secrets.json'), 0o644);
    expect(again.get('lab')).toBe('pass-word ü');
    expect(modeOf(join(folder, 'secrets', 'secrets.json'))).toBe(0o600);
  });

  it('does not overwrite a file that it cannot understand', () => {
    const secrets = new SecretStore(folder);
    writeFileSync(join(folder, 'secrets.json'), 'mine');
    expect(() => secrets.set('a', 'b')).toThrow(expect.objectContaining({ code: 'secrets-unreadable' }));
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).toBe('mine');
  });
});

describe('homeFolders', () => {
  it('are below OPENDEMS_HOME where it is set, and private where they hold secrets', () => {
    const home = homeFolder({ OPENDEMS_HOME: join(folder, 'home') });
    expect(home).toBe(join(folder, 'home'));
    const folders = homeFolders(home);
    expect(folders.library).toBe(join(home, 'library'));
    if (process.platform === 'win32') return;
    expect([folders.pki, folders.secrets].map(modeOf)).toEqual([0o700, 0o700]);
    chmodSync(folders.pki, 0o755);
    homeFolders(home);
    expect(modeOf(folders.pki)).toBe(0o700);
  });

  it('are in the user’s application data otherwise', () => {
    expect(homeFolder({})).toMatch(/OpenDEMS/);
  });

  it('say when they cannot be made', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => homeFolders(join(folder, 'file', 'home'))).toThrow(
      expect.objectContaining({ code: 'home-not-writable' }),
    );
  });
});

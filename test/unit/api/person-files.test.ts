import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UPLOAD_CHUNK_BYTES } from '../../../shared/api/files.ts';
import { ManualClock } from '../../../shared/domain/clock.ts';
import { IncomingFiles } from '../../../src-main/core/api/incoming-files.ts';
import { OutgoingFiles, type DownloadOffer } from '../../../src-main/core/api/outgoing-files.ts';
import { plainFileName } from '../../../src-main/core/api/plain-file-name.ts';
import { transferFolder } from '../../../src-main/core/api/transfer-folder.ts';
import type { HostRequest } from '../../../src-main/core/host-messages.ts';
import { contentDisposition, DownloadOffers } from '../../../src-main/host-web/download-offers.ts';
import { takeFiles } from '../../../src-renderer/api/files.ts';
import type { Client } from '../../../shared/api/rpc.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

/** The core's side of the contract, as handlers would call it. */
function callerOf(incoming: IncomingFiles): Pick<Client, 'call'> {
  const call = async (method: string, input: { [key: string]: never }) => {
    if (method === 'files.upload') return incoming.begin(input.name, input.bytes);
    if (method === 'files.append') return incoming.append(input.handle, input.offset, input.data);
    if (method === 'files.release') return incoming.release(input.handles);
    throw new Error(method);
  };
  return { call: call as unknown as Client['call'] };
}

describe('files that come in', () => {
  it('arrive byte for byte in pieces, and go when they are released', async () => {
    const incoming = new IncomingFiles(join(folder(), 'in'), new ManualClock());
    const bytes = Uint8Array.from({ length: 2 * UPLOAD_CHUNK_BYTES + 77 }, (_, i) => (i * 31) % 251);
    const sent: number[] = [];
    const [taken, empty] = await takeFiles(
      callerOf(incoming),
      [new File([bytes], 'Messung 1.mpt'), new File([], 'empty.txt')],
      { onProgress: (done, total) => sent.push(done / total) },
    );
    expect(taken).toMatchObject({ name: 'Messung 1.mpt', bytes: bytes.length });
    const { path } = incoming.get(taken.handle);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(readFileSync(incoming.get(empty.handle).path)).toHaveLength(0);
    expect(sent.at(-1)).toBe(1);
    incoming.release([taken.handle]);
    expect(existsSync(path)).toBe(false);
    expect(() => incoming.get(taken.handle)).toThrow('no longer has one of these files');
  });

  it('leave nothing when the window stops in the middle', async () => {
    const place = folder();
    const incoming = new IncomingFiles(join(place, 'in'), new ManualClock());
    const abort = new AbortController();
    const big = new File([new Uint8Array(3 * UPLOAD_CHUNK_BYTES)], 'big.mpt');
    const taking = takeFiles(callerOf(incoming), [new File(['a'], 'a.txt'), big], {
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await expect(taking).rejects.toThrow();
    expect(readdirSync(join(place, 'in'))).toEqual([]);
  });

  it('are refused out of order, too long, or unfinished', async () => {
    const incoming = new IncomingFiles(join(folder(), 'in'), new ManualClock());
    const { handle } = incoming.begin('a.txt', 10);
    await expect(incoming.append(handle, 4, new Uint8Array(2))).rejects.toThrow('did not arrive whole');
    await incoming.append(handle, 0, new Uint8Array(6));
    expect(() => incoming.get(handle)).toThrow('did not arrive whole');
    await expect(incoming.append(handle, 6, new Uint8Array(5))).rejects.toThrow('did not arrive whole');
  });

  it('refuses an upload larger than the disk, with both sizes', () => {
    const incoming = new IncomingFiles(join(folder(), 'in'), new ManualClock());
    expect(() => incoming.begin('huge.asc', 1e18)).toThrow(/huge\.asc has 1000000000000 MB, and the disk/);
  });

  it('names files of the host where they lie and never removes them', () => {
    const place = folder();
    writeFileSync(join(place, 'run.asc'), 'text');
    const incoming = new IncomingFiles(join(place, 'in'), new ManualClock());
    const [file] = incoming.offer([join(place, 'run.asc')]);
    expect(file).toMatchObject({ name: 'run.asc', bytes: 4 });
    incoming.release([file.handle]);
    expect(existsSync(join(place, 'run.asc'))).toBe(true);
    expect(() => incoming.offer([place])).toThrow('is a folder');
    expect(() => incoming.offer([join(place, 'gone.asc')])).toThrow('cannot be opened');
  });

  it('lets go of what nobody asked for in twelve hours', () => {
    const clock = new ManualClock();
    const place = folder();
    const incoming = new IncomingFiles(join(place, 'in'), clock);
    incoming.begin('old.txt', 1);
    clock.advanceMs(13 * 3600e3);
    incoming.begin('new.txt', 1);
    expect(readdirSync(join(place, 'in'))).toHaveLength(1);
  });
});

function outgoing(place: string, answer: string | null | undefined) {
  const offers: DownloadOffer[] = [];
  const asked: HostRequest[] = [];
  const clock = new ManualClock();
  const files = new OutgoingFiles({
    folder: join(place, 'out'),
    clock,
    hasDialogs: answer !== undefined,
    askHost: async (request) => {
      asked.push(request);
      return answer;
    },
    offerDownload: (offer) => offers.push(offer),
  });
  return { files, offers, asked, clock };
}

describe('files that go out', () => {
  it('are saved where the person said, whole, over what was there', async () => {
    const place = folder();
    writeFileSync(join(place, 'chosen.pdf'), 'old');
    const { files, asked } = outgoing(place, join(place, 'chosen.pdf'));
    const target = (await files.saveAs('Gas/report: 1.pdf'))!;
    expect(asked).toEqual([{ kind: 'choose-save-path', suggestedName: 'Gas-report- 1.pdf' }]);
    const written = await files.write(target, (path) => {
      expect(path).toMatch(/\.pdf$/);
      expect(readFileSync(join(place, 'chosen.pdf'), 'utf8')).toBe('old');
      writeFileSync(path, 'new report');
    });
    expect(written).toMatchObject({ name: 'chosen.pdf', bytes: 10, download: null });
    expect(readFileSync(join(place, 'chosen.pdf'), 'utf8')).toBe('new report');
    expect(readdirSync(place)).toEqual(['chosen.pdf']);
    await files.reveal(written.saved!);
    expect(asked.at(-1)).toEqual({ kind: 'reveal', path: join(place, 'chosen.pdf') });
    await expect(files.write(target, () => {})).rejects.toThrow('no longer known');
  });

  it.each(['throws', 'is cancelled'])('leaves the old file and no half one where the work %s', async (how) => {
    const place = folder();
    writeFileSync(join(place, 'a.csv'), 'old');
    const { files } = outgoing(place, join(place, 'a.csv'));
    const abort = new AbortController();
    const writing = files.write(
      (await files.saveAs('a.csv'))!,
      (path) => {
        writeFileSync(path, 'half');
        if (how === 'throws') throw new Error('no space');
        abort.abort();
      },
      abort.signal,
    );
    await expect(writing).rejects.toThrow();
    expect(readFileSync(join(place, 'a.csv'), 'utf8')).toBe('old');
    expect(readdirSync(place)).toEqual(['a.csv']);
  });

  it('is null where the dialog was closed', async () => {
    const { files } = outgoing(folder(), null);
    expect(await files.saveAs('a.csv')).toBeNull();
  });

  it('are given to a browser once, under their name, and removed', async () => {
    const place = folder();
    const { files, offers } = outgoing(place, undefined);
    const target = (await files.saveAs('Proben-Übersicht.csv'))!;
    const written = await files.write(target, (path) => writeFileSync(path, 'x,y\n1,2\n'));
    expect(written).toMatchObject({ name: 'Proben-Übersicht.csv', bytes: 8, saved: null });
    const downloads = new DownloadOffers();
    for (const offer of offers) downloads.add(offer);
    const server = createServer((_, response) => {
      if (!downloads.serve(written.download!, response)) response.writeHead(404).end();
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const first = await fetch(url);
    expect(await first.text()).toBe('x,y\n1,2\n');
    expect(first.headers.get('content-type')).toBe('application/octet-stream');
    expect(first.headers.get('content-disposition')).toContain("filename*=UTF-8''Proben-%C3%9Cbersicht.csv");
    expect((await fetch(url)).status).toBe(404);
    expect(readdirSync(join(place, 'out'))).toEqual([]);
    await new Promise((closed) => server.close(closed));
  });

  it('are removed where nobody fetches them within the hour', async () => {
    const place = folder();
    const { files, clock } = outgoing(place, undefined);
    await files.write((await files.saveAs('a.csv'))!, (path) => writeFileSync(path, 'x'));
    clock.advanceMs(3600e3);
    expect(readdirSync(join(place, 'out'))).toEqual([]);
  });
});

describe('plainFileName', () => {
  it('leaves good names alone and takes folders out of bad ones', () => {
    expect(plainFileName('Größe 3, bare NCM85.pdf')).toBe('Größe 3, bare NCM85.pdf');
    expect(plainFileName('../../etc/passwd')).toBe('-..-etc-passwd');
    expect(plainFileName('C:\\runs\\a.csv')).toBe('C-runs-a.csv');
    expect(plainFileName('..')).toBe('opendems');
  });

  it('is one plain name whatever was suggested', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const name = plainFileName(text);
        expect(name).not.toMatch(/[/\\:*?"<>|\p{Cc}]/u);
        expect(name).not.toMatch(/^\./);
        expect(name.length).toBeGreaterThan(0);
        // A header takes it, too.
        expect(contentDisposition(name)).toMatch(/^[\x20-\x7e]+$/);
      }),
    );
  });
});

describe('transferFolder', () => {
  it('removes what processes left that are gone, and nothing of those that live', () => {
    const home = folder();
    for (const name of ['999999999', String(process.ppid)])
      mkdirSync(join(home, 'transfer', name), { recursive: true });
    expect(transferFolder(home)).toBe(join(home, 'transfer', String(process.pid)));
    expect(readdirSync(join(home, 'transfer'))).toEqual([String(process.ppid)]);
  });
});

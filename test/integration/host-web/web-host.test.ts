import { mkdtemp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeFrame } from '../../../shared/api/frame.ts';
import { openServedWindow } from '../../../src-main/host-web/open-served-window.ts';
import { runWebHost, type WebHost } from '../../../src-main/host-web/run-web-host.ts';
import { MAXIMUM_MESSAGE_BYTES } from '../../../src-main/host-web/window-server.ts';
import { builtProgramFolder } from '../../support/built-program.ts';
import { ask, cookieOf, launch, openClient, openSocket } from '../../support/web-client.ts';

let folder: string;
let home: string;
let host: WebHost;
const said: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendems-web-'));
  home = join(folder, 'home');
  const rendererFolder = join(folder, 'renderer');
  await mkdir(join(rendererFolder, 'assets'), { recursive: true });
  await writeFile(join(rendererFolder, 'index.html'), '<!doctype html><title>window</title>');
  await writeFile(join(rendererFolder, 'assets', 'main.js'), 'export {};');
  await writeFile(join(folder, 'secret.html'), 'outside');
  host = await runWebHost({
    home,
    openBrowser: false,
    say: (line) => said.push(line),
    coreModule: join(builtProgramFolder(), 'core-process.mjs'),
    rendererFolder,
  });
});

afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

const origin = () => new URL(host.url).origin;
const enter = async () => cookieOf(await launch(host.url, host.mintToken()));

describe('the front door', () => {
  it('says where it is and how to get in, without a token in any address', () => {
    expect(said[0]).toContain(host.url);
    expect(said.join('\n')).toMatch(/enter the code [A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}/);
    expect(said.join('\n')).not.toContain('token=');
  });

  it('asks a stranger for the code and shows nothing else', async () => {
    const page = await ask(host.url);
    expect(page.status).toBe(200);
    expect(page.body).toContain('name="token"');
    expect((await ask(host.url, { path: '/index.html' })).status).toBe(403);
    expect((await ask(host.url, { path: '/assets/main.js' })).status).toBe(403);
  });

  it('exchanges a token once for a cookie that scripts and other sites do not get', async () => {
    const token = host.mintToken();
    const entered = await launch(host.url, token);
    expect(entered.status).toBe(200);
    expect(entered.headers['set-cookie']).toEqual([expect.stringMatching(/HttpOnly; SameSite=Strict; Path=\/$/)]);
    const replayed = await launch(host.url, token);
    expect(replayed.status).toBe(403);
    expect(replayed.headers['set-cookie']).toBeUndefined();
  });

  it('serves the window under the security policy to whoever came in', async () => {
    const cookie = await enter();
    const page = await ask(host.url, { headers: { cookie } });
    expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>window</title>' });
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    const script = await ask(host.url, { path: '/assets/main.js', headers: { cookie } });
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  it.each([
    '/../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/assets/..%5c..%5csecret.html',
    '/missing.js',
  ])('does not find %s', async (path) => {
    const answer = await ask(host.url, { path, headers: { cookie: await enter() } });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('outside');
  });

  it('answers to its own name only: another name for this computer is how foreign pages get in', async () => {
    const cookie = await enter();
    const names = [`localhost:${host.port}`, 'evil.example', `evil.example:${host.port}`];
    for (const name of names) expect((await ask(host.url, { headers: { host: name, cookie } })).status).toBe(403);
  });

  it('refuses foreign origins and everything that is no reading', async () => {
    const cookie = await enter();
    const foreign = { cookie, origin: 'http://evil.example' };
    expect((await ask(host.url, { headers: foreign })).status).toBe(403);
    expect((await ask(host.url, { method: 'DELETE', headers: { cookie } })).status).toBe(405);
    expect((await launch(host.url, host.mintToken(), 'http://evil.example')).status).toBe(403);
  });

  it('refuses a form that is too large to be one of ours', async () => {
    const body = 'x'.repeat(2000);
    const answer = await ask(host.url, { method: 'POST', path: '/launch', headers: { origin: 'null' }, body });
    expect(answer.status).toBe(404);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });
});

describe('the socket', () => {
  it('carries calls and events to the core', async () => {
    const client = await openClient(host.url, await enter());
    const state = await client.call('live.state', {});
    expect(state.state).toBe('idle');
    client.close();
  });

  it('opens only for our own page of somebody who came in', async () => {
    const cookie = await enter();
    const good = { cookie, origin: origin() };
    const bad: Record<string, string>[] = [
      { cookie, origin: 'http://evil.example' },
      { cookie, origin: 'null' },
      { cookie },
      { origin: origin() },
      { cookie: `opendems-${host.port}=forged`, origin: origin() },
      { ...good, host: `localhost:${host.port}` },
    ];
    for (const headers of bad) await expect(openSocket(host.url, headers)).rejects.toThrow(/403/);
    const socket = await openSocket(host.url, good);
    socket.terminate();
  });

  it.each([
    ['a message over the limit', () => new Uint8Array(MAXIMUM_MESSAGE_BYTES + 1)],
    ['a text', () => 'hello'],
    ['bytes that are no frame', () => new Uint8Array(100)],
  ])('is closed by %s', async (_what, message) => {
    const socket = await openSocket(host.url, { cookie: await enter(), origin: origin() });
    const closed = new Promise((done) => socket.once('close', done));
    socket.on('error', () => {});
    socket.send(message());
    await closed;
  });

  it('answers nothing but hello before hello', async () => {
    const socket = await openSocket(host.url, { cookie: await enter(), origin: origin() });
    const answered = new Promise<Buffer>((done) => socket.once('message', done));
    socket.send(encodeFrame({ k: 'call', id: 1, method: 'runs.list', input: {} }));
    expect((await answered).toString()).toContain('hello-first');
    socket.terminate();
  });
});

describe('opendems open', () => {
  it('gets another code from the running host through a file that only this user can read', async () => {
    const control = join(home, 'launch', `serve-${host.port}.json`);
    expect((await stat(control)).mode & 0o077).toBe(0);
    expect((await stat(join(home, 'launch'))).mode & 0o077).toBe(0);
    const lines: string[] = [];
    await openServedWindow({ home, openBrowser: false, say: (line) => lines.push(line) });
    const code = /enter the code ([A-Z2-9-]+)/.exec(lines.join('\n'))![1];
    expect((await launch(host.url, code)).status).toBe(200);
  });

  it('mints for nobody without the secret of that file', async () => {
    for (const authorization of ['', 'Bearer ', 'Bearer wrong'])
      expect((await ask(host.url, { method: 'POST', path: '/mint', headers: { authorization } })).status).toBe(403);
    const { secret } = JSON.parse(await readFile(join(home, 'launch', `serve-${host.port}.json`), 'utf8')) as {
      secret: string;
    };
    const headers = { authorization: `Bearer ${secret}`, origin: origin() };
    expect((await ask(host.url, { method: 'POST', path: '/mint', headers })).status).toBe(403);
  });

  it('says that nothing is served where nothing is, and tidies up after a host that was killed', async () => {
    const other = join(folder, 'other-home');
    await mkdir(join(other, 'launch'), { recursive: true });
    const stale = join(other, 'launch', 'serve-9.json');
    await writeFile(stale, JSON.stringify({ port: 9, secret: 's', processId: 1 }));
    const opening = openServedWindow({ home: other, openBrowser: false, say: () => {} });
    await expect(opening).rejects.toMatchObject({ problem: { code: 'nothing-served' } });
    await expect(stat(stale)).rejects.toThrow('ENOENT');
  });
});

describe('a core that dies', () => {
  it('is started again, and windows connect to the new one', async () => {
    const cookie = await enter();
    const client = await openClient(host.url, cookie);
    const closed = new Promise<void>((done) => client.onClose(done));
    const dead = host.coreProcessId()!;
    process.kill(dead, 'SIGKILL');
    await closed;
    await vi.waitFor(() => expect(host.coreProcessId()).not.toBe(dead), { timeout: 10_000 });
    const again = await openClient(host.url, cookie);
    expect((await again.call('live.state', {})).state).toBe('idle');
    again.close();
  });
});

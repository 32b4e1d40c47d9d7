import { describe, expect, it } from 'vitest';
import { decideRequest, decideUpgrade, type RequestFacts } from '../../../src-main/host-web/decide-request.ts';

const PORT = 4711;
const OWN = 'http://127.0.0.1:4711';
const get = (path: string, more: Partial<RequestFacts> = {}): RequestFacts => ({
  method: 'GET',
  path,
  host: '127.0.0.1:4711',
  origin: undefined,
  fetchSite: 'same-origin',
  ...more,
});

describe('decideRequest', () => {
  it('serves files of the window to a browser with a session', () => {
    expect(decideRequest(get('/'), PORT, true)).toMatchObject({ kind: 'file', file: { segments: ['index.html'] } });
    expect(decideRequest(get('/assets/main.js'), PORT, true)).toMatchObject({ kind: 'file' });
  });

  it('gives a download to a session of our own page, by GET and with a whole handle', () => {
    const path = `/download/${'A-_9'.repeat(11).slice(0, 43)}`;
    expect(decideRequest(get(path), PORT, true)).toEqual({ kind: 'download', handle: path.slice(10) });
    expect(decideRequest(get(path), PORT, false)).toMatchObject({ kind: 'refuse', status: 403 });
    expect(decideRequest(get(path, { fetchSite: 'same-site' }), PORT, true)).toMatchObject({ status: 403 });
    expect(decideRequest(get(path, { method: 'HEAD' }), PORT, true)).toMatchObject({ status: 404 });
    expect(decideRequest(get('/download/../index.html'), PORT, true)).toMatchObject({ status: 404 });
  });

  it('asks a browser without a session for a token on the front page, and refuses it everything else', () => {
    expect(decideRequest(get('/'), PORT, false)).toEqual({ kind: 'ask-token' });
    expect(decideRequest(get('/assets/main.js'), PORT, false)).toMatchObject({ kind: 'refuse', status: 403 });
  });

  it('gives the sign-in page its picture and style before anybody has signed in, but not to foreign pages', () => {
    for (const path of ['/favicon.svg', '/sign-in.css']) {
      expect(decideRequest(get(path), PORT, false)).toMatchObject({ kind: 'file' });
      expect(decideRequest(get(path, { fetchSite: 'cross-site' }), PORT, false)).toMatchObject({ status: 403 });
    }
  });

  it.each([
    'localhost:4711',
    'evil.example',
    'evil.example:4711',
    '127.0.0.1',
    '127.0.0.1:4712',
    '[::1]:4711',
    undefined,
  ])('refuses the host name %s, session or not', (host) => {
    for (const hasSession of [true, false])
      for (const method of ['GET', 'POST'])
        for (const path of ['/', '/launch', '/mint'])
          expect(decideRequest(get(path, { host, method }), PORT, hasSession)).toMatchObject({ status: 403 });
  });

  it('refuses a foreign origin and pages of other local servers, whose requests would carry our cookie', () => {
    expect(decideRequest(get('/a.js', { origin: 'http://127.0.0.1:9999' }), PORT, true)).toMatchObject({ status: 403 });
    expect(decideRequest(get('/a.js', { fetchSite: 'same-site' }), PORT, true)).toMatchObject({ status: 403 });
    expect(decideRequest(get('/a.js', { fetchSite: 'cross-site' }), PORT, true)).toMatchObject({ status: 403 });
    expect(decideRequest(get('/a.js', { origin: OWN }), PORT, true)).toMatchObject({ kind: 'file' });
  });

  it('exchanges tokens by POST only, from our own page or the local redirect file', () => {
    const launch = (origin: string | undefined) =>
      decideRequest(get('/launch', { method: 'POST', origin, fetchSite: 'cross-site' }), PORT, false);
    expect(launch('null')).toEqual({ kind: 'launch' });
    expect(launch(OWN)).toEqual({ kind: 'launch' });
    expect(launch('https://evil.example')).toMatchObject({ status: 403 });
    expect(launch(undefined)).toMatchObject({ status: 403 });
    expect(decideRequest(get('/launch'), PORT, true)).toMatchObject({ status: 404 });
  });

  it('mints for programs only: a browser always sends an origin with POST', () => {
    expect(decideRequest(get('/mint', { method: 'POST' }), PORT, false)).toEqual({ kind: 'mint' });
    for (const origin of [OWN, 'null', 'https://evil.example'])
      expect(decideRequest(get('/mint', { method: 'POST', origin }), PORT, true)).toMatchObject({ status: 403 });
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'CONNECT', 'TRACE'])('refuses %s', (method) => {
    expect(decideRequest(get('/', { method }), PORT, true)).toMatchObject({ status: 405 });
  });

  it.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/.env',
    '/a//b.js',
    '/a\\b.js',
    '/a.ts',
    '/x',
  ])('finds no file at %s', (path) => {
    expect(decideRequest(get(path), PORT, true)).toMatchObject({ status: 404 });
  });
});

describe('decideUpgrade', () => {
  const good = get('/channel', { origin: OWN });

  it('lets our own page with a session connect', () => {
    expect(decideUpgrade(good, PORT, true)).toEqual({ refusal: undefined });
  });

  it.each([
    ['another path', { path: '/' }, true],
    ['another host', { host: 'localhost:4711' }, true],
    ['another origin', { origin: 'http://127.0.0.1:9999' }, true],
    ['an opaque origin', { origin: 'null' }, true],
    ['no origin', { origin: undefined }, true],
    ['no session', {}, false],
  ])('refuses %s', (_what, change, hasSession) => {
    expect(decideUpgrade({ ...good, ...change }, PORT, hasSession).refusal).toEqual(expect.any(String));
  });
});

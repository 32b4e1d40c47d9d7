import { expect, test } from '../support/program.ts';
import { mintWebToken } from '../support/web-app.ts';
import { ask, cookieOf, launch, openSocket } from '../support/web-client.ts';

test.describe('the web host', () => {
  test('knows its browser by a cookie that the page cannot read, and takes a token once', async ({ program }) => {
    const url = program.window.url();
    expect(await program.window.evaluate(() => document.cookie)).toBe('');
    const [cookie] = await program.window.context().cookies(url);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    expect(cookie.name).toBe(`opendems-${new URL(url).port}`);
    const token = await mintWebToken(program.home);
    expect((await launch(url, token)).status).toBe(200);
    expect((await launch(url, token)).status).toBe(403);
  });

  test('shares no memory with another origin, so that it may measure its own', async ({ program }) => {
    const megabytes = await program.window.evaluate(async () => {
      type Measured = { measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }> };
      const { bytes } = (await (performance as Measured).measureUserAgentSpecificMemory?.()) ?? { bytes: 0 };
      return crossOriginIsolated ? bytes / 1e6 : 0;
    });
    expect(megabytes).toBeGreaterThan(1);
    expect(megabytes).toBeLessThan(300);
  });

  test('shows a stranger only the question for the code', async ({ program, playwright }) => {
    const stranger = await playwright.request.newContext();
    const url = program.window.url();
    expect(await (await stranger.get(url)).text()).toContain('name="token"');
    expect((await stranger.get(`${url}index.html`)).status()).toBe(403);
    await stranger.dispose();
  });

  test('refuses other names for this computer, other origins, and sockets of other pages', async ({ program }) => {
    const url = program.window.url();
    const { port, origin } = new URL(url);
    const cookie = cookieOf(await launch(url, await mintWebToken(program.home)));
    expect((await ask(url, { headers: { cookie } })).status).toBe(200);
    expect((await ask(url, { headers: { cookie, host: `localhost:${port}` } })).status).toBe(403);
    expect((await ask(url, { headers: { cookie, host: 'rebound.example' } })).status).toBe(403);
    expect((await ask(url, { headers: { cookie, origin: 'https://evil.example' } })).status).toBe(403);
    await expect(openSocket(url, { cookie, origin: 'https://evil.example' })).rejects.toThrow(/403/);
    await expect(openSocket(url, { cookie: '', origin })).rejects.toThrow(/403/);
  });

  test('cuts off a frame that is too large and serves the other window on', async ({ program }) => {
    const url = program.window.url();
    const cookie = cookieOf(await launch(url, await mintWebToken(program.home)));
    const socket = await openSocket(url, { cookie, origin: new URL(url).origin });
    const closed = new Promise<number>((done) => socket.once('close', (code) => done(code)));
    socket.on('error', () => {});
    socket.send(new Uint8Array(5 * 1024 * 1024));
    expect([1006, 1009]).toContain(await closed);
    await expect(program.window).toHaveTitle('OpenDEMS');
  });
});

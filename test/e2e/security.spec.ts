import { expect, test } from '../support/program.ts';

/** Addresses a window must never go to; `data:` and `file:` are what a dropped file or a slipped-in link would be. */
const FOREIGN = ['https://example.org/', 'file:///etc/passwd', 'data:text/html,<h1>foreign</h1>', 'about:blank'];

test.describe('what a script in the window cannot do', () => {
  test('run inline code, evaluate text, load or reach anything from elsewhere', async ({ program }) => {
    const outcome = await program.window.evaluate(async () => {
      const violated: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective));
      const state = window as unknown as { inlineRan?: boolean };
      const inline = document.createElement('script');
      inline.textContent = 'window.inlineRan = true';
      document.body.append(inline);
      // From a timer, because the debugger that runs this function may evaluate what it likes.
      const evaluated = await new Promise<boolean>((done) => {
        setTimeout(() => {
          try {
            // oxlint-disable-next-line no-new-func -- the policy is what is tested
            new Function('return 1')();
            done(true);
          } catch {
            done(false);
          }
        }, 0);
      });
      const blocked = async (work: () => Promise<unknown>) =>
        work().then(
          () => false,
          () => true,
        );
      const fetched = await blocked(() => fetch('https://example.org/'));
      const image = await new Promise<boolean>((done) => {
        const picture = new Image();
        picture.addEventListener('load', () => done(false));
        picture.addEventListener('error', () => done(true));
        picture.src = 'https://example.org/x.png';
      });
      const frame = document.createElement('iframe');
      frame.src = 'https://example.org/';
      const frameRefused = new Promise<void>((done) => {
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
          if (effectiveDirective === 'frame-src') done();
        });
      });
      document.body.append(frame);
      await frameRefused;
      frame.remove();
      return { inlineRan: state.inlineRan ?? false, evaluated, fetched, image, violated };
    });
    expect(outcome).toMatchObject({ inlineRan: false, evaluated: false, fetched: true, image: true });
    expect(outcome.violated).toEqual(
      expect.arrayContaining(['script-src-elem', 'connect-src', 'img-src', 'frame-src']),
    );
  });

  test('open another window', async ({ program }) => {
    const { window } = program;
    // `open` answers at once: the window it made, or null where the host refused one.
    const refused = await window.evaluate(
      (addresses) => addresses.map((address) => globalThis.open(address, '_blank') === null),
      FOREIGN,
    );
    expect(await window.evaluate(() => document.title)).toBe('OpenDEMS');
    // A browser opens tabs for whom it likes; the desktop window opens none, and none gets a channel.
    if (test.info().project.name === 'electron') expect(refused).toEqual(FOREIGN.map(() => true));
  });

  test('use the camera, the place, notifications or devices', async ({ program }) => {
    const states = await program.window.evaluate(async () => {
      const names = ['camera', 'microphone', 'geolocation', 'notifications', 'midi'] as PermissionName[];
      const answers = await Promise.all(
        names.map((name) => navigator.permissions.query({ name }).then(({ state }) => state)),
      );
      const media = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'granted',
        () => 'refused',
      );
      return { answers, media, node: typeof (globalThis as { require?: unknown }).require };
    });
    expect(states.answers).not.toContain('granted');
    expect(states).toMatchObject({ media: 'refused', node: 'undefined' });
  });
});

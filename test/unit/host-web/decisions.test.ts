import { describe, expect, it } from 'vitest';
import { decideBrowser, type BrowserFacts } from '../../../src-main/host-web/decide-browser.ts';
import { decideSignal } from '../../../src-main/host-web/decide-signal.ts';

const PAGE = 'file:///home/user/.local/share/OpenDEMS/launch/open-4711.html';

function facts(change: Partial<BrowserFacts> & { programs?: string[] } = {}): BrowserFacts {
  const programs = change.programs ?? ['chromium', 'xdg-open'];
  return {
    platform: 'linux',
    environment: { DISPLAY: ':0' },
    isRoot: false,
    find: (program) => (programs.includes(program) ? `/usr/bin/${program}` : undefined),
    ...change,
  };
}

describe('decideBrowser', () => {
  it('opens a Chromium as a window of its own, with a profile of its own', () => {
    const { command, args, note } = decideBrowser(PAGE, '/home/user/profile', facts())!;
    expect(command).toBe('/usr/bin/chromium');
    expect(args).toEqual(expect.arrayContaining([`--app=${PAGE}`, '--user-data-dir=/home/user/profile']));
    expect(args).not.toContain('--no-sandbox');
    expect(note).toBeUndefined();
  });

  it('leaves the sandbox off for root only, and says so', () => {
    const { args, note } = decideBrowser(PAGE, '/profile', facts({ isRoot: true }))!;
    expect(args).toContain('--no-sandbox');
    expect(note).toContain('without its sandbox');
  });

  it('falls back to the default browser, and to none without a display or a browser', () => {
    expect(decideBrowser(PAGE, '/p', facts({ programs: ['xdg-open'] }))?.command).toBe('/usr/bin/xdg-open');
    expect(decideBrowser(PAGE, '/p', facts({ programs: [] }))).toBeUndefined();
    expect(decideBrowser(PAGE, '/p', facts({ environment: {} }))).toBeUndefined();
    expect(decideBrowser(PAGE, '/p', facts({ environment: { WAYLAND_DISPLAY: 'wayland-0' } }))).toBeDefined();
  });

  it('asks the system on Windows and macOS, and the user’s own choice before everything', () => {
    expect(decideBrowser(PAGE, '/p', facts({ platform: 'win32', environment: {} }))?.command).toBe('rundll32');
    expect(decideBrowser(PAGE, '/p', facts({ platform: 'darwin', environment: {} }))?.command).toBe('open');
    expect(decideBrowser(PAGE, '/p', facts({ environment: { BROWSER: 'firefox' } }))).toEqual({
      command: 'firefox',
      args: [PAGE],
    });
  });
});

describe('decideSignal', () => {
  it('quits at once while nothing is recorded', () => {
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const)
      expect(decideSignal(signal, false, undefined)).toBe('quit');
  });

  it('never ends a run because a terminal was closed', () => {
    expect(decideSignal('SIGHUP', true, undefined)).toBe('ignore');
    expect(decideSignal('SIGHUP', true, 100)).toBe('ignore');
  });

  it('ends a run on the second Ctrl+C within 5 s', () => {
    expect(decideSignal('SIGINT', true, undefined)).toBe('warn');
    expect(decideSignal('SIGINT', true, 4999)).toBe('quit');
    expect(decideSignal('SIGINT', true, 5000)).toBe('warn');
  });

  it('obeys the system', () => {
    expect(decideSignal('SIGTERM', true, undefined)).toBe('quit');
  });
});

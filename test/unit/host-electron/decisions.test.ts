import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOSE_CHOICES, closeQuestion, decideClose } from '../../../src-main/host-electron/decide-close.ts';
import { decideNavigation, decideSender, isAppUrl } from '../../../src-main/host-electron/decide-navigation.ts';
import { decidePermission } from '../../../src-main/host-electron/decide-permission.ts';
import { fitWindow, parseWindowState, type Rectangle } from '../../../src-main/host-electron/fit-window.ts';

const FOREIGN = [
  'https://example.org/',
  'http://127.0.0.1:4711/',
  'file:///etc/passwd',
  'data:text/html,hello',
  'javascript:alert(1)',
  'about:blank',
  'blob:app://opendems/1234',
  'app://opendems.evil.example/',
  'app://evil/',
  'app://user@opendems/',
  'app://opendems:8080/',
  'App2://opendems/',
  'not an address',
  '',
];

describe('decideNavigation', () => {
  it('allows the window its own pages in its main frame', () => {
    expect(decideNavigation('app://opendems/', true)).toBe('allow');
    expect(decideNavigation('app://opendems/index.html#live', true)).toBe('allow');
    expect(decideNavigation('app://opendems/', false)).toBe('deny');
  });

  it.each(FOREIGN)('denies %s', (address) => {
    expect(isAppUrl(address)).toBe(false);
    expect(decideNavigation(address, true)).toBe('deny');
    expect(decideSender(address, false)).toBe('deny');
  });

  it('believes only our own page, and only unframed', () => {
    expect(decideSender('app://opendems/index.html', false)).toBe('allow');
    expect(decideSender('app://opendems/index.html', true)).toBe('deny');
  });
});

describe('decidePermission', () => {
  it('grants our page to write the clipboard and to fill the screen', () => {
    for (const permission of ['clipboard-sanitized-write', 'fullscreen'])
      expect(decidePermission(permission, 'app://opendems/', true)).toBe('grant');
  });

  it.each([
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'usb',
    'openExternal',
    'constructor',
    'toString',
  ])('denies %s', (permission) => {
    expect(decidePermission(permission, 'app://opendems/', true)).toBe('deny');
  });

  it('denies everything to others and to frames', () => {
    expect(decidePermission('fullscreen', 'https://example.org/', true)).toBe('deny');
    expect(decidePermission('fullscreen', 'app://opendems/', false)).toBe('deny');
  });
});

describe('decideClose', () => {
  it('asks before the last window of a recording program closes, and only then', () => {
    const all = fc.record({ isRecording: fc.boolean(), isQuitConfirmed: fc.boolean(), isLastWindow: fc.boolean() });
    fc.assert(
      fc.property(all, (facts) => {
        const mustAsk = facts.isRecording && facts.isLastWindow && !facts.isQuitConfirmed;
        expect(decideClose(facts)).toBe(mustAsk ? 'ask' : 'close');
      }),
    );
  });

  it('has a button for each choice, the harmless one being Enter and Escape', () => {
    const question = closeQuestion('NCM85 bare');
    expect(question.message).toBe('NCM85 bare is being recorded.');
    expect(question.buttons).toHaveLength(CLOSE_CHOICES.length);
    expect(CLOSE_CHOICES[question.defaultId]).toBe('keep-open');
    expect(CLOSE_CHOICES[question.cancelId]).toBe('keep-open');
  });
});

describe('fitWindow', () => {
  const MAIN: Rectangle = { x: 0, y: 0, width: 1920, height: 1040 };
  const SECOND: Rectangle = { x: 1920, y: -200, width: 2560, height: 1400 };

  it('opens centred on the main screen at first', () => {
    expect(fitWindow(undefined, [MAIN, SECOND])).toEqual({
      bounds: { x: 240, y: 70, width: 1440, height: 900 },
      isMaximized: false,
    });
  });

  it('opens where it was, on the second screen too', () => {
    const state = { bounds: { x: 2100, y: -100, width: 1600, height: 1000 }, isMaximized: true };
    expect(fitWindow(state, [MAIN, SECOND])).toEqual(state);
  });

  it('comes back to the main screen when its screen has gone', () => {
    const state = { bounds: { x: 2100, y: -100, width: 1600, height: 1000 }, isMaximized: false };
    expect(fitWindow(state, [MAIN]).bounds).toEqual({ x: 160, y: 20, width: 1600, height: 1000 });
  });

  it('comes back when only the part that is cut off was visible', () => {
    const state = { bounds: { x: -4000, y: 0, width: 4500, height: 800 }, isMaximized: false };
    expect(fitWindow(state, [MAIN]).bounds).toEqual({ x: 0, y: 120, width: 1920, height: 800 });
  });

  it('always has its head on a screen and fits it', () => {
    const number = fc.integer({ min: -5000, max: 5000 });
    const bounds = fc.record({ x: number, y: number, width: number, height: number });
    fc.assert(
      fc.property(bounds, fc.boolean(), (remembered, isMaximized) => {
        const fitted = fitWindow({ bounds: remembered, isMaximized }, [MAIN, SECOND]).bounds;
        const isUsable = [MAIN, SECOND].some(
          (area) =>
            fitted.width <= area.width &&
            fitted.height <= area.height &&
            fitted.y >= area.y &&
            fitted.y + 20 <= area.y + area.height &&
            Math.min(fitted.x + fitted.width, area.x + area.width) - Math.max(fitted.x, area.x) >= 100,
        );
        expect(isUsable).toBe(true);
      }),
    );
  });
});

describe('parseWindowState', () => {
  it('reads what was written and nothing else', () => {
    const state = { bounds: { x: 1, y: 2, width: 1200, height: 800 }, isMaximized: true };
    expect(parseWindowState(JSON.stringify(state))).toEqual(state);
    for (const text of [
      '',
      'null',
      '{}',
      '{"bounds":{"x":"1"},"isMaximized":true}',
      JSON.stringify({ ...state, isMaximized: 1 }),
    ])
      expect(parseWindowState(text)).toBeUndefined();
  });
});

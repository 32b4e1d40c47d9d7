import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../shared/domain/clock.ts';
import { BrowserSessions } from '../../../src-main/host-web/browser-sessions.ts';
import { equalSecrets } from '../../../src-main/host-web/equal-secrets.ts';
import { LaunchTokens, printedToken, TOKEN_VALID_MS } from '../../../src-main/host-web/launch-tokens.ts';

describe('launch tokens', () => {
  it('let in once', () => {
    const tokens = new LaunchTokens(new ManualClock());
    const token = tokens.mint();
    expect(tokens.take(token)).toBe(true);
    expect(tokens.take(token)).toBe(false);
  });

  it('are good for 60 s and not a moment longer', () => {
    const clock = new ManualClock();
    const tokens = new LaunchTokens(clock);
    const [early, late] = [tokens.mint(), tokens.mint()];
    clock.advanceMs(TOKEN_VALID_MS);
    expect(tokens.take(early)).toBe(true);
    clock.advanceMs(1);
    expect(tokens.take(late)).toBe(false);
  });

  it('may be typed as they are printed', () => {
    const tokens = new LaunchTokens(new ManualClock());
    const token = tokens.mint();
    expect(printedToken(token)).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    expect(tokens.take(` ${printedToken(token).toLowerCase()} `)).toBe(true);
  });

  it('stop all guessing after five wrong ones, for a minute', () => {
    const clock = new ManualClock();
    const tokens = new LaunchTokens(clock);
    for (let i = 0; i < 5; i++) expect(tokens.take(`WRONG${i}`)).toBe(false);
    expect(tokens.take(tokens.mint())).toBe(false);
    clock.advanceMs(TOKEN_VALID_MS);
    expect(tokens.take(tokens.mint())).toBe(true);
  });

  it('do not repeat', () => {
    const tokens = new LaunchTokens(new ManualClock());
    const minted = Array.from({ length: 1000 }, () => tokens.mint());
    expect(new Set(minted).size).toBe(1000);
    expect(tokens.take('')).toBe(false);
  });
});

describe('browser sessions', () => {
  it('are known by a cookie that no script and no other site gets, with the port in its name', () => {
    const sessions = new BrowserSessions(4711);
    const header = sessions.open();
    expect(header).toMatch(/^opendems-4711=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    const cookie = header.split(';')[0];
    expect(sessions.isOpen(cookie)).toBe(true);
    expect(sessions.isOpen(`other=1; ${cookie}; more=2`)).toBe(true);
  });

  it('are not open to other values, other ports or nobody', () => {
    const sessions = new BrowserSessions(4711);
    expect(sessions.isOpen(undefined)).toBe(false);
    expect(sessions.isOpen('opendems-4711=')).toBe(false);
    const value = sessions.open().split(';')[0].split('=')[1];
    expect(sessions.isOpen(`opendems-4712=${value}`)).toBe(false);
    expect(sessions.isOpen(`opendems-4711=${value.slice(1)}`)).toBe(false);
    expect(sessions.isOpen(`opendems-4711=${value}x`)).toBe(false);
    expect(new BrowserSessions(4711).isOpen(`opendems-4711=${value}`)).toBe(false);
  });
});

describe('equalSecrets', () => {
  it('compares texts of any length', () => {
    expect(equalSecrets('abc', 'abc')).toBe(true);
    expect(equalSecrets('abc', 'abd')).toBe(false);
    expect(equalSecrets('abc', 'abcd')).toBe(false);
    expect(equalSecrets('', '')).toBe(true);
  });
});

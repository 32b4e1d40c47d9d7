import { describe, expect, it } from 'vitest';
import { bindingText, matchesBinding, type KeyPress } from '../../../src-renderer/commands/key-binding.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

describe('matchesBinding', () => {
  it('matches letters by name, with exactly the modifiers of the binding', () => {
    expect(matchesBinding('N', press('n'))).toBe(true);
    expect(matchesBinding('N', press('N', { shiftKey: true }))).toBe(false);
    expect(matchesBinding('Ctrl+Shift+C', press('C', { ctrlKey: true, shiftKey: true }))).toBe(true);
    expect(matchesBinding('Ctrl+C', press('C', { ctrlKey: true, shiftKey: true }))).toBe(false);
    expect(matchesBinding('Ctrl+1', press('1', { metaKey: true }))).toBe(true);
    expect(matchesBinding('1', press('1', { ctrlKey: true }))).toBe(false);
    expect(matchesBinding('F', press('f', { altKey: true }))).toBe(false);
  });

  it('matches signs whatever Shift the layout needs for them', () => {
    expect(matchesBinding('+', press('+', { shiftKey: true }))).toBe(true);
    expect(matchesBinding('?', press('?', { shiftKey: true }))).toBe(true);
    expect(matchesBinding('-', press('-'))).toBe(true);
  });

  it('matches named keys with their Shift', () => {
    expect(matchesBinding('Space', press(' '))).toBe(true);
    expect(matchesBinding('ArrowLeft', press('ArrowLeft'))).toBe(true);
    expect(matchesBinding('ArrowLeft', press('ArrowLeft', { shiftKey: true }))).toBe(false);
    expect(matchesBinding('Shift+ArrowLeft', press('ArrowLeft', { shiftKey: true }))).toBe(true);
  });

  it('writes keys as they are printed', () => {
    expect(bindingText('Shift+ArrowLeft')).toBe('Shift+\u2190');
    expect(bindingText('-')).toBe('\u2212');
    expect(bindingText('Ctrl+1')).toBe('Ctrl+1');
  });
});

/** What is needed of a keyboard event. */
export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/**
 * Does a press match a binding such as `Ctrl+Shift+L`, `N`, `Shift+ArrowLeft`, `Space`, `?`? Letters match by name
 * whatever the caps lock says; signs match by what the keyboard's layout makes of them, so `+` and `?` need no Shift here.
 * Command (⌘) stands for Ctrl.
 */
export function matchesBinding(binding: string, press: KeyPress): boolean {
  const parts = binding === '+' ? ['+'] : binding.split('+');
  const key = parts.at(-1)!;
  const wantsCtrl = parts.includes('Ctrl');
  const wantsShift = parts.includes('Shift');
  if (press.altKey || (press.ctrlKey || press.metaKey) !== wantsCtrl) return false;
  const pressed = press.key === ' ' ? 'Space' : press.key;
  if (/^[A-Z]$/.test(key)) return pressed.toUpperCase() === key && press.shiftKey === wantsShift;
  if (key.length > 1) return pressed === key && press.shiftKey === wantsShift;
  return pressed === key;
}

/** How a binding reads in help and beside buttons. */
export function bindingText(binding: string): string {
  return binding
    .replace('ArrowLeft', '\u2190')
    .replace('ArrowRight', '\u2192')
    .replace('Escape', 'Esc')
    .replace(/^-$/, '\u2212');
}

import { navigation } from '../state/navigation.svelte.ts';
import { COMMANDS } from './command-table.ts';
import { matchesBinding } from './key-binding.ts';

/** Keys that a control under the focus needs for itself. */
function belongsToControl(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (event.ctrlKey || event.metaKey) return target.matches('input, textarea') && /^[czyvxa]$/i.test(event.key);
  if (event.key === 'F1') return false;
  if (target.matches('textarea, select, [contenteditable], [role="menuitem"]')) return true;
  if (target.matches('input[type="radio"], input[type="checkbox"]')) return /^(Arrow| |Enter)/.test(event.key);
  if (target.matches('input')) return event.key !== 'Escape';
  return target.matches('button, a, summary') && (event.key === ' ' || event.key === 'Enter');
}

/** Runs commands by their keys; returns the function that stops. In a dialog only the dialog's own keys count. */
export function listenToKeys(): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || navigation.dialog || belongsToControl(event)) return;
    const command = COMMANDS.find(
      (candidate) => candidate.keys.some((key) => matchesBinding(key, event)) && candidate.enabled?.() !== false,
    );
    if (!command) return;
    event.preventDefault();
    command.run();
  };
  window.addEventListener('keydown', listen);
  return () => window.removeEventListener('keydown', listen);
}

import { openServedWindow } from '../host-web/open-served-window.ts';
import { terminal } from './command.ts';

/** `opendems open`: another window on what is being served. */
export function openServed(): Promise<void> {
  return openServedWindow({ say: terminal.print });
}

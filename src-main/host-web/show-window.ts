import { spawn } from 'node:child_process';
import { decideBrowser } from './decide-browser.ts';
import { findProgram } from './find-program.ts';
import { printedToken } from './launch-tokens.ts';
import { writeRedirectFile } from './redirect-file.ts';

export interface ShowWindowOptions {
  launchFolder: string;
  browserProfile: string;
  port: number;
  mint: () => string;
  openBrowser: boolean;
  say: (line: string) => void;
}

/** Opens a browser on the served window, or says how to. */
export function showWindow(options: ShowWindowOptions): void {
  if (options.openBrowser && openBrowser(options)) return;
  const token = options.mint();
  options.say(
    `Open http://127.0.0.1:${options.port}/ in a browser on this computer and enter the code ${printedToken(token)}`,
  );
  options.say('The code is valid for one minute and once; `opendems open` prints another.');
}

/** True where a browser was started; that it shows the page cannot be known. */
function openBrowser({ launchFolder, browserProfile, port, mint, say }: ShowWindowOptions): boolean {
  const facts = {
    platform: process.platform,
    environment: process.env,
    isRoot: process.getuid?.() === 0,
    find: findProgram,
  };
  // Looked for first: a token that nobody will use need not be written.
  if (!decideBrowser('about:blank', browserProfile, facts)) return false;
  const page = writeRedirectFile(launchFolder, port, mint());
  const { command, args, note } = decideBrowser(page, browserProfile, facts)!;
  if (note !== undefined) say(note);
  const browser = spawn(command, args, { detached: true, stdio: 'ignore' });
  browser.once('error', (error) =>
    say(`The browser could not be started (${error.message}); \`opendems open\` tries again.`),
  );
  // The browser outlives us, and we do not wait for it.
  browser.unref();
  return true;
}

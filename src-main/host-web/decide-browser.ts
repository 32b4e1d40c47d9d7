/** What is known of the computer; pure input. */
export interface BrowserFacts {
  platform: NodeJS.Platform;
  environment: Readonly<Record<string, string | undefined>>;
  isRoot: boolean;
  /** Full path of a program on the path, or undefined. */
  find: (program: string) => string | undefined;
}

/** A command that shows a page. */
export interface BrowserCommand {
  command: string;
  args: string[];
  /** Said aloud, where there is something to say. */
  note?: string;
}

const CHROMIUM_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'msedge',
];

/**
 * Pure: how to open a page on this computer, or undefined where there is no browser or no display. A Chromium opens it
 * as a window of its own; otherwise the user's default browser does.
 * @param profileFolder our own browser profile, so that the user's extensions and history stay out
 */
export function decideBrowser(url: string, profileFolder: string, facts: BrowserFacts): BrowserCommand | undefined {
  const { platform, environment, find } = facts;
  if (environment.BROWSER) return { command: environment.BROWSER, args: [url] };
  if (platform === 'darwin') return { command: 'open', args: [url] };
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', url] };
  if (!environment.DISPLAY && !environment.WAYLAND_DISPLAY) return undefined;
  const chromium = CHROMIUM_NAMES.map(find).find((path) => path !== undefined);
  if (chromium) {
    const args = [`--app=${url}`, `--user-data-dir=${profileFolder}`, '--no-first-run', '--no-default-browser-check'];
    if (!facts.isRoot) return { command: chromium, args };
    return {
      command: chromium,
      args: [...args, '--no-sandbox'],
      note: 'The browser runs without its sandbox, because this is the root user.',
    };
  }
  const opener = find('xdg-open');
  return opener === undefined ? undefined : { command: opener, args: [url] };
}

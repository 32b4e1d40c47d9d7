/** The window's scheme and name; files come from the program, nothing else answers to it. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'opendems';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
export const APP_URL = `${APP_ORIGIN}/`;

/** True for an address of the window itself. */
export function isAppUrl(address: string): boolean {
  try {
    const url = new URL(address);
    return url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST && url.username === '' && url.port === '';
  } catch {
    return false;
  }
}

/**
 * Pure: whether a frame may go to an address. Only the window's own pages, only in its main frame: whatever else asks
 * (a dropped file, a link, a script that got in) would have the core's port handed to it.
 */
export function decideNavigation(address: string, isMainFrame: boolean): 'allow' | 'deny' {
  return isMainFrame && isAppUrl(address) ? 'allow' : 'deny';
}

/** Pure: whether a message from a page is believed: our own page, not framed. */
export function decideSender(address: string, hasParentFrame: boolean): 'allow' | 'deny' {
  return !hasParentFrame && isAppUrl(address) ? 'allow' : 'deny';
}

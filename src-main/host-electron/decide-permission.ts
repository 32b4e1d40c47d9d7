import { isAppUrl } from './decide-navigation.ts';

/** What a window may do beyond drawing, and why; everything else is denied. Handlers that are not set would grant. */
const GRANTED: Readonly<Record<string, string>> = {
  'clipboard-sanitized-write': 'a plot is copied as picture or as numbers',
  fullscreen: 'a run is watched from two metres',
};

/** Pure: whether a permission is granted to a page. @param origin of the asking frame */
export function decidePermission(permission: string, origin: string, isMainFrame: boolean): 'grant' | 'deny' {
  return isMainFrame && isAppUrl(origin) && Object.hasOwn(GRANTED, permission) ? 'grant' : 'deny';
}

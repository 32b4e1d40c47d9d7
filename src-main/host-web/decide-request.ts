import { DOWNLOAD_PATH } from '../../shared/api/files.ts';
import { staticFileOf, type StaticFile } from '../../shared/host/static-path.ts';

/** Where the window's socket connects. */
export const CHANNEL_PATH = '/channel';
/** Where a launch token is exchanged for a cookie. */
export const LAUNCH_PATH = '/launch';
/** Where `opendems open` gets another token. */
export const MINT_PATH = '/mint';

/** Files of the sign-in page: there before anybody has a session, and nothing in them is anybody's. */
const PUBLIC_FILES: ReadonlySet<string> = new Set(['/favicon.svg', '/sign-in.css']);

/** What of a request decides; headers as received. */
export interface RequestFacts {
  method: string;
  path: string;
  host: string | undefined;
  origin: string | undefined;
  fetchSite: string | undefined;
}

export type RequestDecision =
  | { kind: 'refuse'; status: 403 | 404 | 405; reason: string }
  | { kind: 'file'; file: StaticFile }
  /** A person without a session came to the front page: the form for a typed token. */
  | { kind: 'ask-token' }
  | { kind: 'launch' }
  | { kind: 'mint' }
  /** A file made for the person; the handle is checked where the offers are. */
  | { kind: 'download'; handle: string };

/** The only name this server answers to: another name for 127.0.0.1 is how a foreign page gets in (DNS rebinding). */
export function ownHost(port: number): string {
  return `127.0.0.1:${port}`;
}

/** Pure: what to do with a request that is no upgrade. @param hasSession whether it carries a valid cookie */
export function decideRequest(facts: RequestFacts, port: number, hasSession: boolean): RequestDecision {
  const refuse = (status: 403 | 404 | 405, reason: string): RequestDecision => ({ kind: 'refuse', status, reason });
  if (facts.host !== ownHost(port)) return refuse(403, `only http://${ownHost(port)}/ is served`);
  const isOwnOrigin = facts.origin === `http://${ownHost(port)}`;
  if (facts.method === 'POST') {
    // The redirect file is a local page, whose origin is the word null; the token it carries is what counts.
    if (facts.path === LAUNCH_PATH)
      return isOwnOrigin || facts.origin === 'null' ? { kind: 'launch' } : refuse(403, 'foreign origin');
    // Not for browsers at all: they always send an origin with POST.
    if (facts.path === MINT_PATH) return facts.origin === undefined ? { kind: 'mint' } : refuse(403, 'foreign origin');
    return refuse(405, 'nothing is changed by a request');
  }
  if (facts.method !== 'GET' && facts.method !== 'HEAD') return refuse(405, 'nothing is changed by a request');
  if (facts.origin !== undefined && !isOwnOrigin) return refuse(403, 'foreign origin');
  const isPublic = PUBLIC_FILES.has(facts.path);
  if (!hasSession && !isPublic) return facts.path === '/' ? { kind: 'ask-token' } : refuse(403, 'no session');
  // Cookies ignore ports: a page of another local server is "same-site" and would send ours along.
  const isForeignPage = facts.fetchSite === 'cross-site' || facts.fetchSite === 'same-site';
  if (isForeignPage && facts.path !== '/') return refuse(403, 'foreign page');
  if (facts.path.startsWith(DOWNLOAD_PATH)) {
    const handle = facts.path.slice(DOWNLOAD_PATH.length);
    // A HEAD would use the handle up without giving anything.
    return facts.method === 'GET' && /^[\w-]{43}$/.test(handle)
      ? { kind: 'download', handle }
      : refuse(404, 'no such download');
  }
  const file = staticFileOf(facts.path);
  return file ? { kind: 'file', file } : refuse(404, 'no such file');
}

/** Pure: whether a socket may open; a sentence where it may not. */
export function decideUpgrade(facts: RequestFacts, port: number, hasSession: boolean): { refusal: string | undefined } {
  if (facts.path !== CHANNEL_PATH) return { refusal: 'no such channel' };
  if (facts.host !== ownHost(port)) return { refusal: 'foreign host' };
  // A socket is not bound by the same-origin policy: any page could open one, but not with our origin.
  if (facts.origin !== `http://${ownHost(port)}`) return { refusal: 'foreign origin' };
  if (!hasSession) return { refusal: 'no session' };
  return { refusal: undefined };
}

import { protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SECURITY_HEADERS } from '../../shared/host/security-headers.ts';
import { staticFileOf } from '../../shared/host/static-path.ts';
import { APP_SCHEME, isAppUrl } from './decide-navigation.ts';

/** Before the app is ready: the scheme behaves like https, so that modules, storage and policies work as on the web. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** When the app is ready: files of the window, nothing else. @param rendererFolder the built window */
export function serveAppScheme(rendererFolder: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const file = isAppUrl(request.url) ? staticFileOf(new URL(request.url).pathname) : undefined;
    if (!file || (request.method !== 'GET' && request.method !== 'HEAD')) return notFound();
    try {
      const bytes = await readFile(join(rendererFolder, ...file.segments));
      return new Response(bytes, { headers: { ...SECURITY_HEADERS, 'content-type': file.contentType } });
    } catch {
      return notFound();
    }
  });
}

function notFound(): Response {
  return new Response('Not found', { status: 404, headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain' } });
}

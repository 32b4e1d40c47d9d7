import { createReadStream, rmSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { SECURITY_HEADERS } from '../../shared/host/security-headers.ts';

/** A file of the core that waits for its download. */
export interface DownloadOffer {
  handle: string;
  /** In a folder of its own, which goes with it. */
  path: string;
  name: string;
}

/** Files that browsers may fetch, each once. */
export class DownloadOffers {
  #offers = new Map<string, DownloadOffer>();

  add(offer: DownloadOffer): void {
    this.#offers.set(offer.handle, offer);
  }

  /** Gives out a file and removes it; false where the handle is not known or was used. */
  serve(handle: string, response: ServerResponse): boolean {
    const offer = this.#offers.get(handle);
    this.#offers.delete(handle);
    const size = offer && statSync(offer.path, { throwIfNoEntry: false })?.size;
    if (!offer || size === undefined) return false;
    response.writeHead(200, {
      ...SECURITY_HEADERS,
      'cache-control': 'no-store',
      // Never shown as a page of ours, whatever is in it.
      'content-type': 'application/octet-stream',
      'content-length': size,
      'content-disposition': contentDisposition(offer.name),
    });
    const file = createReadStream(offer.path);
    file.on('error', () => response.destroy());
    response.once('close', () => {
      file.destroy();
      rmSync(dirname(offer.path), { recursive: true, force: true });
    });
    file.pipe(response);
    return true;
  }
}

/** Pure: names a download; other letters than ASCII go the way of RFC 6266. */
export function contentDisposition(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

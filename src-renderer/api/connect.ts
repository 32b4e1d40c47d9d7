import type { ByteChannel } from '../../shared/api/byte-channel.ts';
import { openCoreChannel, type WindowLike } from '../../shared/api/open-core-channel.ts';

/**
 * Opens a channel to the core, whichever way this page has (shared/api/open-core-channel.ts): a port handed over by the
 * desktop host, or a socket on the page's own origin. Nothing above this function knows which.
 */
export function openChannel(): Promise<ByteChannel> {
  return openCoreChannel(window as unknown as WindowLike);
}

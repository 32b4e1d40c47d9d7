import type { ByteChannel } from '../../shared/api/byte-channel.ts';
import { messagePortChannel } from './message-port-channel.ts';
import { openWebSocketChannel } from './web-socket-channel.ts';

/** Path of the web host's socket, on the page's own origin. */
const SOCKET_PATH = '/channel';
/** How long the desktop host may take to hand over a port. */
const HAND_OVER_TIMEOUT_MS = 10_000;

/**
 * Opens a channel to the core, whichever way this page has: a port handed over by the desktop host's preload, or a
 * WebSocket on the page's own origin. Nothing above this function knows which. Rejects if neither can be had.
 */
export function openChannel(): Promise<ByteChannel> {
  if (window.openDemsHost) return receivePort(window.openDemsHost);
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return openWebSocketChannel(`${scheme}://${location.host}${SOCKET_PATH}`);
}

function receivePort(host: OpenDemsHost): Promise<ByteChannel> {
  return new Promise((opened, failed) => {
    const timer = setTimeout(() => {
      window.removeEventListener('message', listen);
      failed(new Error('the desktop host handed over no channel'));
    }, HAND_OVER_TIMEOUT_MS);
    const listen = (event: MessageEvent) => {
      const port = event.ports[0];
      // Only the preload of this very window posts with the window itself as source.
      if (event.source !== window || !isHandOver(event.data) || !port) return;
      clearTimeout(timer);
      window.removeEventListener('message', listen);
      opened(messagePortChannel(port));
    };
    window.addEventListener('message', listen);
    host.requestChannel();
  });
}

function isHandOver(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'open-dems-channel';
}

import type { ByteChannel } from '../../shared/api/byte-channel.ts';
import { messagePortChannel, type PortLike } from './message-port-channel.ts';
import { webSocketChannel, type SocketLike } from './web-socket-channel.ts';

/** Path of the web host's socket, on the page's own origin. */
export const SOCKET_PATH = '/channel';
/** How long the desktop host may take to hand over a port. */
const HAND_OVER_TIMEOUT_MS = 10_000;

/** What the desktop host's preload puts on the page; absent in a browser. */
export interface OpenDemsHost {
  /**
   * Asks the host for a fresh channel to the core. It arrives as a `message` event on the window, posted by this page's
   * own preload, with data `{ kind: 'open-dems-channel' }` and one MessagePort.
   */
  requestChannel(): void;
  /**
   * Shows the core a file that the person dropped or chose: `{ file }` is its handle, `{ problem }` why not. Undefined
   * for a file that does not lie on the disk.
   */
  offerFile(file: File): Promise<unknown>;
}

interface WindowMessage {
  readonly data: unknown;
  readonly origin: string;
  readonly ports: readonly PortLike[];
}

/** What is needed of `window`. */
export interface WindowLike {
  readonly openDemsHost?: OpenDemsHost;
  readonly location: { readonly protocol: string; readonly host: string; readonly origin: string };
  readonly WebSocket: new (address: string) => SocketLike;
  addEventListener(type: 'message', listener: (event: WindowMessage) => void): void;
  removeEventListener(type: 'message', listener: (event: WindowMessage) => void): void;
}

/**
 * Opens a channel to the core, whichever way this page has: a port handed over by the desktop host's preload, or a
 * WebSocket on the page's own origin. Nothing above this function knows which. Rejects if the host hands over no port
 * in time; a socket that cannot be opened closes.
 */
export function openChannel(scope: WindowLike): Promise<ByteChannel> {
  if (scope.openDemsHost) return receivePort(scope, scope.openDemsHost);
  const scheme = scope.location.protocol === 'https:' ? 'wss' : 'ws';
  return Promise.resolve(webSocketChannel(new scope.WebSocket(`${scheme}://${scope.location.host}${SOCKET_PATH}`)));
}

function receivePort(scope: WindowLike, host: OpenDemsHost): Promise<ByteChannel> {
  return new Promise((opened, failed) => {
    const timer = setTimeout(() => {
      scope.removeEventListener('message', listen);
      failed(new Error('the desktop host handed over no channel'));
    }, HAND_OVER_TIMEOUT_MS);
    const listen = (event: WindowMessage) => {
      const port = event.ports[0];
      // Another frame could post the same text; only our own origin is believed.
      if (event.origin !== scope.location.origin || !isHandOver(event.data) || !port) return;
      clearTimeout(timer);
      scope.removeEventListener('message', listen);
      opened(messagePortChannel(port));
    };
    scope.addEventListener('message', listen);
    host.requestChannel();
  });
}

function isHandOver(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'open-dems-channel';
}

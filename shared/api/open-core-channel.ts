import type { ByteChannel } from './byte-channel.ts';
import { messagePortChannel, type PortLike } from './message-port-channel.ts';
import { webSocketChannel, type SocketLike } from './web-socket-channel.ts';

/** Where the web host serves the core's bytes. */
export const CORE_SOCKET_PATH = '/core';
/** Names the message that carries the core's port, between Electron's main process, preload and window. */
export const CORE_PORT_MESSAGE = 'opendems:core-port';

/** The one thing a preload script gives a window: it asks for a port, which then arrives as a window message. */
export interface HostBridge {
  requestCorePort(): void;
}

/** What is needed of `window`; `opendemsHost` is there where the host hands out ports. */
export interface WindowLike {
  readonly opendemsHost?: HostBridge;
  readonly location: { readonly protocol: string; readonly host: string; readonly origin: string };
  addEventListener(type: 'message', listener: (event: WindowMessage) => void): void;
  removeEventListener(type: 'message', listener: (event: WindowMessage) => void): void;
  readonly WebSocket: new (address: string) => SocketLike;
}
interface WindowMessage {
  readonly data: unknown;
  readonly origin: string;
  readonly ports: readonly PortLike[];
}

/** Opens the window's channel to the core by whatever the host offers: a port, else a socket to where the page came from. */
export function openCoreChannel(scope: WindowLike): Promise<ByteChannel> {
  const bridge = scope.opendemsHost;
  if (!bridge) {
    const scheme = scope.location.protocol === 'https:' ? 'wss' : 'ws';
    return Promise.resolve(
      webSocketChannel(new scope.WebSocket(`${scheme}://${scope.location.host}${CORE_SOCKET_PATH}`)),
    );
  }
  return new Promise((resolve) => {
    const listen = (event: WindowMessage) => {
      const port = event.ports[0];
      // Another frame could post the same text; only our own origin is believed.
      if (event.data !== CORE_PORT_MESSAGE || event.origin !== scope.location.origin || !port) return;
      scope.removeEventListener('message', listen);
      resolve(messagePortChannel(port));
    };
    scope.addEventListener('message', listen);
    bridge.requestCorePort();
  });
}

import type { ByteChannel } from '../../shared/api/byte-channel.ts';

/** Opens a WebSocket as a channel; rejects if it cannot be opened. */
export function openWebSocketChannel(url: string): Promise<ByteChannel> {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  return new Promise((opened, failed) => {
    socket.addEventListener('open', () => opened(webSocketChannel(socket)), { once: true });
    socket.addEventListener('close', () => failed(new Error('the connection was not accepted')), { once: true });
  });
}

function webSocketChannel(socket: WebSocket): ByteChannel {
  return {
    send(bytes) {
      if (socket.readyState === WebSocket.OPEN) socket.send(bytes as Uint8Array<ArrayBuffer>);
    },
    onMessage(listener) {
      socket.addEventListener('message', (event: MessageEvent) => {
        if (event.data instanceof ArrayBuffer) listener(new Uint8Array(event.data));
      });
    },
    onClose: (listener) => socket.addEventListener('close', () => listener(), { once: true }),
    close: () => socket.close(),
    queuedBytes: () => socket.bufferedAmount,
  };
}

import type { ByteChannel } from './byte-channel.ts';

/** What is needed of a WebSocket; the browser's own and `ws` both have it. */
export interface SocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

const OPEN = 1;

/**
 * A socket as a byte channel. Messages sent while it still connects are kept and go out in order;
 * a text message is none of ours and closes the connection.
 */
export function webSocketChannel(socket: SocketLike): ByteChannel {
  socket.binaryType = 'arraybuffer';
  let listener: ((bytes: Uint8Array) => void) | undefined;
  let closed = false;
  const closeListeners: (() => void)[] = [];
  const received: Uint8Array[] = [];
  const unsent: Uint8Array<ArrayBuffer>[] = [];
  const close = () => {
    if (closed) return;
    closed = true;
    unsent.length = 0;
    socket.close();
    for (const onClose of closeListeners) onClose();
  };

  socket.addEventListener('open', () => {
    for (const bytes of unsent.splice(0)) socket.send(bytes);
  });
  socket.addEventListener('message', ({ data }) => {
    if (closed) return;
    if (!(data instanceof ArrayBuffer)) {
      close();
      return;
    }
    const bytes = new Uint8Array(data);
    if (listener) listener(bytes);
    else received.push(bytes);
  });
  socket.addEventListener('close', close);
  socket.addEventListener('error', close);

  return {
    send(bytes) {
      if (closed) return;
      const whole = bytes as Uint8Array<ArrayBuffer>;
      if (socket.readyState === OPEN) socket.send(whole);
      else unsent.push(whole);
    },
    onMessage(next) {
      listener = next;
      for (const bytes of received.splice(0)) next(bytes);
    },
    onClose: (onClose) => closeListeners.push(onClose),
    close,
    queuedBytes: () => socket.bufferedAmount + unsent.reduce((sum, bytes) => sum + bytes.byteLength, 0),
  };
}

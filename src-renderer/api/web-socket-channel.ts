import type { ByteChannel } from '../../shared/api/byte-channel.ts';

/** What is needed of a WebSocket; the browser's own and that of `ws` both have it. */
export interface SocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(type: 'open' | 'close', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

const OPEN = 1;

/**
 * A socket as a byte channel. Messages sent while it still connects go out in order once it is open;
 * a text message is none of ours and closes it.
 */
export function webSocketChannel(socket: SocketLike): ByteChannel {
  socket.binaryType = 'arraybuffer';
  const closeListeners: (() => void)[] = [];
  const kept: Uint8Array[] = [];
  const unsent: Uint8Array<ArrayBuffer>[] = [];
  let listener: ((bytes: Uint8Array) => void) | undefined;
  let closed = false;
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
    if (!(data instanceof ArrayBuffer)) close();
    else if (listener) listener(new Uint8Array(data));
    else kept.push(new Uint8Array(data));
  });
  socket.addEventListener('close', close);
  return {
    send(bytes) {
      if (closed) return;
      const whole = bytes as Uint8Array<ArrayBuffer>;
      if (socket.readyState === OPEN) socket.send(whole);
      else unsent.push(whole);
    },
    onMessage(next) {
      listener = next;
      for (const bytes of kept.splice(0)) next(bytes);
    },
    onClose: (onClose) => closeListeners.push(onClose),
    close,
    queuedBytes: () => socket.bufferedAmount + unsent.reduce((sum, bytes) => sum + bytes.byteLength, 0),
  };
}

import type { ByteChannel } from '../../shared/api/byte-channel.ts';

/** A MessagePort as a channel; one message is one transferred ArrayBuffer. */
export function messagePortChannel(port: MessagePort): ByteChannel {
  const closeListeners: (() => void)[] = [];
  let closed = false;
  const end = () => {
    if (closed) return;
    closed = true;
    for (const listener of closeListeners) listener();
  };
  // Fired when the other end closes or its process dies.
  port.addEventListener('close', end);
  return {
    send(bytes) {
      if (closed) return;
      const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
      port.postMessage(own, [own.buffer as ArrayBuffer]);
    },
    onMessage(listener) {
      port.addEventListener('message', (event: MessageEvent) => listener(bytesOf(event.data)));
      port.start();
    },
    onClose: (listener) => closeListeners.push(listener),
    close() {
      port.close();
      end();
    },
    queuedBytes: () => 0,
  };
}

function bytesOf(data: unknown): Uint8Array {
  return data instanceof Uint8Array ? data : new Uint8Array(data as ArrayBuffer);
}

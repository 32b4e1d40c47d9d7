import type { ByteChannel } from './byte-channel.ts';

/** What is needed of a browser's MessagePort. */
export interface PortLike {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
}

/**
 * The window's end of a MessagePort as a byte channel. A port cannot tell how much the other side has taken,
 * so `queuedBytes` is 0 here; the acknowledgements of rpc.ts show a slow window instead.
 */
export function messagePortChannel(port: PortLike): ByteChannel {
  let listener: ((bytes: Uint8Array) => void) | undefined;
  let closed = false;
  const closeListeners: (() => void)[] = [];
  const received: Uint8Array[] = [];
  const close = () => {
    if (closed) return;
    closed = true;
    port.close();
    for (const onClose of closeListeners) onClose();
  };

  port.addEventListener('message', ({ data }) => {
    if (closed) return;
    if (!(data instanceof Uint8Array)) {
      close();
      return;
    }
    if (listener) listener(data);
    else received.push(data);
  });
  port.addEventListener('close', close);
  port.start();

  return {
    send(bytes) {
      if (!closed) port.postMessage(bytes);
    },
    onMessage(next) {
      listener = next;
      for (const bytes of received.splice(0)) next(bytes);
    },
    onClose: (onClose) => closeListeners.push(onClose),
    close,
    queuedBytes: () => 0,
  };
}

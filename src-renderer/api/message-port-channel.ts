import type { ByteChannel } from '../../shared/api/byte-channel.ts';

/** What is needed of a browser's MessagePort. */
export interface PortLike {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
}

/**
 * A MessagePort as a byte channel; one message is one Uint8Array, anything else closes it. A port cannot tell how much
 * the other side has taken, so `queuedBytes` is 0; the acknowledgements of rpc.ts show a slow window instead.
 */
export function messagePortChannel(port: PortLike): ByteChannel {
  const closeListeners: (() => void)[] = [];
  const kept: Uint8Array[] = [];
  let listener: ((bytes: Uint8Array) => void) | undefined;
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    port.close();
    for (const onClose of closeListeners) onClose();
  };
  port.addEventListener('message', ({ data }) => {
    if (closed) return;
    if (!(data instanceof Uint8Array)) close();
    else if (listener) listener(data);
    else kept.push(data);
  });
  // Fired when the other end closes or its process dies.
  port.addEventListener('close', close);
  port.start();
  return {
    send(bytes) {
      if (!closed) port.postMessage(bytes);
    },
    onMessage(next) {
      listener = next;
      for (const bytes of kept.splice(0)) next(bytes);
    },
    onClose: (onClose) => closeListeners.push(onClose),
    close,
    queuedBytes: () => 0,
  };
}

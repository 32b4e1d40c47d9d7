import type { ByteChannel } from '../../shared/api/byte-channel.ts';
import type { TransferredPort } from './host-link.ts';
import type { CoreToHost } from './host-messages.ts';

/** Channels of windows whose bytes come through the host. */
export class WindowChannels {
  #send: (message: CoreToHost) => void;
  #windows = new Map<number, { deliver: (bytes: Uint8Array) => void; closed: () => void }>();

  constructor(send: (message: CoreToHost) => void) {
    this.#send = send;
  }

  open(connection: number): ByteChannel {
    const { channel, deliver, closed } = channelOf({
      send: (bytes) => this.#send({ kind: 'bytes', connection, bytes }),
      close: () => {
        this.#windows.delete(connection);
        this.#send({ kind: 'close', connection });
      },
    });
    this.#windows.set(connection, { deliver, closed });
    return channel;
  }

  deliver(connection: number, bytes: Uint8Array): void {
    this.#windows.get(connection)?.deliver(bytes);
  }

  closed(connection: number): void {
    const window = this.#windows.get(connection);
    this.#windows.delete(connection);
    window?.closed();
  }
}

/** The channel of a window that has a port of its own. */
export function portChannel(port: TransferredPort): ByteChannel {
  const { channel, deliver, closed } = channelOf({
    send: (bytes) => port.postMessage(bytes),
    close: () => port.close(),
  });
  port.on('message', ({ data }) => {
    if (data instanceof Uint8Array) deliver(data);
    else channel.close();
  });
  port.on('close', closed);
  port.start();
  return channel;
}

/** A byte channel over something that sends and closes; `deliver` and `closed` are what the other side does. */
function channelOf(transport: { send: (bytes: Uint8Array) => void; close: () => void }) {
  let listener: ((bytes: Uint8Array) => void) | undefined;
  let isClosed = false;
  const kept: Uint8Array[] = [];
  const closeListeners: (() => void)[] = [];
  const closed = () => {
    if (isClosed) return;
    isClosed = true;
    for (const onClose of closeListeners) onClose();
  };
  const channel: ByteChannel = {
    send: (bytes) => {
      if (!isClosed) transport.send(bytes);
    },
    onMessage: (next) => {
      listener = next;
      for (const bytes of kept.splice(0)) next(bytes);
    },
    onClose: (onClose) => closeListeners.push(onClose),
    close: () => {
      if (isClosed) return;
      transport.close();
      closed();
    },
    // Neither a port nor the host tells what a window has taken; its acknowledgements do (rpc.ts).
    queuedBytes: () => 0,
  };
  const deliver = (bytes: Uint8Array) => {
    if (isClosed) return;
    if (listener) listener(bytes);
    else kept.push(bytes);
  };
  return { channel, deliver, closed };
}

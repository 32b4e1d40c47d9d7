import type { WebSocket } from 'ws';
import type { HostToCore } from '../core/host-messages.ts';

/** A browser that takes nothing for so long that this much waits for it is cut off; it reconnects by itself. */
const MAXIMUM_WAITING_BYTES = 256 * 1024 * 1024;

/** Carries bytes between browsers' sockets and the core; knows nothing of what they mean. */
export class WindowSockets {
  #sockets = new Map<number, WebSocket>();
  #toCore: (message: HostToCore) => void;
  #next = 1;

  constructor(toCore: (message: HostToCore) => void) {
    this.#toCore = toCore;
  }

  add(socket: WebSocket): void {
    const connection = this.#next++;
    this.#sockets.set(connection, socket);
    this.#toCore({ kind: 'open', connection });
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.#toCore({ kind: 'bytes', connection, bytes: asBytes(data as Buffer) });
      else socket.terminate();
    });
    // A message over the limit is an error of the socket, which closes it; there is nothing else to do.
    socket.on('error', () => socket.terminate());
    socket.once('close', () => {
      this.#sockets.delete(connection);
      this.#toCore({ kind: 'close', connection });
    });
  }

  send(connection: number, bytes: Uint8Array): void {
    const socket = this.#sockets.get(connection);
    if (!socket) return;
    if (socket.bufferedAmount > MAXIMUM_WAITING_BYTES) socket.terminate();
    else socket.send(bytes);
  }

  close(connection: number): void {
    this.#sockets.get(connection)?.close();
  }

  /** The core has gone: every window learns it and reconnects to the next one. */
  closeAll(): void {
    for (const socket of this.#sockets.values()) socket.close();
  }
}

/** Without the rest of Node's buffer pool, which would be copied along. */
function asBytes(data: Buffer): Uint8Array {
  return Uint8Array.from(data);
}

/**
 * A transport is bytes in, bytes out, closed. MessagePort (Electron), WebSocket (web host) and the in-memory pair (tests)
 * implement it; nothing above it knows which one it has.
 */
export interface ByteChannel {
  /** Hands one whole message to the other side; ignored after `close`. */
  send(bytes: Uint8Array): void;
  /** One listener; messages that arrive before it is set are kept. */
  onMessage(listener: (bytes: Uint8Array) => void): void;
  onClose(listener: () => void): void;
  close(): void;
  /** Bytes sent but not yet taken by the transport; a slow window shows here. */
  queuedBytes(): number;
}

/** Two ends of a channel in one process; delivery is asynchronous and in order, as on a real transport. */
export function memoryChannelPair(): [ByteChannel, ByteChannel] {
  const ends = [new MemoryEnd(), new MemoryEnd()] as const;
  ends[0].peer = ends[1];
  ends[1].peer = ends[0];
  return [ends[0], ends[1]];
}

class MemoryEnd implements ByteChannel {
  peer: MemoryEnd | undefined;
  #listener: ((bytes: Uint8Array) => void) | undefined;
  #closeListeners: (() => void)[] = [];
  #kept: Uint8Array[] = [];
  #closed = false;
  #queued = 0;

  send(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.#queued += bytes.byteLength;
    queueMicrotask(() => {
      this.#queued -= bytes.byteLength;
      this.peer?.deliver(bytes.slice());
    });
  }

  onMessage(listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener;
    for (const bytes of this.#kept.splice(0)) listener(bytes);
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const peer = this.peer;
    queueMicrotask(() => peer?.close());
    for (const listener of this.#closeListeners) listener();
  }

  queuedBytes(): number {
    return this.#queued;
  }

  deliver(bytes: Uint8Array): void {
    if (this.#closed) return;
    if (this.#listener) this.#listener(bytes);
    else this.#kept.push(bytes);
  }
}

import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import type { TransferredPort } from '../../../src-main/core/host-link.ts';
import type { CoreToHost } from '../../../src-main/core/host-messages.ts';
import { portChannel, WindowChannels } from '../../../src-main/core/window-channels.ts';

describe('channels of windows through the host', () => {
  it('keep each window’s bytes apart, in order, also before anyone listens', () => {
    const toHost: CoreToHost[] = [];
    const windows = new WindowChannels((message) => toHost.push(message));
    const first = windows.open(1);
    const second = windows.open(2);
    windows.deliver(1, Uint8Array.of(1));
    const received: number[] = [];
    first.onMessage(([byte]) => received.push(byte));
    second.onMessage(([byte]) => received.push(100 + byte));
    windows.deliver(2, Uint8Array.of(2));
    windows.deliver(1, Uint8Array.of(3));
    expect(received).toEqual([1, 102, 3]);
    second.send(Uint8Array.of(9));
    expect(toHost).toEqual([{ kind: 'bytes', connection: 2, bytes: Uint8Array.of(9) }]);
  });

  it('end once, by either side, and are silent afterwards', () => {
    const toHost: CoreToHost[] = [];
    const windows = new WindowChannels((message) => toHost.push(message));
    const onClose = vi.fn();
    const [byHost, byCore] = [windows.open(1), windows.open(2)];
    byHost.onClose(onClose);
    byCore.onClose(onClose);
    windows.closed(1);
    windows.closed(1);
    byCore.close();
    byCore.close();
    byHost.send(Uint8Array.of(1));
    windows.deliver(2, Uint8Array.of(1));
    expect(onClose).toHaveBeenCalledTimes(2);
    expect(toHost).toEqual([{ kind: 'close', connection: 2 }]);
  });
});

describe('portChannel', () => {
  /** A port of Electron's: its messages come wrapped in an event. */
  function electronPort() {
    const { port1, port2 } = new MessageChannel();
    const port: TransferredPort = {
      postMessage: (message) => port1.postMessage(message),
      on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) =>
        port1.on(event, (data: unknown) => listener({ data })),
      start: () => port1.start(),
      close: () => port1.close(),
    };
    return { channel: portChannel(port), far: port2 };
  }

  it('carries bytes both ways', async () => {
    const { channel, far } = electronPort();
    channel.onMessage((bytes) => channel.send(bytes.map((byte) => byte * 2)));
    const answered = new Promise((done) => far.once('message', done));
    far.postMessage(Uint8Array.of(1, 2, 3));
    expect(await answered).toEqual(Uint8Array.of(2, 4, 6));
    channel.close();
  });

  it('is closed by what is no message of ours, and by the window going away', async () => {
    const wrong = electronPort();
    const closedByText = new Promise<void>((done) => wrong.channel.onClose(done));
    wrong.far.postMessage('text');
    await closedByText;
    const gone = electronPort();
    const closedByWindow = new Promise<void>((done) => gone.channel.onClose(done));
    gone.far.close();
    await closedByWindow;
  });
});

import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** A wire between two ends that can be cut or go silent. */
export class TcpProxy {
  readonly #server: Server;
  readonly #pairs = new Set<[Socket, Socket]>();
  #open = true;

  private constructor(server: Server) {
    this.#server = server;
  }

  static start(targetPort: number): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server);
    server.on('connection', (near) => {
      if (!proxy.#open) {
        near.on('error', () => {});
        near.pause();
        proxy.#pairs.add([near, near]);
        return;
      }
      const far = createConnection({ host: '127.0.0.1', port: targetPort });
      const pair: [Socket, Socket] = [near, far];
      proxy.#pairs.add(pair);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        from.on('data', (data) => to.write(data));
        from.on('error', () => to.destroy());
        from.on('close', () => {
          to.destroy();
          proxy.#pairs.delete(pair);
        });
      }
    });
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(proxy)));
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** Connections are reset, new ones may come at once. */
  reset(): void {
    for (const [near, far] of this.#pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
  }

  /** Nothing passes any more, and nobody is told: as with a cable pulled behind a switch. */
  swallow(): void {
    this.#open = false;
    for (const [near, far] of this.#pairs) {
      near.removeAllListeners('data');
      far.removeAllListeners('data');
      near.on('data', () => {});
      far.on('data', () => {});
    }
  }

  /** New connections pass again; the swallowed ones stay dead. */
  mend(): void {
    this.#open = true;
  }

  async close(): Promise<void> {
    for (const [near, far] of this.#pairs) {
      near.destroy();
      far.destroy();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

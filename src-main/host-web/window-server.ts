import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { AppError } from '../../shared/api/errors.ts';
import { SECURITY_HEADERS } from '../../shared/host/security-headers.ts';
import { BrowserSessions } from './browser-sessions.ts';
import { decideRequest, decideUpgrade, ownHost, type RequestFacts } from './decide-request.ts';
import type { DownloadOffers } from './download-offers.ts';
import { equalSecrets } from './equal-secrets.ts';
import type { LaunchTokens } from './launch-tokens.ts';
import { ENTERED_PAGE, tokenPage } from './pages.ts';

/** Largest message a window may send; questions are small, files come in pieces. */
export const MAXIMUM_MESSAGE_BYTES = 4 * 1024 * 1024;
const MAXIMUM_FORM_BYTES = 1024;
const MAXIMUM_WINDOWS = 64;

export interface WindowServerOptions {
  /** 0 for a free one. */
  port: number;
  /** Folder of the built window. */
  rendererFolder: string;
  tokens: LaunchTokens;
  /** Known to whoever may read the control file: mints further tokens. */
  controlSecret: string;
  downloads: DownloadOffers;
  onWindow: (socket: WebSocket) => void;
}

/** Serves the window's files and its socket to browsers on this computer that have shown a launch token. */
export class WindowServer {
  readonly port: number;
  #server: Server;
  #sockets: WebSocketServer;
  #options: WindowServerOptions;
  #sessions: BrowserSessions;

  /** @throws AppError `port-taken` */
  static async start(options: WindowServerOptions): Promise<WindowServer> {
    const server = createServer();
    await new Promise<void>((done, fail) => {
      server.once('error', (error) => fail(portProblem(options.port, error)));
      server.listen({ host: '127.0.0.1', port: options.port, exclusive: true }, done);
    });
    return new WindowServer(server, options);
  }

  private constructor(server: Server, options: WindowServerOptions) {
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.#options = options;
    this.#sessions = new BrowserSessions(this.port);
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: MAXIMUM_MESSAGE_BYTES,
      perMessageDeflate: false,
    });
    server.on('request', (request, response) => void this.#answer(request, response));
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  get url(): string {
    return `http://${ownHost(this.port)}/`;
  }

  /** Ends all windows' connections and stops listening. */
  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const facts = factsOf(request);
    const decision = decideRequest(facts, this.port, this.#sessions.isOpen(request.headers.cookie));
    try {
      switch (decision.kind) {
        case 'refuse':
          return send(response, decision.status, 'text/plain; charset=utf-8', `Refused: ${decision.reason}.\n`);
        case 'ask-token':
          return sendPage(response, 200, tokenPage(false));
        case 'launch':
          return await this.#launch(request, response);
        case 'mint':
          return this.#mint(request, response);
        case 'download':
          if (!this.#options.downloads.serve(decision.handle, response))
            send(response, 404, 'text/plain; charset=utf-8', 'This file was downloaded or removed. Make it again.\n');
          return;
        case 'file': {
          const bytes = await readFile(join(this.#options.rendererFolder, ...decision.file.segments));
          return send(response, 200, decision.file.contentType, facts.method === 'HEAD' ? '' : bytes);
        }
      }
    } catch {
      // A file that is not there, or a body that broke off.
      if (!response.headersSent) send(response, 404, 'text/plain; charset=utf-8', 'Not found.\n');
      else response.destroy();
    }
  }

  async #launch(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = new URLSearchParams(await bodyOf(request)).get('token') ?? '';
    if (!this.#options.tokens.take(token)) return sendPage(response, 403, tokenPage(true));
    response.setHeader('set-cookie', this.#sessions.open());
    sendPage(response, 200, ENTERED_PAGE);
  }

  #mint(request: IncomingMessage, response: ServerResponse): void {
    const shown = request.headers.authorization ?? '';
    if (!equalSecrets(shown, `Bearer ${this.#options.controlSecret}`))
      return send(response, 403, 'text/plain; charset=utf-8', 'Refused: not the control secret.\n');
    send(response, 200, 'application/json; charset=utf-8', JSON.stringify({ token: this.#options.tokens.mint() }));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { refusal } = decideUpgrade(factsOf(request), this.port, this.#sessions.isOpen(request.headers.cookie));
    if (refusal !== undefined || this.#sockets.clients.size >= MAXIMUM_WINDOWS) {
      socket.end(`HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#options.onWindow(webSocket));
  }
}

function factsOf(request: IncomingMessage): RequestFacts {
  const [path] = (request.url ?? '').split('?', 1);
  const { host, origin } = request.headers;
  const fetchSite = request.headers['sec-fetch-site'];
  return { method: request.method ?? '', path, host, origin, fetchSite: String(fetchSite ?? '') || undefined };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > MAXIMUM_FORM_BYTES) throw new Error('the form is too large');
  }
  return text;
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  send(response, status, 'text/html; charset=utf-8', html);
}

function send(response: ServerResponse, status: number, contentType: string, body: string | Buffer): void {
  // Names of built files carry a hash, but a window that outlives an update must not mix two versions.
  response.writeHead(status, { ...SECURITY_HEADERS, 'cache-control': 'no-cache', 'content-type': contentType });
  response.end(body);
}

function portProblem(port: number, error: NodeJS.ErrnoException): AppError {
  const taken = error.code === 'EADDRINUSE';
  return new AppError(
    {
      code: 'port-taken',
      happened: `Port ${port} of this computer ${taken ? 'is used by another program' : `cannot be used (${error.message})`}.`,
      safe: 'Nothing was started.',
      next: 'Choose another port with --port, or none to let the program choose.',
    },
    { cause: error },
  );
}

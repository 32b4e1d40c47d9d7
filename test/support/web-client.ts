import { request } from 'node:http';
import { WebSocket } from 'ws';
import { PROTOCOL_VERSION } from '../../shared/api/contract.ts';
import { createClient, type Client } from '../../shared/api/rpc.ts';
import type { ByteChannel } from '../../shared/api/byte-channel.ts';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** One HTTP request with exactly the headers given; a browser could not forge them, an attacker's program can. */
export function ask(
  url: string,
  options: { method?: string; path?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const { hostname, port, host } = new URL(url);
  const { method = 'GET', path = '/', headers = {}, body } = options;
  return new Promise((done, fail) => {
    const asking = request(
      { hostname, port, method, path, setHost: false, headers: { host, ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => done({ status: response.statusCode!, headers: response.headers, body: text }));
      },
    );
    asking.on('error', fail);
    asking.end(body);
  });
}

/** Exchanges a launch token; the answer carries the cookie. */
export function launch(url: string, token: string, origin = 'null'): Promise<Answer> {
  return ask(url, {
    method: 'POST',
    path: '/launch',
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token }).toString(),
  });
}

/** `name=value` of the cookie that an answer sets. */
export function cookieOf(answer: Answer): string {
  const [set] = answer.headers['set-cookie'] as string[];
  return set.split(';')[0];
}

/** A socket to the core; resolves when it is open, rejects when it is refused. */
export function openSocket(url: string, headers: Record<string, string>): Promise<WebSocket> {
  const address = `${url.replace(/^http/, 'ws')}channel`;
  return new Promise((done, fail) => {
    const socket = new WebSocket(address, { headers });
    socket.once('open', () => done(socket));
    socket.once('error', fail);
  });
}

/** A client that has said hello, over a socket with this cookie. */
export async function openClient(url: string, cookie: string): Promise<Client> {
  const socket = await openSocket(url, { cookie, origin: new URL(url).origin });
  const client = createClient(socketChannel(socket));
  await client.call('hello', { protocolVersion: PROTOCOL_VERSION });
  return client;
}

function socketChannel(socket: WebSocket): ByteChannel {
  socket.binaryType = 'nodebuffer';
  return {
    send: (bytes) => socket.send(bytes),
    onMessage: (listener) => socket.on('message', (data: Buffer) => listener(Uint8Array.from(data))),
    onClose: (listener) => socket.once('close', listener),
    close: () => socket.close(),
    queuedBytes: () => socket.bufferedAmount,
  };
}

import { problemOf } from '../../shared/api/errors.ts';
import { systemHostClock } from '../../shared/domain/clock.ts';
import { startCore, type Core } from './core.ts';
import { HostRequests } from './host-requests.ts';
import type { HostToCore } from './host-messages.ts';
import { openHostLink, type HostLink, type TransferredPort } from './host-link.ts';
import { portChannel, WindowChannels } from './window-channels.ts';

/**
 * Entry of the core process: a utility process under Electron, a Node child under the web host. It lives as long as its
 * host; closing a terminal or pressing Ctrl+C is the host's affair.
 */
const link: HostLink = openHostLink();
const windows = new WindowChannels((message) => link.send(message));
const requests = new HostRequests((message) => link.send(message));
let core: Core | undefined;

for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => {});
// The run file is durable at every moment and the next core goes on with it, so ending is the safe answer to the unknown.
process.on('uncaughtException', (error) => end(70, error));
process.on('unhandledRejection', (error) => end(70, error));
// A core without a host can be reached by nobody.
link.onClose(() => process.exit(0));
link.onMessage((message, ports) => void receive(message, ports));

async function receive(message: HostToCore, ports: readonly TransferredPort[]): Promise<void> {
  switch (message.kind) {
    case 'start':
      start(message);
      break;
    case 'open':
      core?.connect(ports[0] ? portChannel(ports[0]) : windows.open(message.connection));
      break;
    case 'bytes':
      windows.deliver(message.connection, message.bytes);
      break;
    case 'close':
      windows.closed(message.connection);
      break;
    case 'answer':
      requests.settle(message);
      break;
    case 'offer':
      offer(message);
      break;
    case 'power':
      core?.power(message.state);
      break;
    case 'quit':
      await core?.close();
      link.send({ kind: 'stopped' });
      link.close();
      process.exit(0);
  }
}

function start({ home, demo, capabilities }: Extract<HostToCore, { kind: 'start' }>): void {
  const beside = (name: string) => new URL(`./${name}.mjs`, import.meta.url);
  try {
    core = startCore({
      home,
      demo,
      capabilities,
      hostClock: systemHostClock(),
      askHost: (request) => requests.ask(request),
      offerDownload: (offer) => link.send({ kind: 'download', ...offer }),
      onStatus: (status) => link.send({ kind: 'status', ...status }),
      workers: {
        views: beside('view-worker'),
        lab: beside('lab-worker'),
        example: beside('example-worker'),
        import: beside('import-worker'),
        report: beside('report-worker'),
        export: beside('export-worker'),
      },
    });
    link.send({ kind: 'ready' });
  } catch (error) {
    link.send({ kind: 'failed', problem: problemOf(error) });
    link.close();
    process.exitCode = 1;
  }
}

function offer({ id, paths }: Extract<HostToCore, { kind: 'offer' }>): void {
  try {
    link.send({ kind: 'offered', id, files: core?.offerFiles(paths) ?? [] });
  } catch (error) {
    link.send({ kind: 'offered', id, problem: problemOf(error) });
  }
}

function end(code: number, error: unknown): void {
  process.stderr.write(`OpenDEMS core: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(code);
}

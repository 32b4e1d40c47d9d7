import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { memoryChannelPair } from '../../shared/api/byte-channel.ts';
import { PROTOCOL_VERSION } from '../../shared/api/contract.ts';
import { createClient, type Client } from '../../shared/api/rpc.ts';
import { systemHostClock } from '../../shared/domain/clock.ts';
import { startCore, type Core, type CoreOptions } from '../../src-main/core/core.ts';
import { builtProgramFolder } from './built-program.ts';

/** A core in this process, with its workers as built, checking everything it sends. */
export function coreInMemory(home: string, change: Partial<CoreOptions> = {}): Core {
  const worker = (name: string) => pathToFileURL(join(builtProgramFolder(), `${name}.mjs`));
  return startCore({
    home,
    demo: false,
    capabilities: { nativeDialogs: false, keepAwake: false, revealInFolder: false, quit: false },
    hostClock: systemHostClock(),
    askHost: () => Promise.reject(new Error('no host')),
    offerDownload: () => {},
    onStatus: () => {},
    workers: {
      views: worker('view-worker'),
      lab: worker('lab-worker'),
      example: worker('example-worker'),
      import: worker('import-worker'),
      report: worker('report-worker'),
      export: worker('export-worker'),
    },
    checkOutputs: true,
    ...change,
  });
}

/** A window of that core that has said hello. */
export async function windowOf(core: Core): Promise<Client> {
  const [near, far] = memoryChannelPair();
  core.connect(far);
  const client = createClient(near);
  await client.call('hello', { protocolVersion: PROTOCOL_VERSION });
  return client;
}

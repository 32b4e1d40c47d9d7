import { PROTOCOL_VERSION } from '../../shared/api/contract.ts';
import type {
  Capabilities,
  EventName,
  EventPayload,
  MethodInput,
  MethodName,
  MethodOutput,
  Settings,
} from '../../shared/api/contract.ts';
import { AppError } from '../../shared/api/errors.ts';
import { createClient, type Client } from '../../shared/api/rpc.ts';
import { openChannel, type WindowLike } from '../api/connect.ts';
import { decideReconnectDelayMs, decideVersion } from '../api/reconnect.ts';

const RELOADED_FOR = 'opendems.reloadedForProtocol';

const NO_HOST: Capabilities = { nativeDialogs: false, keepAwake: false, revealInFolder: false, quit: false };

/** Listeners by event; they outlive a connection. */
type Listeners = Map<EventName, Set<(payload: never) => void>>;

/** The window's connection to the core: reconnects by itself, keeps subscriptions, tells its standing. */
class Core {
  /** `starting` before the first connection, `lost` while it reconnects, `mismatch` when reloading did not help. */
  status = $state<'starting' | 'open' | 'lost' | 'mismatch'>('starting');
  attempt = $state(0);
  capabilities = $state.raw<Capabilities>(NO_HOST);
  softwareVersion = $state('');
  libraryFolder = $state('');
  /** Raised with every new connection; effects that load data depend on it. */
  generation = $state(0);

  #client: Client | undefined;
  #listeners: Listeners = new Map();
  #settingsListener: (settings: Settings) => void = () => {};

  /** Starts connecting; `settings` is called with those of each hello. */
  start(settings: (settings: Settings) => void): void {
    this.#settingsListener = settings;
    void this.#connect();
  }

  call<Name extends MethodName>(method: Name, input: MethodInput<Name>): Promise<MethodOutput<Name>> {
    if (!this.#client)
      return Promise.reject(
        new AppError({
          code: 'core-gone',
          happened: 'The window is not connected to the recording core.',
          safe: 'Recording does not depend on this window.',
          next: 'Wait for the connection, then try again.',
        }),
      );
    return this.#client.call(method, input);
  }

  /** Subscribes across reconnects; returns the function that ends it. */
  on<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set);
    set.add(listener as (payload: never) => void);
    return () => set.delete(listener as (payload: never) => void);
  }

  async #connect(): Promise<void> {
    for (;;) {
      this.attempt += 1;
      const delayMs = decideReconnectDelayMs(this.attempt);
      await new Promise((resume) => setTimeout(resume, delayMs));
      try {
        await this.#open();
        return;
      } catch {
        if (this.status === 'mismatch') return;
        if (this.attempt > 1 || this.status === 'open') this.status = 'lost';
      }
    }
  }

  async #open(): Promise<void> {
    const channel = await openChannel(window as unknown as WindowLike);
    const client = createClient(channel);
    for (const name of EVENT_NAMES)
      client.on(name, (payload) => {
        for (const listener of this.#listeners.get(name) ?? []) listener(payload as never);
      });
    const lost = new Promise<never>((_, fail) => client.onClose(() => fail(new Error('closed'))));
    // Without a taker the rejection of a later close would be reported as unhandled.
    lost.catch(() => {});
    const hello = await Promise.race([client.call('hello', { protocolVersion: PROTOCOL_VERSION }), lost]);
    this.#checkVersion(hello.protocolVersion);
    this.#client = client;
    this.capabilities = hello.capabilities;
    this.softwareVersion = hello.softwareVersion;
    this.libraryFolder = hello.libraryFolder;
    this.#settingsListener(hello.settings);
    this.status = 'open';
    this.attempt = 0;
    this.generation += 1;
    client.onClose(() => {
      this.#client = undefined;
      this.status = 'lost';
      void this.#connect();
    });
  }

  #checkVersion(coreVersion: number): void {
    const before = sessionStorage.getItem(RELOADED_FOR);
    const decision = decideVersion(PROTOCOL_VERSION, coreVersion, before === null ? undefined : Number(before));
    if (decision === 'use') return;
    if (decision === 'reload') {
      sessionStorage.setItem(RELOADED_FOR, String(coreVersion));
      location.reload();
    } else this.status = 'mismatch';
    throw new Error('the core speaks another protocol version');
  }
}

const EVENT_NAMES: EventName[] = [
  'live.state',
  'live.edge',
  'alerts.changed',
  'runs.changed',
  'commissioning.changed',
  'settings.changed',
  'jobs.changed',
];

export const core = new Core();

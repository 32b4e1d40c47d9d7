import type { Commissioning } from '../../../shared/api/instruments.ts';
import { problemOf } from '../../../shared/api/errors.ts';
import type { CancelTimer, HostClock } from '../../../shared/domain/clock.ts';
import type { Profile } from '../../../shared/domain/profile.ts';
import { ChannelMemory } from '../acquisition/channel-memory.ts';
import { ClockOffset } from '../acquisition/clock-offset.ts';
import type { OpenedInstrument, OpenInstrumentOptions } from '../acquisition/open-instrument.ts';
import type { InstrumentSink } from '../instruments/instrument.ts';
import { decideChecks, trialChannels, type Trial } from './decide-commissioning.ts';

type AskedCertificate = Parameters<NonNullable<OpenInstrumentOptions['onCertificate']>>[0];

/** How long a test listens (opcua.md 3: 30 s commissioning test), seconds of the laboratory, and at least of the computer. */
const LISTEN_SECONDS = 30;
const LISTEN_AT_LEAST_HOST_SECONDS = 5;
const REPORT_PERIOD_MS = 500;

/** Opens the instruments of a profile, asking about certificates that are not trusted yet. */
export type OpenForTest = (
  profile: Profile,
  options: Pick<OpenInstrumentOptions, 'onCertificate'>,
) => Promise<OpenedInstrument>;

export interface CommissioningOptions {
  profile: Profile;
  open: OpenForTest;
  /** A certificate that a person has looked at and accepts; any other one is refused and told. */
  trustThumbprint?: string | undefined;
  clock: HostClock;
  onChange: (standing: Commissioning) => void;
}

/** Connects to the instruments of a profile, listens, and says what it saw. Nothing is stored. */
export class CommissioningTest {
  #options: CommissioningOptions;
  #standing: Commissioning;
  #memories = new Map<string, ChannelMemory>();
  #offsets = new Map<string, ClockOffset>();
  #opened: OpenedInstrument | undefined;
  #finish: (state: 'done' | 'cancelled') => void = () => {};

  constructor(options: CommissioningOptions) {
    this.#options = options;
    this.#standing = {
      profileName: options.profile.name,
      state: 'running',
      startedUtcUs: options.clock.utcUs(),
      progress: 0,
      checks: [{ id: 'connection', state: 'running', title: 'Connection', fact: '', detail: '' }],
      untrusted: null,
      channels: [],
    };
  }

  cancel(): void {
    this.#finish('cancelled');
  }

  /** Resolves when the test has ended, however it did; never rejects. */
  async run(): Promise<void> {
    this.#tell({});
    const isEnded = new Promise<'done' | 'cancelled'>((finish) => (this.#finish = finish));
    try {
      const outcome = await this.#listen(isEnded);
      this.#report(outcome, 1);
    } catch (error) {
      const { happened, safe, next } = problemOf(error);
      const failed = {
        id: 'connection',
        state: 'alarm' as const,
        title: 'Connection',
        fact: happened,
        detail: `${safe} ${next}`,
      };
      this.#tell({ state: 'failed', checks: [failed] });
    } finally {
      await this.#opened?.close();
    }
  }

  async #listen(isEnded: Promise<'done' | 'cancelled'>): Promise<'done' | 'cancelled'> {
    const { profile, clock } = this.#options;
    const opened = await this.#options.open(profile, {
      onCertificate: async (certificate) => this.#isAccepted(certificate),
    });
    this.#opened = opened;
    for (const channel of opened.instrument.channels) this.#memories.set(channel.id, new ChannelMemory(channel));
    for (const source of opened.instrument.sources)
      this.#offsets.set(source.id, new ClockOffset(opened.labClock.speed));
    const started = opened.instrument.start(this.#sink(), []);
    const first = await Promise.race([started, isEnded]);
    if (first === 'cancelled') {
      await opened.instrument.stop();
      return first;
    }
    opened.begin();
    const hostSeconds = Math.max(LISTEN_AT_LEAST_HOST_SECONDS, LISTEN_SECONDS / opened.labClock.speed);
    const timers = this.#timers(hostSeconds, clock);
    try {
      return await isEnded;
    } finally {
      for (const cancel of timers) cancel();
      await opened.instrument.stop();
    }
  }

  /** Only exactly the certificate that a person has seen is accepted. */
  #isAccepted({ endpoint, thumbprint, subject, validFromMs, validToMs }: AskedCertificate): boolean {
    if (thumbprint === this.#options.trustThumbprint) return true;
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    this.#tell({ untrusted: { endpoint, thumbprint, subject, validFrom: day(validFromMs), validTo: day(validToMs) } });
    return false;
  }

  #timers(hostSeconds: number, clock: HostClock): CancelTimer[] {
    const startedUs = clock.monotonicUs();
    return [
      clock.every(REPORT_PERIOD_MS, () =>
        this.#report('running', (clock.monotonicUs() - startedUs) / 1e6 / hostSeconds),
      ),
      clock.after(hostSeconds * 1000, () => this.#finish('done')),
    ];
  }

  #sink(): InstrumentSink {
    return {
      samples: (batches, receipt) => {
        for (const batch of batches) {
          const memory = this.#memories.get(batch.channelId);
          if (!memory || batch.timeUs.length === 0) continue;
          memory.take(batch, receipt);
          this.#offsets.get(memory.channel.sourceId)?.push(batch.timeUs[batch.timeUs.length - 1], receipt.utcUs);
        }
      },
      event: () => {},
      gap: () => {},
      health: () => {},
    };
  }

  #report(state: Commissioning['state'], progress: number): void {
    const trial = this.#trial();
    const connected = {
      id: 'connection',
      state: 'ok' as const,
      title: 'Connection',
      fact: this.#endpoint(),
      detail: '',
    };
    this.#tell({
      state,
      progress: Math.min(1, progress),
      checks: [connected, ...decideChecks(trial, state === 'done')],
      channels: trialChannels(trial),
    });
  }

  #trial(): Trial {
    const { instrument, labClock } = this.#opened!;
    const nowUs = labClock.utcUs();
    return {
      seconds: labClock.monotonicUs() / 1e6,
      settings: instrument.settings(),
      channels: [...this.#memories.values()].map((memory) => {
        const { channel, samples, value, severity, periodSeconds } = memory.now();
        const newest = memory.newestTimeUs;
        const sourceAgeSeconds = newest === undefined ? undefined : (nowUs - newest) / 1e6;
        return { channel, samples, value, severity, medianIntervalSeconds: periodSeconds, sourceAgeSeconds };
      }),
      clocks: instrument.sources.flatMap((source) => {
        const estimate = this.#offsets.get(source.id)?.estimate();
        return estimate ? [{ sourceName: source.name, ...estimate }] : [];
      }),
    };
  }

  #endpoint(): string {
    return this.#opened?.opcUaProfile.endpoint ?? '';
  }

  #tell(change: Partial<Commissioning>): void {
    this.#standing = { ...this.#standing, ...change };
    this.#options.onChange(this.#standing);
  }
}

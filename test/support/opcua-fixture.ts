import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createOpcUaInstrument,
  type OpcUaInstrumentOptions,
} from '../../src-main/core/instruments/opcua/opcua-instrument.ts';
import type { Instrument } from '../../src-main/core/instruments/instrument.ts';
import { simulatedLabProfile } from '../../src-main/core/instruments/simulated/lab-profile.ts';
import {
  startLabServer,
  type LabServer,
  type LabServerOptions,
} from '../../src-main/core/instruments/simulated/lab-server.ts';
import { scaledLabClock, systemHostClock, type LabClock } from '../../shared/domain/clock.ts';
import type { OpcUaProfile } from '../../shared/domain/profile.ts';
import { compareWithTruth, type TruthComparison } from './compare-with-truth.ts';
import { RecordingSink } from './recording-sink.ts';
import { TinyLabModel } from './tiny-lab-model.ts';

/** 2026-01-01 00:00 UTC. */
export const EPOCH_US = 1_767_225_600_000_000;

/** Keys and certificates are made once and kept: making one takes a second. */
export const SHARED_PKI = join(import.meta.dirname, '../../node_modules/.cache/opendems-test-pki');

/** A laboratory behind its server, an instrument at the other end, and everything that came over. */
export interface Bench {
  lab: LabServer;
  labClock: LabClock;
  model: TinyLabModel;
  profile: OpcUaProfile;
  truthLogPath: string;
  folder: string;
  instrument: Instrument;
  sink: RecordingSink;
  /** Stops both sides and compares. */
  finish(): Promise<TruthComparison>;
  close(): Promise<void>;
}

export interface BenchOptions {
  speed?: number;
  server?: Partial<LabServerOptions>;
  profile?: Partial<OpcUaProfile>;
  instrument?: Partial<OpcUaInstrumentOptions>;
}

export const hostClock = systemHostClock();

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'opendems-opcua-'));
}

export async function startBench(options: BenchOptions = {}): Promise<Bench> {
  mkdirSync(SHARED_PKI, { recursive: true });
  const folder = temporaryFolder();
  const labClock = scaledLabClock(hostClock, EPOCH_US, options.speed ?? 20);
  const model = new TinyLabModel(EPOCH_US);
  const truthLogPath = join(folder, 'truth.ndjson');
  const lab = await startLabServer({
    model,
    labClock,
    hostClock,
    pkiFolder: join(SHARED_PKI, 'lab'),
    truthLogPath,
    ...options.server,
  });
  const profile: OpcUaProfile = { ...simulatedLabProfile(lab.endpoint), ...options.profile };
  const instrument = createOpcUaInstrument({
    profile,
    labClock,
    hostClock,
    pkiFolder: join(SHARED_PKI, 'client'),
    labCertificate: lab.certificate,
    ...options.instrument,
  });
  const sink = new RecordingSink();
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await instrument.stop();
    await lab.stop();
  };
  return {
    lab,
    labClock,
    model,
    profile,
    truthLogPath,
    folder,
    instrument,
    sink,
    close: async () => {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
    finish: async () => {
      await close();
      return compareWithTruth(truthLogPath, profile.nodes, sink.byChannel, sink.gaps);
    },
  };
}

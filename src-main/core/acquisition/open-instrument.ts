import { join } from 'node:path';
import type { AppError } from '../../../shared/api/errors.ts';
import { realLabClock, type HostClock, type LabClock } from '../../../shared/domain/clock.ts';
import type { OpcUaProfile, Profile } from '../../../shared/domain/profile.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { createOpcUaInstrument, type OpcUaInstrumentOptions } from '../instruments/opcua/opcua-instrument.ts';
import { SimulatedLab } from '../instruments/simulated/lab-host.ts';

export interface OpenInstrumentOptions {
  hostClock: HostClock;
  pkiFolder: string;
  password?: string;
  onCertificate?: OpcUaInstrumentOptions['onCertificate'];
  /** Simulated lab: NDJSON of everything published. */
  truthLogPath?: string;
  /** Simulated lab: length of the experiment. */
  hours?: number;
  /** Simulated lab: where a resumed run's laboratory clock stands. */
  epochUtcUs?: number;
  /** Simulated lab: called once if it dies by itself. */
  onLabFailure?: (error: AppError) => void;
  /** Simulated lab: the bundled worker; default: beside the bundle. */
  labWorkerUrl?: URL;
}

/** An instrument ready to be started, with the clock of its laboratory. */
export interface OpenedInstrument {
  instrument: Instrument;
  labClock: LabClock;
  /** Profile as reached: a simulated lab has got its endpoint. */
  opcUaProfile: OpcUaProfile;
  /** There if the profile is a simulated lab; its time stands still until `begin`. */
  lab: SimulatedLab | undefined;
  /** Lets a simulated laboratory's time run; call it once the recording has started. */
  begin(): void;
  /** Ends a simulated laboratory; the instrument must have been stopped before. */
  close(): Promise<void>;
}

/** Makes the instrument of a profile; a simulated lab is started for it. Rejects with an AppError. */
export async function openInstrument(profile: Profile, options: OpenInstrumentOptions): Promise<OpenedInstrument> {
  const { hostClock, pkiFolder } = options;
  if (profile.kind === 'opc-ua') {
    const labClock = realLabClock(hostClock);
    const { password, onCertificate } = options;
    return {
      instrument: createOpcUaInstrument({
        profile,
        labClock,
        hostClock,
        pkiFolder: join(pkiFolder, 'client'),
        ...(password === undefined ? {} : { password }),
        ...(onCertificate ? { onCertificate } : {}),
      }),
      labClock,
      opcUaProfile: profile,
      lab: undefined,
      begin: () => undefined,
      close: () => Promise.resolve(),
    };
  }
  const lab = new SimulatedLab({
    preset: profile.preset,
    seed: profile.seed,
    speed: profile.speed,
    hostClock,
    pkiFolder: join(pkiFolder, 'simulated-lab'),
    holdTime: true,
    epochUtcUs: options.epochUtcUs,
    hours: options.hours,
    truthLogPath: options.truthLogPath,
    onFailure: options.onLabFailure,
    workerUrl: options.labWorkerUrl,
  });
  await lab.start();
  const opcUaProfile = { ...lab.profile(), name: profile.name };
  return {
    instrument: createOpcUaInstrument({
      profile: opcUaProfile,
      labClock: lab.labClock,
      hostClock,
      pkiFolder: join(pkiFolder, 'client'),
      labCertificate: lab.certificate,
    }),
    labClock: lab.labClock,
    opcUaProfile,
    lab,
    begin: () => lab.begin(),
    close: () => lab.stop(),
  };
}

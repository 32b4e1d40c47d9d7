import type { Problem } from '../../../../shared/api/errors.ts';
import type { SimulationPreset } from '../../../../shared/domain/profile.ts';
import type { LabFault } from './faults.ts';
import type { LabProgress } from './lab-server-pump.ts';

/** What the laboratory's worker is told to simulate and where to serve it. */
export interface LabWorkerOptions {
  preset: SimulationPreset;
  seed: number;
  /** Laboratory seconds per second. */
  speed: number;
  /** Laboratory UTC at time zero, microseconds. */
  epochUtcUs: number;
  hours?: number;
  /** 0: a free one. */
  port: number;
  pkiFolder: string;
  truthLogPath?: string;
  users: { name: string; password: string }[];
  allowNone: boolean;
  allowAnonymous: boolean;
}

export type ToLabWorker =
  | { kind: 'start'; options: LabWorkerOptions }
  /** Time zero was at this reading of the computer's monotonic clock, which all threads share. */
  | { kind: 'begin'; hrtimeNs: bigint }
  | { kind: 'fault'; id: number; fault: LabFault }
  | { kind: 'stop' };

export type FromLabWorker =
  | { kind: 'ready'; endpoint: string; certificate: Uint8Array }
  | { kind: 'failed'; problem: Problem }
  | { kind: 'progress'; progress: LabProgress }
  | { kind: 'fault-done'; id: number; problem: Problem | null }
  | { kind: 'stopped' };

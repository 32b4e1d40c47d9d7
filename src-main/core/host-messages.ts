import type { Capabilities } from '../../shared/api/contract.ts';
import type { Problem } from '../../shared/api/errors.ts';
import type { FileHandle } from '../../shared/api/files.ts';

/** What a host tells its core. A window's bytes come this way where the host cannot hand out a port of its own. */
export type HostToCore =
  | { kind: 'start'; home: string | undefined; demo: boolean; capabilities: Capabilities }
  /** A new window; with a MessagePort beside the message, its bytes come through that port. */
  | { kind: 'open'; connection: number }
  | { kind: 'bytes'; connection: number; bytes: Uint8Array }
  | { kind: 'close'; connection: number }
  | { kind: 'answer'; id: number; output?: unknown; problem?: Problem }
  /** Files that the person dropped on a window or chose there; answered by `offered` with the same id. */
  | { kind: 'offer'; id: number; paths: string[] }
  /** The computer went to sleep or came back. */
  | { kind: 'power'; state: 'suspended' | 'resumed' }
  /** End the program; a run is stopped and sealed first. */
  | { kind: 'quit' };

/** What the core asks of its host; answered by `answer` with the same id. */
export type HostRequest =
  /** Paths of run files chosen in the host's own dialog; empty where cancelled. */
  | { kind: 'choose-run-files' }
  /** Path for a new file, chosen in the host's own dialog; null where cancelled. */
  | { kind: 'choose-save-path'; suggestedName: string }
  | { kind: 'reveal'; path: string };

/** Whether closing the program would end a run. */
export interface RecordingStatus {
  isRecording: boolean;
  runName: string | null;
}

/** What a core tells its host. */
export type CoreToHost =
  /** Serving windows. */
  | { kind: 'ready' }
  /** Could not start; the process ends. */
  | { kind: 'failed'; problem: Problem }
  | { kind: 'bytes'; connection: number; bytes: Uint8Array }
  | { kind: 'close'; connection: number }
  | ({ kind: 'status' } & RecordingStatus)
  | { kind: 'request'; id: number; request: HostRequest }
  | { kind: 'offered'; id: number; files: FileHandle[] }
  | { kind: 'offered'; id: number; problem: Problem }
  /** A file may be downloaded once by whoever has a session and names the handle; the host removes it then. */
  | { kind: 'download'; handle: string; path: string; name: string }
  /** After `quit`: everything is sealed; the process ends. */
  | { kind: 'stopped' };

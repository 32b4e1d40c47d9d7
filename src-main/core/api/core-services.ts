import type { Capabilities } from '../../../shared/api/contract.ts';
import type { HostClock } from '../../../shared/domain/clock.ts';
import type { AlertBoard } from '../acquisition/alert-board.ts';
import type { HostRequest } from '../host-messages.ts';
import type { ViewClient } from '../views/view-client.ts';
import type { Commissioning } from './commissioning.ts';
import type { IncomingFiles } from './incoming-files.ts';
import type { JobBoard } from './job-board.ts';
import type { LiveFeed } from './live-feed.ts';
import type { LiveRun } from './live-run.ts';
import type { Log } from '../log.ts';
import type { OutgoingFiles } from './outgoing-files.ts';
import type { ProvisionalCalibrations } from './provisional-calibration.ts';
import type { RunControl } from './run-control.ts';
import type { ProfileStore, RecordStore, RunLibrary, SettingsStore } from './stores.ts';

/** What handlers work with. */
export interface CoreServices {
  hostClock: HostClock;
  log: Log;
  board: AlertBoard;
  settings: SettingsStore;
  /** OPENDEMS_HOME: the laboratory's logo lies there. */
  home: string;
  records: RecordStore;
  profiles: ProfileStore;
  library: RunLibrary;
  views: ViewClient;
  /** The same in a thread of its own: an evaluation takes longer than a picture may wait. */
  analyses: ViewClient;
  /** Calibrations for the rates of a run being recorded. */
  provisional: ProvisionalCalibrations;
  /** Looks for the last calibrations ahead of the next run, unless one is being recorded. */
  prepareCalibrations: () => void;
  /** Does work while no worker reads the file, so that it can be sealed, moved or written anew. */
  whileReleased: <Result>(path: string, work: () => Result | Promise<Result>) => Promise<Result>;
  runControl: RunControl;
  liveRun: LiveRun;
  feed: LiveFeed;
  commissioning: Commissioning;
  /** Everything that takes longer than a call may (shared/api/jobs.ts). */
  jobs: JobBoard;
  /** A person's files, and files made for a person (shared/api/files.ts). */
  incoming: IncomingFiles;
  outgoing: OutgoingFiles;
  /** Asks the host; rejects where it cannot. */
  askHost: (request: HostRequest) => Promise<unknown>;
  capabilities: Capabilities;
  /** Bundled modules of threads (build/build.mjs). */
  workers: { views: URL; lab: URL; example: URL; import: URL; report: URL; export: URL };
}

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ByteChannel } from '../../shared/api/byte-channel.ts';
import type { Capabilities } from '../../shared/api/contract.ts';
import type { FileHandle } from '../../shared/api/files.ts';
import { serve } from '../../shared/api/rpc.ts';
import type { HostClock } from '../../shared/domain/clock.ts';
import type { Profile } from '../../shared/domain/profile.ts';
import { AlertBoard } from './acquisition/alert-board.ts';
import type { OpenInstrumentOptions } from './acquisition/open-instrument.ts';
import { Commissioning } from './api/commissioning.ts';
import type { CoreServices } from './api/core-services.ts';
import { createHandlers } from './api/create-handlers.ts';
import { startDemo } from './api/demo-run.ts';
import { makeExampleRuns } from './api/example-runs.ts';
import { IncomingFiles } from './api/incoming-files.ts';
import { JobBoard } from './api/job-board.ts';
import { labRecords } from './api/lab-records.ts';
import { LibraryService } from './api/library-service.ts';
import { LiveFeed } from './api/live-feed.ts';
import { LiveRun } from './api/live-run.ts';
import { OutgoingFiles, type DownloadOffer } from './api/outgoing-files.ts';
import { profileStore } from './api/profiles.ts';
import { CalibrationIndex } from './api/calibration-index.ts';
import { LastCalibrations } from './api/last-calibration.ts';
import { ProvisionalCalibrations } from './api/provisional-calibration.ts';
import { RESUMED_ALERT, resumeInterrupted } from './api/resume-interrupted.ts';
import { RunControl } from './api/run-control.ts';
import { settingsFile } from './api/settings-file.ts';
import { transferFolder } from './api/transfer-folder.ts';
import type { HostRequest, RecordingStatus } from './host-messages.ts';
import { loggable, openLog } from './log.ts';
import { ANALYSES_IDLE_MS, CALIBRATIONS_IDLE_MS, EVALUATIONS_MEMORY, VIEWS_MEMORY } from './memory-limits.ts';
import { homeFolders } from './storage/home.ts';
import { SOFTWARE_VERSION } from './version.ts';
import { ViewClient } from './views/view-client.ts';

/** Examples are made after the first picture is on the screen. */
const EXAMPLES_AFTER_MS = 2000;

export interface CoreOptions {
  home: string | undefined;
  /** Start a simulated run at once. */
  demo: boolean;
  capabilities: Capabilities;
  hostClock: HostClock;
  askHost: (request: HostRequest) => Promise<unknown>;
  /** A written file waits for its download by a window of this host. */
  offerDownload: (offer: DownloadOffer) => void;
  /** Whether ending the program would end a run has changed. */
  onStatus: (status: RecordingStatus) => void;
  /** Where the bundled workers lie. */
  workers: CoreServices['workers'];
  /** Check what is sent to windows against the contract (development and tests). */
  checkOutputs?: boolean;
}

/** The program without a window. */
export interface Core {
  /** Serves the contract to a window. */
  connect(channel: ByteChannel): void;
  /** Handles on files that the person showed the host. @throws AppError */
  offerFiles(paths: readonly string[]): FileHandle[];
  power(state: 'suspended' | 'resumed'): void;
  /** Stops and seals the run, lets go of everything. */
  close(): Promise<void>;
}

/** Starts the program in a home. @throws AppError where the home cannot be used */
export function startCore(options: CoreOptions): Core {
  const { hostClock, workers } = options;
  const folders = homeFolders(options.home);
  const log = openLog(folders.logs);
  log.info({ version: SOFTWARE_VERSION, home: folders.home }, 'core started');
  const onFault = (error: unknown) => log.error(loggable(error), 'fault');

  const board = new AlertBoard(() => onChange());
  const settings = settingsFile(folders.home, board, hostClock);
  const profiles = profileStore(folders.records, folders.secrets, board, hostClock);
  const views = new ViewClient(workers.views, onFault, { memory: VIEWS_MEMORY });
  const analyses = new ViewClient(workers.views, onFault, {
    memory: EVALUATIONS_MEMORY,
    idle: { afterMs: ANALYSES_IDLE_MS, clock: hostClock },
    onAsked: () => lastCalibrations.prepareLater(),
  });
  // Asked rarely, so its thread soon ends.
  const calibrations = new ViewClient(workers.views, onFault, {
    memory: VIEWS_MEMORY,
    idle: { afterMs: CALIBRATIONS_IDLE_MS, clock: hostClock },
    isInBackground: true,
  });
  const library = new LibraryService(
    () => settings.get().libraryFolder ?? folders.library,
    join(folders.home, 'library-index.json'),
  );
  const lastCalibrations = new LastCalibrations({
    library,
    runs: calibrations,
    index: new CalibrationIndex(join(folders.home, 'calibration-index.json')),
    clock: hostClock,
    mayPrepare: () => !isClosing && !runControl.isBusy,
    onFault,
  });
  let isClosing = false;
  const open = async (profile: Profile, more: Partial<OpenInstrumentOptions> = {}) => {
    // Loaded late: windows need not wait for a protocol stack.
    const { openInstrument } = await import('./acquisition/open-instrument.ts');
    await lastCalibrations.makeRoom();
    const password = profiles.passwordOf(profile);
    return openInstrument(profile, {
      hostClock,
      pkiFolder: folders.pki,
      labWorkerUrl: workers.lab,
      ...(password !== undefined && { password }),
      ...more,
    });
  };
  const whileReleased: CoreServices['whileReleased'] = (path, work) =>
    views.whileReleased(path, () => analyses.whileReleased(path, () => calibrations.whileReleased(path, work)));
  const runControl = new RunControl({
    hostClock,
    board,
    open,
    whileReleased,
    onChange: () => onChange(),
    onRunsChanged: (reason) => {
      log.info({ reason }, 'runs changed');
      if (reason === 'stopped') board.clear(RESUMED_ALERT);
      library.refresh();
      if (reason === 'stopped') lastCalibrations.prepare().catch(onFault);
      feed.broadcast('runs.changed', { reason });
    },
  });
  const liveRun = new LiveRun({ runControl, board, views, hostClock, libraryFolder: () => library.folder, onFault });
  const feed = new LiveFeed(liveRun, hostClock);
  const commissioning = new Commissioning(open, hostClock, (standing) =>
    feed.broadcast('commissioning.changed', standing),
  );
  const transfer = transferFolder(folders.home);
  const incoming = new IncomingFiles(join(transfer, 'in'), hostClock);
  const outgoing = new OutgoingFiles({
    folder: join(transfer, 'out'),
    clock: hostClock,
    hasDialogs: options.capabilities.nativeDialogs,
    askHost: options.askHost,
    offerDownload: options.offerDownload,
  });
  const jobs = new JobBoard(hostClock, (job) => feed.broadcast('jobs.changed', job), onFault);
  const core: CoreServices = {
    hostClock,
    log,
    board,
    home: folders.home,
    settings,
    profiles,
    library,
    views,
    analyses,
    provisional: new ProvisionalCalibrations(lastCalibrations),
    prepareCalibrations: () => void lastCalibrations.prepare().catch(onFault),
    whileReleased,
    runControl,
    liveRun,
    feed,
    commissioning,
    jobs,
    incoming,
    outgoing,
    records: labRecords(folders.records, board, hostClock),
    askHost: options.askHost,
    capabilities: options.capabilities,
    workers,
  };
  const handlers = createHandlers(core);

  function onChange(): void {
    feed.changed();
    options.onStatus({ isRecording: runControl.isBusy, runName: runControl.runName ?? null });
  }

  void begin(core, options.demo);
  let areExamplesDue = true;
  return {
    connect(channel) {
      const connection = serve(channel, handlers, {
        checkOutputs: options.checkOutputs ?? false,
        onFault: (method, error) => log.error({ method, ...loggable(error) }, 'a call failed unexpectedly'),
        onGreeted: () => {
          feed.add(connection);
          if (!areExamplesDue) return;
          areExamplesDue = false;
          hostClock.after(EXAMPLES_AFTER_MS, () => void makeExampleRuns(core, workers.example));
        },
      });
    },
    offerFiles: (paths) => incoming.offer(paths),
    power: (state) => {
      log.info({ state }, 'power');
      runControl.powerChanged(state);
    },
    async close() {
      isClosing = true;
      await runControl.close('The program was ended.');
      // Nobody records any more who would ask for what is looked for.
      await lastCalibrations.stopPreparing();
      await calibrations.cancel();
      await jobs.close();
      await Promise.all([views.close(), analyses.close(), calibrations.close()]);
      rmSync(transfer, { recursive: true, force: true });
      log.info('core ended');
    },
  };
}

/** An interrupted run goes on first; only without one a demonstration may start. */
async function begin(core: CoreServices, demo: boolean): Promise<void> {
  await resumeInterrupted(core);
  if (demo && !core.runControl.isBusy) await startDemo(core);
}

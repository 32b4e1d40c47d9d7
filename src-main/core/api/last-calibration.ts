import { AppError } from '../../../shared/api/errors.ts';
import type { RunSummary } from '../../../shared/api/runs.ts';
import type { HostClock } from '../../../shared/domain/clock.ts';
import type { Profile } from '../../../shared/domain/profile.ts';
import type { StoredCalibration } from '../views/stored-calibration.ts';
import type { ViewClient } from '../views/view-client.ts';
import { contentStamp } from '../storage/library-index.ts';
import type { CalibrationIndex } from './calibration-index.ts';
import type { RunLibrary } from './stores.ts';

/** Older runs than so many of the library's newest are not looked into. */
const LOOKED_AT = 12;
/** An evaluation waits until instruments have come up: both at once would take twice the memory, and rates are in no hurry. */
const SETTLING_MS = 5000;
/** Instruments that are to be connected wait so long for what is being prepared: most runs are evaluated by then. */
const PREPARING_MS = 3000;
/** Nobody asked for an evaluation for so long: none is wanted at once either. */
const QUIET_MS = 20_000;

/** Pure: whether two profiles reach the same spectrometer. Of a simulated one, the seed draws the sensitivities. */
export function isSameInstrument(a: Profile, b: Profile): boolean {
  if (a.kind === 'simulated-lab' && b.kind === 'simulated-lab') return a.preset === b.preset && a.seed === b.seed;
  return a.kind === 'opc-ua' && b.kind === 'opc-ua' && (a.name === b.name || a.endpoint === b.endpoint);
}

/** Pure: complete runs with ion currents, newest first. */
export function calibrationCandidates(runs: readonly RunSummary[]): RunSummary[] {
  return runs
    .filter(({ state, gases }) => state === 'finished' && gases.length > 0)
    .toSorted((a, b) => (b.startTime ?? '').localeCompare(a.startTime ?? ''))
    .slice(0, LOOKED_AT);
}

/** A calibration and the run it was made in. */
export interface FoundCalibration {
  run: RunSummary;
  calibration: StoredCalibration;
}

/** What the search works with. */
export interface CalibrationSources {
  library: Pick<RunLibrary, 'list' | 'pathOf'>;
  runs: Pick<ViewClient, 'describe' | 'storedCalibration' | 'cancel' | 'endIfIdle'>;
  index: CalibrationIndex;
  clock: Pick<HostClock, 'after'>;
  /** False while a run is recorded: nothing is looked for ahead then. */
  mayPrepare: () => boolean;
  onFault: (error: unknown) => void;
}

/**
 * Finds the last calibration made with some instruments. For it a stored run is evaluated, which takes seconds and as much
 * memory as instruments that are being connected; so it is done ahead, while nobody needs the computer, and kept.
 */
export class LastCalibrations {
  readonly #sources: CalibrationSources;
  #preparing: { isStopped: boolean; done: Promise<void> } | undefined;
  #stopWaiting = () => {};

  constructor(sources: CalibrationSources) {
    this.#sources = sources;
  }

  /** The newest one of these instruments, in a run other than the one being recorded. */
  async find(liveRunId: string, profile: Profile): Promise<FoundCalibration | undefined> {
    let settling: Promise<boolean> | undefined;
    const maySettle = () =>
      (settling ??= new Promise<boolean>((done) => void this.#sources.clock.after(SETTLING_MS, () => done(true))));
    const others = this.#candidates().filter(({ runId }) => runId !== liveRunId);
    const isWanted = (other: Profile) => isSameInstrument(other, profile);
    for await (const found of this.#search(others, isWanted, maySettle)) return found;
    return undefined;
  }

  /** Looks for the last one of all instruments that runs were recorded with, until it is done or stopped. */
  async prepare(): Promise<void> {
    await this.stopPreparing();
    if (!this.#sources.mayPrepare()) return;
    const own = { isStopped: false, done: Promise.resolve() };
    this.#preparing = own;
    own.done = this.#prepareAll(() => !own.isStopped);
    try {
      await own.done;
    } finally {
      if (this.#preparing === own) this.#preparing = undefined;
    }
  }

  async #prepareAll(mayGoOn: () => boolean): Promise<void> {
    const done: Profile[] = [];
    const isWanted = (profile: Profile) => !done.some((other) => isSameInstrument(profile, other));
    for await (const { profile } of this.#search(this.#candidates(), isWanted, async () => mayGoOn()))
      done.push(profile);
  }

  /**
   * Instruments are about to be connected: what is being prepared is brought to its end first, if it takes no longer than a
   * person would wait for, else given up.
   */
  async makeRoom(): Promise<void> {
    const { clock, runs } = this.#sources;
    if (this.#preparing) {
      let stopWaiting = () => {};
      const overdue = new Promise<void>((done) => (stopWaiting = clock.after(PREPARING_MS, done)));
      await Promise.race([this.#preparing.done.catch(() => {}), overdue]);
      stopWaiting();
    }
    await this.stopPreparing();
    await runs.endIfIdle();
  }

  /** Somebody waits for an evaluation: they come first, and it goes on when they have not asked for a while. */
  prepareLater(): void {
    const { clock, onFault } = this.#sources;
    this.stopPreparing().catch(onFault);
    this.#stopWaiting = clock.after(QUIET_MS, () => void this.prepare().catch(onFault));
  }

  /** Gives up what is being prepared. */
  async stopPreparing(): Promise<void> {
    this.#stopWaiting();
    if (!this.#preparing) return;
    this.#preparing.isStopped = true;
    this.#preparing = undefined;
    await this.#sources.runs.cancel();
  }

  #candidates(): RunSummary[] {
    return calibrationCandidates(this.#sources.library.list());
  }

  /** @param mayAsk before a file is read of which too little is known; false ends the search */
  async *#search(
    runs: readonly RunSummary[],
    isWanted: (profile: Profile) => boolean,
    mayAsk: () => Promise<boolean>,
  ): AsyncGenerator<FoundCalibration & { profile: Profile }> {
    const paths = runs.map(({ runId }) => this.#sources.library.pathOf(runId));
    const keep = new Set(paths);
    for (const [position, run] of runs.entries()) {
      const path = paths[position];
      const stamp = contentStamp(path);
      let known = this.#sources.index.get(path);
      try {
        if (!known) {
          if (!(await mayAsk())) return;
          known = { profile: (await this.#sources.runs.describe(path, false)).run.profile, calibration: null };
          this.#sources.index.set(path, stamp, known, keep);
        }
        const { profile } = known;
        if (!profile || !isWanted(profile)) continue;
        if (!known.calibration) {
          if (!(await mayAsk())) return;
          known = { profile, calibration: await this.#sources.runs.storedCalibration(path) };
          this.#sources.index.set(path, stamp, known, keep);
        }
        const { calibration } = known;
        if (calibration && calibration.gases.length > 0) yield { run, calibration, profile };
      } catch (error) {
        // A run that cannot be evaluated, or no longer, has no calibration to give; one before it may.
        if (!(error instanceof AppError)) throw error;
      }
    }
  }
}

import { statSync } from 'node:fs';
import { AppError } from '../../../shared/api/errors.ts';
import type { ProvisionalCalibration } from '../../../shared/api/provisional.ts';
import type { RunSummary } from '../../../shared/api/runs.ts';
import type { HostClock } from '../../../shared/domain/clock.ts';
import type { Profile } from '../../../shared/domain/profile.ts';
import { activeMassGram } from '../../../shared/domain/sample.ts';
import { isoFromUs } from '../../../shared/domain/time.ts';
import type { ChannelNow, RunSession } from '../acquisition/run-session-contract.ts';
import { provisionalRates, type RateBasis } from '../views/provisional-rates.ts';
import type { StoredCalibration } from '../views/stored-calibration.ts';
import type { ViewClient } from '../views/view-client.ts';
import type { RunLibrary } from './stores.ts';

/** Older runs than so many of the library's newest are not looked into. */
const LOOKED_AT = 12;
/** An evaluation waits until instruments have come up: both at once would take twice the memory, and rates are in no hurry. */
const SETTLING_MS = 5000;

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

/** Pure: what a rate of the run being recorded needs; undefined where mass or flow is not known. */
export function rateBasis(session: Pick<RunSession, 'header' | 'channels'>): RateBasis | undefined {
  const { sample } = session.header.run;
  const mass = sample && activeMassGram(sample);
  const now = session.channels();
  const flow = valueOf(now, 'flow-setpoint') ?? valueOf(now, 'flow');
  if (!mass || !flow) return undefined;
  return { flowMlnPerMin: flow.value, flowReference: flow.channel.flowReference, activeMassGram: mass };
}

function valueOf(now: readonly ChannelNow[], role: 'flow' | 'flow-setpoint') {
  const found = now.find(({ channel, value }) => channel.role === role && value !== undefined && value > 0);
  return found && { channel: found.channel, value: found.value! };
}

interface FoundCalibration {
  run: RunSummary;
  calibration: StoredCalibration;
}

/** Finds the last calibration made with the instruments of a run, and keeps what it found for the next question. */
export class ProvisionalCalibrations {
  readonly #library: RunLibrary;
  readonly #runs: ViewClient;
  readonly #clock: HostClock;
  /** By path, with what tells whether the file has changed since. */
  readonly #readBefore = new Map<string, { mtimeMs: number; size: number; calibration: StoredCalibration }>();
  /** Of the run being recorded; every window asks. */
  #search: { liveRunId: string; found: Promise<FoundCalibration | undefined> } | undefined;

  constructor(library: RunLibrary, runs: ViewClient, clock: HostClock) {
    this.#library = library;
    this.#runs = runs;
    this.#clock = clock;
  }

  /**
   * Looks into the run that was just ended, while no instruments are connected: whoever records next with the same
   * instruments has its calibration at once.
   */
  async prepare(): Promise<void> {
    const [newest] = calibrationCandidates(this.#library.list());
    if (newest) await this.#read(this.#library.pathOf(newest.runId));
  }

  /** The calibration for the run being recorded; null where no stored run of these instruments has one. */
  async of(session: RunSession): Promise<ProvisionalCalibration | null> {
    const { id, profile } = session.header.run;
    const basis = rateBasis(session);
    if (!profile || !basis) return null;
    const found = await this.#searched(id, profile);
    if (!found) return null;
    const { run, calibration } = found;
    return {
      runId: run.runId,
      runName: run.name,
      calibratedTime: (calibration.calibratedUs === undefined ? null : isoFromUs(calibration.calibratedUs)) ?? null,
      flowMlnPerMin: basis.flowMlnPerMin,
      gases: provisionalRates(calibration, basis),
    };
  }

  async #searched(liveRunId: string, profile: Profile): Promise<FoundCalibration | undefined> {
    if (this.#search?.liveRunId !== liveRunId) this.#search = { liveRunId, found: this.#find(liveRunId, profile) };
    const search = this.#search;
    // A run that is added later may have one: nothing found is looked for again.
    const forget = () => {
      if (this.#search === search) this.#search = undefined;
    };
    try {
      const found = await search.found;
      if (!found) forget();
      return found;
    } catch (error) {
      forget();
      throw error;
    }
  }

  async #find(liveRunId: string, profile: Profile): Promise<FoundCalibration | undefined> {
    await new Promise<void>((done) => void this.#clock.after(SETTLING_MS, done));
    for (const run of calibrationCandidates(this.#library.list())) {
      if (run.runId === liveRunId) continue;
      const path = this.#library.pathOf(run.runId);
      const known = (await this.#runs.describe(path, false)).run.profile;
      if (!known || !isSameInstrument(known, profile)) continue;
      const calibration = await this.#read(path);
      if (calibration && calibration.gases.length > 0) return { run, calibration };
    }
    return undefined;
  }

  /** The calibration of a stored run as its file stands now; undefined where it cannot be evaluated. */
  async #read(path: string): Promise<StoredCalibration | undefined> {
    const file = statSync(path, { throwIfNoEntry: false });
    if (!file) return undefined;
    const known = this.#readBefore.get(path);
    if (known?.mtimeMs === file.mtimeMs && known.size === file.size) return known.calibration;
    try {
      const calibration = await this.#runs.storedCalibration(path);
      this.#readBefore.set(path, { mtimeMs: file.mtimeMs, size: file.size, calibration });
      return calibration;
    } catch (error) {
      // Such a run has no calibration to give; one before it may.
      if (error instanceof AppError) return undefined;
      throw error;
    }
  }
}

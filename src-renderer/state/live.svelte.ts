import type { LiveState, Readout } from '../../shared/api/live.ts';
import type { RunSummary } from '../../shared/api/runs.ts';
import type { Channel } from '../../shared/domain/channel.ts';
import { core } from './core.svelte.ts';
import { RunView } from './run-view.svelte.ts';

/** A measured flow trembles; below so much of a change the factors of a calibration stay. */
const FLOW_TOLERANCE = 0.02;

/** The run being recorded: the core's state as it was last sent, and the view that draws it. */
class Live {
  state = $state.raw<LiveState | undefined>(undefined);
  view = $state.raw<RunView | undefined>(undefined);
  /** Laboratory UTC now, microseconds, running on between two states. */
  labUtcUs = $state(0);
  #received = 0;
  /** Carrier flow for which the calibration was asked last; its factors hold for one flow. */
  #calibratedFlow: number | undefined;

  isRecording = $derived(this.state !== undefined && this.state.state !== 'idle');
  /** The run has a name but its instruments are still being reached. */
  isConnecting = $derived(this.state?.state === 'connecting');

  constructor() {
    core.on('live.state', (state) => this.#take(state));
    core.on('live.edge', (edge) => this.view?.addEdge(edge));
    core.on('runs.changed', () => {
      if (!this.isRecording) return;
      void this.view?.load();
      // A run that was just added may be the one with the calibration.
      if (!this.view?.calibration) this.#calibratedFlow = undefined;
    });
    // States bring the time with them, four times a second; between, and without them, a second is enough.
    setInterval(() => this.#tick(), 1000);
  }

  async load(): Promise<void> {
    this.#take(await core.call('live.state', {}));
    // After a reconnect the edges in between were missed: history is read anew.
    void this.view?.load();
  }

  readout(channelId: string | undefined): Readout | undefined {
    return channelId === undefined ? undefined : this.state?.readouts.find((one) => one.channelId === channelId);
  }

  channel(find: (channel: Channel) => boolean): Channel | undefined {
    return this.state?.channels.find(find);
  }

  /** Seconds since the run started, by the laboratory's clock. */
  get elapsedSeconds(): number | undefined {
    const started = this.state?.startedUtcUs;
    return started === null || started === undefined ? undefined : (this.labUtcUs - started) / 1e6;
  }

  /**
   * A run with what grows of it as it is now: the library knows one that is being recorded as it was when it last looked.
   * `samples` is undefined of all others.
   */
  asItIsNow(run: RunSummary): Pick<RunSummary, 'lengthSeconds' | 'sizeBytes'> & { samples?: number } {
    const { state } = this;
    if (run.state !== 'recording' || state?.runId !== run.runId) return run;
    return {
      lengthSeconds: this.elapsedSeconds ?? run.lengthSeconds,
      sizeBytes: Math.max(run.sizeBytes, state.fileBytes),
      samples: state.sampleCount,
    };
  }

  #take(state: LiveState): void {
    // While it connects a run has no file yet to be drawn from.
    const runId = state.state === 'idle' || state.state === 'connecting' ? null : state.runId;
    if (runId !== null && this.view?.runId !== runId) {
      this.view?.end();
      this.view = new RunView(runId, true);
      this.#calibratedFlow = undefined;
      void this.view.load();
    } else if (runId === null && this.view?.isRecording) this.view.setFinished();
    // A core that was lost says first that nothing is recorded, then goes on with the same run.
    else if (runId !== null && this.view && !this.view.isRecording) this.view.setResumed();
    this.state = state;
    this.#received = performance.now();
    if (this.view?.isRecording) {
      this.view.setProgress(state.phases, state.labUtcUs);
      void this.#calibrate(this.view);
    }
    this.#tick();
  }

  /** Asks for the last calibration once the flow is known, and again when it was set to another. */
  async #calibrate(view: RunView): Promise<void> {
    const setPoint = this.channel(({ role }) => role === 'flow-setpoint');
    const flow = this.readout((setPoint ?? this.channel(({ role }) => role === 'flow'))?.id)?.value;
    if (!flow || (this.#calibratedFlow && Math.abs(flow / this.#calibratedFlow - 1) < FLOW_TOLERANCE)) return;
    this.#calibratedFlow = flow;
    try {
      view.setCalibration((await core.call('live.calibration', {})).calibration ?? undefined);
    } catch {
      // Row four shows ratios to the carrier without it.
      view.setCalibration(undefined);
    }
  }

  #tick(): void {
    if (!this.state) return;
    const sinceUs = (performance.now() - this.#received) * 1000 * this.state.speed;
    this.labUtcUs = this.state.labUtcUs + (this.isRecording ? sinceUs : sinceUs / this.state.speed);
  }
}

export const live = new Live();

import type { LiveEdge } from '../../shared/api/live.ts';
import type { Problem } from '../../shared/api/errors.ts';
import type { ProvisionalCalibration } from '../../shared/api/provisional.ts';
import type { RunDescription } from '../../shared/api/runs.ts';
import type { PhaseView, View, ViewRequest } from '../../shared/api/views.ts';
import { MICROSECONDS_PER_HOUR } from '../../shared/domain/time.ts';
import { activeMassGram } from '../../shared/domain/sample.ts';
import { formatFixed } from '../format/numbers.ts';
import type { ColumnRoom } from '../plot/column-room.ts';
import { buildFrame, cyclingRanges } from '../plot/build-frame.ts';
import { highestWithin, lastValue, type Columns } from '../plot/curve.ts';
import type { ReferenceWindow } from '../plot/gas-reference.ts';
import { LiveTail } from '../plot/live-tail.ts';
import { gasScale, scaledValue, type GasMode, type GasScale, type RateInput } from '../plot/gas-scale.ts';
import { planRows, previewRows, type PlannedRow } from '../plot/plan-rows.ts';
import { meanSecondsFor, meanSecondsOf } from '../plot/mean-window.ts';
import { followRange, type Range } from '../plot/range.ts';
import type { StackFrame } from '../plot/stack-frame.ts';
import type { ExactValues } from '../plot/readings.ts';
import { core } from './core.svelte.ts';
import { ExactReader } from './exact-reader.ts';
import { GasReferences } from './gas-references.ts';
import { ViewLoader } from './view-loader.ts';

/** While recording, history is read again so often; between, samples come from memory. */
const REFRESH_MS = 1000;
/** A small plot beside the library stays a draft so long: whoever opens the run need not wait for its exact picture. */
const PREVIEW_DRAFT_MS = 1000;
/** History is read so much wider than shown, in widths, so that following and panning find curves already there. */
const MARGIN = 0.25;

/**
 * One run in stacked plots, live or stored. What a person chooses is reactive; samples are plain columns, and whoever
 * draws them is told by `onDirty`.
 */
export class RunView {
  readonly runId: string;
  xKind = $state<'time' | 'soc'>('time');
  follow = $state(true);
  /** Hours shown while following; null is the whole run. */
  windowHours = $state<number | null>(null);
  halfCycle = $state<number | null>(null);
  /** What the person chose to see of the gases; undefined until then: rates, where there is a calibration for them. */
  #chosenGasMode = $state<GasMode | undefined>(undefined);
  calibration = $state.raw<ProvisionalCalibration | undefined>(undefined);
  hidden = $state.raw<ReadonlySet<string>>(new Set());
  /** Chosen range; undefined is the whole run, or the followed window while recording. */
  range = $state.raw<Range | undefined>(undefined);
  #cursor = $state<number | undefined>(undefined);
  /** Samples at the cursor, once it rests. */
  exact = $state.raw<ExactValues | undefined>(undefined);
  description = $state.raw<RunDescription | undefined>(undefined);
  rows = $state.raw<PlannedRow[]>([]);
  phases = $state.raw<readonly PhaseView[]>([]);
  problem = $state.raw<Problem | undefined>(undefined);
  computing = $state(false);
  /** Counts views received; readouts of the cursor depend on it. */
  revision = $state(0);
  reference = $state.raw<ReferenceWindow | undefined>(undefined);
  /** Told when a new picture is due. */
  onDirty: () => void = () => {};

  #recording: boolean;
  /** Place of the laboratory's clock, hours; it goes on while nothing is received. */
  #labNowHours = Number.NEGATIVE_INFINITY;
  #pixels = 1000;
  #isPreview = false;
  #view: View | undefined;
  #columns: ReadonlyMap<string, Columns> = new Map();
  readonly #rooms = new Map<string, ColumnRoom>();
  #tail = new LiveTail();
  #references = $state.raw<ReadonlyMap<string, number>>(new Map());
  #meanSeconds: number | undefined;
  #loader: ViewLoader;
  #exactReader = new ExactReader(
    (input) => core.call('view.read', input),
    (exact) => (this.exact = exact),
  );
  #gasReferences = new GasReferences(
    (input) => core.call('view.read', input),
    ({ window, values }) => {
      this.#references = values;
      this.reference = window;
      this.onDirty();
    },
  );
  #computingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(runId: string, recording: boolean) {
    this.runId = runId;
    this.#recording = recording;
    this.#loader = new ViewLoader({
      read: (input) => core.call('view.read', input),
      wish: () => this.#wish(),
      done: (view, asked) => this.#take(view, asked as ViewRequest),
      failed: (problem) => this.#refuse(problem),
    });
  }

  /** Place of the cursor on x; undefined while there is none. */
  get cursor(): number | undefined {
    return this.#cursor;
  }

  set cursor(x: number | undefined) {
    if (x === this.#cursor) return;
    this.#cursor = x;
    const { runId, xKind, halfCycle, rows } = this;
    this.#exactReader.ask(x, { runId, xKind, halfCycle, rows });
  }

  /** State of charge at the cursor, once it is known. */
  get placeNote(): string | undefined {
    const { exact, cursor } = this;
    return exact?.socPercent === undefined || exact.x !== cursor
      ? undefined
      : `${formatFixed(exact.socPercent, 1)} % SOC`;
  }

  get isRecording(): boolean {
    return this.#recording;
  }

  /** Reads what the run is; call again when its metadata may have changed. */
  async load(): Promise<void> {
    try {
      this.show(await core.call('runs.describe', { runId: this.runId }));
    } catch (error) {
      this.#refuse(error instanceof Error && 'problem' in error ? (error.problem as Problem) : undefined);
    }
  }

  /** Takes a description read elsewhere and reads the curves it promises. */
  show(description: RunDescription): void {
    this.description = description;
    if (!this.#recording) this.phases = description.phases;
    const rows = planRows({
      channels: description.channels.map(({ channel }) => channel),
      carrierGas: description.run.setup?.carrierGas ?? 'He',
      referenceElectrode: description.run.sample?.referenceElectrode ?? '',
    });
    this.rows = this.#isPreview ? previewRows(rows) : rows;
    this.problem = undefined;
    this.#loader.request(0);
  }

  /** Shows voltage and gases only, without labels at the curves; for the small plots beside the library. */
  asPreview(): void {
    this.#isPreview = true;
  }

  end(): void {
    this.#loader.end();
    this.#exactReader.ask(undefined, this);
    clearTimeout(this.#computingTimer);
  }

  /** Samples from memory. */
  addEdge(edge: LiveEdge): void {
    if (edge.runId !== this.runId) return;
    this.#tail.add(edge);
    if (this.#tail.isOverfull) this.#loader.request(0);
    this.onDirty();
  }

  /** Takes the newest of the core's state: phases, and how late it is in the laboratory. */
  setProgress(phases: readonly PhaseView[], labUtcUs: number): void {
    this.phases = phases;
    const zeroUs = this.description?.zeroUtcUs;
    if (zeroUs !== undefined) this.#labNowHours = (labUtcUs - zeroUs) / MICROSECONDS_PER_HOUR;
    this.onDirty();
    this.#askReferences();
  }

  /** The run has ended: what is shown stays, now as a stored run. */
  setFinished(): void {
    this.#recording = false;
    this.#tail.clear();
    void this.load();
  }

  /** The run goes on; what the person chose to see stays. */
  setResumed(): void {
    this.#recording = true;
    void this.load();
  }

  setPixels(pixels: number): void {
    if (Math.abs(pixels - this.#pixels) < 8) return;
    this.#pixels = pixels;
    this.#loader.request();
  }

  setXKind(xKind: 'time' | 'soc'): void {
    if (xKind === this.xKind) return;
    this.xKind = xKind;
    this.range = undefined;
    this.cursor = undefined;
    this.#forget();
  }

  nextAxis(): void {
    this.setXKind(this.xKind === 'time' ? 'soc' : 'time');
  }

  setHalfCycle(halfCycle: number | null): void {
    this.halfCycle = halfCycle;
    this.range = undefined;
    this.#forget();
  }

  setRange(range: Range | undefined): void {
    this.range = range;
    if (range && this.xKind === 'time') this.follow = false;
    this.#loader.request();
    this.onDirty();
  }

  /** The whole run; while recording it is followed again. */
  showAll(): void {
    if (this.isRecording && this.xKind === 'time') this.setWindow(null);
    else this.setRange(undefined);
  }

  setFollow(follow: boolean): void {
    // Pausing keeps the picture that is there.
    this.range = follow ? undefined : this.shownRange();
    this.follow = follow;
    this.#loader.request();
    this.onDirty();
  }

  setWindow(hours: number | null): void {
    this.windowHours = hours;
    this.follow = true;
    this.range = undefined;
    this.#loader.request();
    this.onDirty();
  }

  toggle(curveId: string): void {
    const hidden = new Set(this.hidden);
    if (!hidden.delete(curveId)) hidden.add(curveId);
    this.hidden = hidden;
    this.onDirty();
  }

  get gasMode(): GasMode {
    const mode = this.#chosenGasMode ?? 'rate';
    return mode === 'rate' && !this.calibration ? 'change' : mode;
  }

  setGasMode(mode: GasMode): void {
    this.#chosenGasMode = mode;
    this.onDirty();
  }

  /** Rates of row four are made with this from now on. */
  setCalibration(calibration: ProvisionalCalibration | undefined): void {
    this.calibration = calibration;
    this.onDirty();
  }

  /** How a gas is shown in a mode; undefined while its reference or its calibration is not known. */
  gasScaleOf(channelId: string, mode: Exclude<GasMode, 'ratio'>): GasScale | undefined {
    const mz = this.description?.channels.find(({ channel }) => channel.id === channelId)?.channel.mz ?? null;
    return gasScale(mode, mz, this.referenceOf(channelId), this.#rates);
  }

  /** Highest point of a gas as it is shown behind its reference, and where; bottles' gas does not count. */
  peakOf(curveId: string, scale: GasScale): { value: number; hours: number } | undefined {
    const columns = this.#columns.get(curveId);
    if (!columns || this.xKind !== 'time') return undefined;
    const { reference } = this;
    // What decays while the reference is taken is no peak of the cell.
    const behind = reference && { ...reference, from: reference.to };
    const found = highestWithin(columns, cyclingRanges(this.phases, behind, this.nowHours));
    return found && { value: scaledValue(found.value, scale), hours: found.x };
  }

  get #rates(): RateInput | undefined {
    const { calibration, description } = this;
    const sample = description?.run.sample;
    return calibration && { calibration, activeMassGram: sample ? activeMassGram(sample) : null };
  }

  /** Newest ratio of a gas to the carrier as drawn: a mean where means are drawn. Read it again with each `revision`. */
  newestOf(curveId: string): number | undefined {
    const columns = this.#columns.get(curveId);
    return columns && lastValue(columns, Number.POSITIVE_INFINITY);
  }

  /** Ratio of a gas to the carrier in the reference window. */
  referenceOf(channelId: string): number | undefined {
    return this.#references.get(channelId);
  }

  /** Whole range of x, as far as it is known. */
  fullRange(): Range {
    const from = this.#view?.fullFrom ?? 0;
    // Before the first view, so that it already asks for the means that suit its length.
    const known = this.#view?.fullTo ?? (this.xKind === 'time' ? lastHours(this.description) : undefined) ?? 1;
    const to = Math.max(known, this.#recording && this.xKind === 'time' ? (this.nowHours ?? 0) : 0);
    return { from, to: to > from ? to : from + 1 / 60 };
  }

  /** The present on the time axis, hours: the laboratory's clock, or a newer sample of a source whose clock is ahead. */
  get nowHours(): number | undefined {
    const newest = this.newestHours;
    return newest === undefined || !this.#recording ? newest : Math.max(newest, this.#labNowHours);
  }

  /** Place of the newest sample, hours. */
  get newestHours(): number | undefined {
    const viewed = this.xKind === 'time' ? this.#view?.fullTo : undefined;
    const newest = this.#tail.newestHours;
    return newest === undefined || viewed === undefined ? (newest ?? viewed) : Math.max(newest, viewed);
  }

  shownRange(): Range {
    if (this.range) return this.range;
    const full = this.fullRange();
    if (this.xKind === 'soc' || !this.#recording) return full;
    return followRange(full.from, this.nowHours ?? full.to, this.windowHours);
  }

  /** The picture as it stands; undefined before the first view. */
  frame(): StackFrame | undefined {
    if (!this.#view || this.rows.length === 0) return undefined;
    const zeroUs = this.description?.zeroUtcUs ?? 0;
    return buildFrame({
      rows: this.rows,
      hidden: this.hidden,
      columns: this.#columns,
      rooms: this.#rooms,
      tail: this.#tail,
      view: this.#view,
      xKind: this.xKind,
      x: this.shownRange(),
      pixels: this.#pixels,
      now: this.#recording ? this.nowHours : undefined,
      newest: this.newestHours,
      phases: this.phases,
      annotations: (this.description?.events ?? [])
        .filter((event) => event.kind === 'annotation')
        .map((event) => ({ x: (event.timeUs - zeroUs) / MICROSECONDS_PER_HOUR, text: event.text })),
      channels: this.description?.channels.map(({ channel }) => channel) ?? [],
      gasMode: this.gasMode,
      rates: this.#rates,
      references: this.#references,
      reference: this.reference,
      directLabels: !this.#isPreview,
      meanSeconds: this.#meanSeconds,
    });
  }

  #forget(): void {
    this.#view = undefined;
    this.#columns = new Map();
    this.#loader.request(0);
    this.onDirty();
  }

  #wish(): ViewRequest | undefined {
    if (this.rows.length === 0) return undefined;
    const meanSeconds = meanSecondsFor(this.xKind, this.shownRange());
    const series = this.rows.flatMap((row) =>
      row.curves.map(({ request }) =>
        request.kind === 'ratio' && meanSeconds !== undefined ? { ...request, meanSeconds } : request,
      ),
    );
    this.#computingTimer ??= setTimeout(() => (this.computing = true), 300);
    const whole = !this.range && (!this.#recording || this.windowHours === null || this.xKind === 'soc');
    const shown = this.shownRange();
    const margin = whole || !this.#view ? 0 : MARGIN * (shown.to - shown.from);
    return {
      runId: this.runId,
      x: this.xKind,
      from: whole || !this.#view ? null : shown.from - margin,
      to: whole || !this.#view ? null : shown.to + margin,
      halfCycle: this.xKind === 'soc' ? this.halfCycle : null,
      pixels: Math.round(Math.min(8192, Math.max(16, this.#pixels * (margin > 0 ? 1 + 2 * MARGIN : 1)))),
      series,
      // Something at once rather than everything later.
      mayBeDraft: !this.#view,
    };
  }

  #take(view: View, asked: ViewRequest): void {
    this.#settle();
    if (asked.x !== this.xKind || (asked.x === 'soc' && asked.halfCycle !== this.halfCycle)) {
      this.#loader.request(0);
      return;
    }
    const first = !this.#view;
    const curves = this.rows.flatMap((row) => row.curves);
    this.#view = view;
    this.#meanSeconds = meanSecondsOf(asked);
    this.#columns = new Map(curves.map((curve, index) => [curve.id, view.series[index]!]));
    this.#tail.acknowledge(view.upToFlush);
    this.problem = undefined;
    this.revision += 1;
    this.onDirty();
    this.#askReferences();
    // The first view shows the whole run; a followed window or a chosen range is finer.
    const isFiner = first && this.xKind === 'time' && (this.range !== undefined || this.windowHours !== null);
    const isStale = this.#meanSeconds !== meanSecondsFor(this.xKind, this.shownRange());
    if (view.isDraft && this.#isPreview) this.#loader.request(PREVIEW_DRAFT_MS);
    else if (view.isDraft || isFiner || isStale) this.#loader.request(0);
    else if (this.#recording) this.#loader.request(REFRESH_MS);
  }

  #refuse(problem: Problem | undefined): void {
    this.#settle();
    // A lost core is told once, above everything.
    if (problem?.code !== 'core-gone') this.problem = problem;
    if (this.#recording) this.#loader.request(REFRESH_MS * 3);
  }

  #settle(): void {
    clearTimeout(this.#computingTimer);
    this.#computingTimer = undefined;
    this.computing = false;
  }

  #askReferences(): void {
    const newest = this.newestHours ?? lastHours(this.description);
    void this.#gasReferences.ask(this.runId, this.rows, this.phases, newest);
  }
}

/** Place of the newest stored sample, hours; known also while the state-of-charge axis is shown. */
function lastHours(description: RunDescription | undefined): number | undefined {
  const times = (description?.channels ?? []).flatMap(({ lastTimeUs }) => lastTimeUs ?? []);
  if (!description || times.length === 0) return undefined;
  return (Math.max(...times) - description.zeroUtcUs) / MICROSECONDS_PER_HOUR;
}

import type { Worker } from 'node:worker_threads';
import type {
  AdaptedRecipe,
  BorrowedCalibration,
  EvaluationAnswer,
  EvaluationRequest,
  OpenedAnalysis,
  Sketch,
} from '../../../shared/api/analysis.ts';
import type { Compared, CompareRequest, FigureExport } from '../../../shared/api/compare.ts';
import { AppError, type Problem } from '../../../shared/api/errors.ts';
import type { ClockPair } from '../../../shared/api/import.ts';
import type { ReportPreview } from '../../../shared/api/report.ts';
import type { RunDescription } from '../../../shared/api/runs.ts';
import type { View, ViewRequest } from '../../../shared/api/views.ts';
import type { Recipe } from '../../../shared/domain/recipe.ts';
import type { FigureOrigin } from '../report/render-figure.ts';
import type { FileFinding } from '../storage/run-file-contract.ts';
import type { ChosenOffset } from './clock-pairs.ts';
import type { PreviewRequest } from './report-engine.ts';
import type { HostClock } from '../../../shared/domain/clock.ts';
import type { ThreadMemory } from '../memory-limits.ts';
import { endThread, startThread } from '../start-thread.ts';
import type { StoredCalibration } from './stored-calibration.ts';
import type { ComparedRun } from './compare-engine.ts';
import type { ViewAnswerMessage, ViewQuestion, ViewQuestionMessage, ViewWorkerData } from './view-messages.ts';

const WORKER_LOST: Problem = {
  code: 'views-restarted',
  happened: 'The part of the program that reads runs for display stopped and was started again.',
  safe: 'Recording is not touched by it; run files are unchanged.',
  next: 'The picture is asked for again at the next move; if it stays away, send the log file.',
};

const CANCELLED: Problem = {
  code: 'analysis-cancelled',
  happened: 'The evaluation was cancelled.',
  safe: 'The run and its recipes are unchanged; the numbers shown are those of the last finished evaluation.',
  next: 'Evaluate again, or undo the last change of the recipe.',
};

/** What a worker may do and be. */
export interface ViewThread {
  memory: ThreadMemory;
  /** When to end it where nothing is asked any more; default never. */
  idle?: { afterMs: number; clock: HostClock };
  /** Whoever waits for its answers has time. */
  isInBackground?: boolean;
  /** Somebody asks something of it. */
  onAsked?: () => void;
}

/** The core's end of the views worker. A worker that dies is started again with the next question. */
export class ViewClient {
  #workerUrl: URL;
  #onFault: (error: unknown) => void;
  #worker: Worker | undefined;
  #waiting = new Map<number, { done: (output: unknown) => void; fail: (error: Error) => void }>();
  #nextId = 1;
  /** Files that nobody may read for the moment, with what waits for them. */
  #held = new Map<string, Promise<unknown>>();

  readonly #thread: ViewThread;
  #stopIdling = () => {};
  /** An idle worker lets go of its files. */
  #retiring: Promise<void> = Promise.resolve();

  constructor(workerUrl: URL, onFault: (error: unknown) => void, thread: ViewThread) {
    this.#workerUrl = workerUrl;
    this.#onFault = onFault;
    this.#thread = thread;
  }

  view(path: string, request: ViewRequest): Promise<View> {
    return this.#ask({ kind: 'view', path, request }) as Promise<View>;
  }

  describe(path: string, isRecording: boolean): Promise<RunDescription> {
    return this.#ask({ kind: 'describe', path, isRecording }) as Promise<RunDescription>;
  }

  verify(path: string): Promise<{ rawSha256: string; findings: FileFinding[] }> {
    return this.#ask({ kind: 'verify', path }) as Promise<{ rawSha256: string; findings: FileFinding[] }>;
  }

  openAnalysis(path: string, isRecording: boolean): Promise<OpenedAnalysis> {
    return this.#ask({ kind: 'open-analysis', path, isRecording }) as Promise<OpenedAnalysis>;
  }

  propose(path: string): Promise<{ recipe: Recipe }> {
    return this.#ask({ kind: 'propose', path }) as Promise<{ recipe: Recipe }>;
  }

  async adapt(path: string, recipe: Recipe, targetPath: string): Promise<AdaptedRecipe> {
    while (this.#held.has(targetPath)) await this.#held.get(targetPath);
    return this.#ask({ kind: 'adapt', path, recipe, targetPath }) as Promise<AdaptedRecipe>;
  }

  sensitivities(path: string): Promise<BorrowedCalibration> {
    return this.#ask({ kind: 'sensitivities', path }) as Promise<BorrowedCalibration>;
  }

  evaluate(path: string, request: EvaluationRequest): Promise<EvaluationAnswer> {
    return this.#ask({ kind: 'evaluate', path, request }) as Promise<EvaluationAnswer>;
  }

  sketch(path: string, request: EvaluationRequest): Promise<{ sketch: Sketch | null }> {
    return this.#ask({ kind: 'sketch', path, request }) as Promise<{ sketch: Sketch | null }>;
  }

  clocks(path: string, offsets: readonly ChosenOffset[]): Promise<{ pairs: ClockPair[] }> {
    return this.#ask({ kind: 'clocks', path, offsets }) as Promise<{ pairs: ClockPair[] }>;
  }

  recipeWithClocks(path: string, offsets: readonly ChosenOffset[]): Promise<{ recipe: Recipe }> {
    return this.#ask({ kind: 'recipe-with-clocks', path, offsets }) as Promise<{ recipe: Recipe }>;
  }

  storedCalibration(path: string): Promise<StoredCalibration> {
    return this.#ask({ kind: 'stored-calibration', path }) as Promise<StoredCalibration>;
  }

  async compare(runs: readonly ComparedRun[], request: Omit<CompareRequest, 'runs'>): Promise<Compared> {
    await this.#whenFree(runs);
    return this.#ask({ kind: 'compare', path: runs[0].path, runs, request }) as Promise<Compared>;
  }

  /** Bytes of a figure's file. */
  async renderFigure(runs: readonly ComparedRun[], figure: FigureExport, origin: FigureOrigin): Promise<Uint8Array> {
    await this.#whenFree(runs);
    return this.#ask({ kind: 'render-figure', path: runs[0].path, runs, figure, origin }) as Promise<Uint8Array>;
  }

  async #whenFree(runs: readonly ComparedRun[]): Promise<void> {
    for (const { path } of runs) while (this.#held.has(path)) await this.#held.get(path);
  }

  async report(paths: readonly string[], request: PreviewRequest): Promise<ReportPreview> {
    for (const path of paths) while (this.#held.has(path)) await this.#held.get(path);
    return this.#ask({ kind: 'report', path: paths[0], paths, request }) as Promise<ReportPreview>;
  }

  /**
   * Does `work` while the worker has no handle on a file, so that it can be sealed, moved or written anew;
   * questions about it wait meanwhile.
   */
  async whileReleased<Result>(path: string, work: () => Result | Promise<Result>): Promise<Result> {
    while (this.#held.has(path)) await this.#held.get(path);
    const working = (async () => {
      await this.#retiring;
      if (this.#worker) await this.#post({ kind: 'release', path });
      return work();
    })();
    this.#held.set(
      path,
      working.catch(() => {}),
    );
    try {
      return await working;
    } finally {
      this.#held.delete(path);
    }
  }

  /** Ends the worker in the middle of its work: what waits is refused, the next question starts another one. */
  async cancel(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    this.#worker = undefined;
    this.#failAll(CANCELLED);
    await endThread(worker);
  }

  /** Ends the worker now if nothing is asked of it, in good order. */
  async endIfIdle(): Promise<void> {
    if (this.#waiting.size > 0) return;
    this.#stopIdling();
    this.#retiring = this.#retire();
    await this.#retiring;
  }

  async close(): Promise<void> {
    this.#stopIdling();
    await this.#retiring;
    const worker = this.#worker;
    if (!worker) return;
    // Whoever reads a finished run last leaves it as one file.
    await this.#post({ kind: 'close' }).catch(() => {});
    this.#worker = undefined;
    await endThread(worker);
    this.#failAll();
  }

  async #ask(question: Extract<ViewQuestion, { path: string }>): Promise<unknown> {
    this.#thread.onAsked?.();
    while (this.#held.has(question.path)) await this.#held.get(question.path);
    return this.#post(question);
  }

  #post(question: ViewQuestion): Promise<unknown> {
    const worker = (this.#worker ??= this.#start());
    this.#stopIdling();
    const id = this.#nextId++;
    return new Promise((done, fail) => {
      this.#waiting.set(id, { done, fail });
      worker.postMessage({ ...question, id } satisfies ViewQuestionMessage, []);
    });
  }

  #start(): Worker {
    const workerData: ViewWorkerData = { isInBackground: this.#thread.isInBackground ?? false };
    const worker = startThread(this.#workerUrl, this.#thread.memory, { name: 'views', workerData });
    worker.on('message', (answer: ViewAnswerMessage) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('problem' in answer) waiting?.fail(new AppError(answer.problem));
      else waiting?.done(answer.output);
      if (this.#waiting.size === 0) this.#idleSoon();
    });
    worker.on('error', (error) => this.#onFault(error));
    worker.on('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#failAll();
    });
    return worker;
  }

  #idleSoon(): void {
    this.#stopIdling();
    const { idle } = this.#thread;
    if (!idle || !this.#worker) return;
    this.#stopIdling = idle.clock.after(idle.afterMs, () => (this.#retiring = this.#retire()));
  }

  /** Lets the worker end in good order; what is asked meanwhile starts another one. */
  async #retire(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    const closed = this.#post({ kind: 'close' });
    this.#worker = undefined;
    await closed.catch(() => {});
    await endThread(worker);
  }

  #failAll(problem: Problem = WORKER_LOST): void {
    for (const { fail } of this.#waiting.values()) fail(new AppError(problem));
    this.#waiting.clear();
  }
}

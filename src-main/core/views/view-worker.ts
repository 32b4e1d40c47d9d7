import { parentPort, workerData } from 'node:worker_threads';
import { problemOf } from '../../../shared/api/errors.ts';
import type { View } from '../../../shared/api/views.ts';
import { goToBackground } from '../background-thread.ts';
import { openRunFile } from '../storage/run-file.ts';
import type { RunFileReader } from '../storage/run-file-contract.ts';
import { AnalysisEngine } from './analysis-engine.ts';
import { CompareEngine } from './compare-engine.ts';
import { Rehearsal } from './rehearsal.ts';
import { ReportEngine } from './report-engine.ts';
import { storedCalibration } from './stored-calibration.ts';
import { ViewEngine } from './view-engine.ts';
import type { ViewAnswerMessage, ViewQuestion, ViewQuestionMessage, ViewWorkerData } from './view-messages.ts';

/** Thread entry: reads run files and folds them, so that recording never waits for a picture. */
const engine = new ViewEngine(openRunFile);
const analysis = new AnalysisEngine(openRunFile);
const comparisons = new CompareEngine(openRunFile);
const reports = new ReportEngine(openRunFile);
const rehearsal = new Rehearsal();

function withReader<Result>(path: string, work: (reader: RunFileReader) => Result): Result {
  const reader = openRunFile(path);
  try {
    return work(reader);
  } finally {
    reader.close();
  }
}

function answer(question: ViewQuestion): unknown {
  switch (question.kind) {
    case 'view':
      return engine.view(question.path, question.request);
    case 'describe':
      return engine.describe(question.path, question.isRecording);
    case 'verify':
      return engine.verify(question.path);
    case 'open-analysis':
      return analysis.open(question.path, question.isRecording);
    case 'propose':
      return { recipe: analysis.propose(question.path) };
    case 'adapt':
      return analysis.adapt(question.path, question.recipe, question.targetPath);
    case 'sensitivities':
      return analysis.sensitivities(question.path);
    case 'stored-calibration':
      return withReader(question.path, storedCalibration);
    case 'evaluate':
      return analysis.evaluate(question.path, question.request);
    case 'sketch':
      return { sketch: analysis.sketch(question.path, question.request) };
    case 'compare':
      return comparisons.compare(question.runs, question.request);
    case 'render-figure':
      return comparisons.render(question.runs, question.figure, question.origin);
    case 'report':
      return reports.preview(question.paths, question.request);
    case 'clocks':
      return analysis.clocks(question.path, question.offsets);
    case 'recipe-with-clocks':
      return analysis.recipeWithClocks(question.path, question.offsets);
    case 'release':
      return engine.release(question.path);
    case 'close':
      return engine.close();
  }
}

/** The buffers of a view's columns: they go to the core without a copy. */
function columnsOf(question: ViewQuestion, output: unknown): ArrayBuffer[] {
  if (question.kind !== 'view') return [];
  const buffers = (output as View).series.flatMap(({ x, min, max }) => [x.buffer, min.buffer, max.buffer]);
  return [...new Set(buffers as ArrayBuffer[])];
}

if ((workerData as ViewWorkerData).isInBackground) goToBackground();

parentPort!.on('message', async (message: ViewQuestionMessage) => {
  const { id } = message;
  rehearsal.stop();
  try {
    const output = await answer(message);
    parentPort!.postMessage({ id, output } satisfies ViewAnswerMessage, columnsOf(message, output));
    // The first span that is dragged shall not wait for the compiler.
    if (message.kind === 'evaluate') rehearsal.begin(() => analysis.rehearseSketch(message.path, message.request));
  } catch (error) {
    parentPort!.postMessage({ id, problem: problemOf(error) } satisfies ViewAnswerMessage, []);
  }
});

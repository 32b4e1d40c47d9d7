import type { RunDescription } from '../../../shared/api/runs.ts';
import type { View, ViewRequest } from '../../../shared/api/views.ts';
import type { FileFinding, RunFileReader } from '../storage/run-file-contract.ts';
import { buildView } from './build-view.ts';
import { describeRun } from './describe-run.ts';
import { FileRunSource } from './run-source.ts';
import { sharedCaches } from './series-cache.ts';

/** Runs kept open for the next question. */
const OPEN_RUNS = 6;

/** Answers everything a window asks of run files, stored or growing. Synchronous: it lives in a worker of its own. */
export class ViewEngine {
  #open: (path: string) => RunFileReader;
  #caches = sharedCaches();
  /** By path, the one used last at the end. */
  #runs = new Map<string, FileRunSource>();

  constructor(open: (path: string) => RunFileReader) {
    this.#open = open;
  }

  view(path: string, request: ViewRequest): View {
    return buildView(this.#run(path), request);
  }

  describe(path: string, isRecording: boolean): RunDescription {
    return describeRun(this.#run(path), isRecording);
  }

  verify(path: string): { rawSha256: string; findings: FileFinding[] } {
    const { reader } = this.#run(path);
    return { findings: reader.verify(), rawSha256: reader.rawSha256() };
  }

  /** Lets go of a file, so that it can be finished, moved or removed. */
  release(path: string): void {
    this.#runs.get(path)?.reader.close();
    this.#runs.delete(path);
  }

  close(): void {
    for (const path of this.#runs.keys()) this.release(path);
  }

  #run(path: string): FileRunSource {
    const known = this.#runs.get(path);
    if (known) {
      this.#runs.delete(path);
      this.#runs.set(path, known);
      known.refresh();
      return known;
    }
    const run = new FileRunSource(this.#open(path), this.#caches);
    this.#runs.set(path, run);
    for (const oldest of this.#runs.keys()) {
      if (this.#runs.size <= OPEN_RUNS) break;
      this.release(oldest);
    }
    return run;
  }
}

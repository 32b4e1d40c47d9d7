import { problemOf, type Problem } from '../../shared/api/errors.ts';
import { reportOptionsSchema, type ReportOptions, type ReportPreview } from '../../shared/api/report.ts';
import type { Recipe } from '../../shared/domain/recipe.ts';
import { saveTarget } from '../api/files.ts';
import { core } from './core.svelte.ts';
import { jobs } from './jobs.svelte.ts';
import { navigation } from './navigation.svelte.ts';

/** A report in the making: which runs, what was chosen of it, how it looks now, and the work of writing it. */
class ReportState {
  runIds = $state.raw<readonly string[]>([]);
  recipe = $state.raw<Recipe | null>(null);
  /** Choices last for the next report of this window. */
  options = $state.raw<ReportOptions>(reportOptionsSchema.parse({}));
  preview = $state.raw<ReportPreview | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  isComputing = $state(false);
  jobId = $state<string | undefined>(undefined);
  /** Name of the file that was written last. */
  written = $state<string | undefined>(undefined);
  #asked = 0;

  /** Opens the dialog for these runs; `recipe` where one is being edited, else each run's own. */
  open(runIds: readonly string[], recipe: Recipe | null, headline: string | null): void {
    this.runIds = runIds;
    this.recipe = recipe;
    this.options = { ...this.options, title: '', remarks: '', headline, species: null, halfCycles: null };
    this.preview = undefined;
    this.written = undefined;
    this.jobId = undefined;
    navigation.show('report');
    void this.load();
  }

  change(change: Partial<ReportOptions>): void {
    this.options = { ...this.options, ...change };
    void this.load();
  }

  /** Only the newest wish counts; the old preview stays until its answer is there. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    this.isComputing = true;
    this.problem = undefined;
    try {
      const preview = await core.call('report.preview', this.#request());
      if (asked === this.#asked) this.preview = preview;
    } catch (error) {
      if (asked === this.#asked) this.problem = problemOf(error);
    }
    if (asked === this.#asked) this.isComputing = false;
  }

  /** Asks where to, writes, and hands the file over. */
  async save(format: 'pdf' | 'html'): Promise<void> {
    this.problem = undefined;
    this.written = undefined;
    try {
      const target = await saveTarget(core, `${this.preview?.title ?? 'Gas report'}.${format}`);
      if (target === undefined) return;
      const { jobId } = await core.call('report.start', { ...this.#request(), format, target });
      this.jobId = jobId;
      const result = await jobs.follow(jobId);
      if (result?.kind === 'file') this.written = result.file.name;
    } catch (error) {
      this.problem = problemOf(error);
    } finally {
      this.jobId = undefined;
    }
  }

  #request() {
    return { runIds: [...this.runIds], recipe: this.recipe, options: this.options };
  }
}

export const report = new ReportState();

import type { FileHandle } from '../../shared/api/files.ts';
import type { ImportPreview } from '../../shared/api/import.ts';
import type { QuestionId } from '../../shared/domain/import-question.ts';
import { problemOf, type Problem } from '../../shared/api/errors.ts';
import type { Job } from '../../shared/api/jobs.ts';
import { takeFiles } from '../api/files.ts';
import type { OpenDemsHost } from '../api/connect.ts';
import {
  choicesOf,
  emptyImportDraft,
  mappingsOf,
  obstacleOf,
  proposedName,
  type ImportDraft,
} from '../views/import/import-draft.ts';
import { core } from './core.svelte.ts';
import { jobs } from './jobs.svelte.ts';
import { navigation } from './navigation.svelte.ts';
import { records } from './records.svelte.ts';
import { isRunFile, runFiles } from './run-files.svelte.ts';
import { runs } from './runs.svelte.ts';
import { status } from './status.svelte.ts';

/** What the readers once asked; it stays on the screen when it has been answered. */
type AskedQuestion = ImportPreview['questions'][number];

/** Files on their way to becoming a run. One import at a time; it survives going to another place. */
class Import {
  draft = $state<ImportDraft>(emptyImportDraft());
  files = $state.raw<readonly FileHandle[]>([]);
  /** What was seen of `files`; the last one stays while the next is made. */
  preview = $state.raw<ImportPreview | undefined>(undefined);
  asked = $state.raw<readonly AskedQuestion[]>([]);
  selected = $state(0);
  problem = $state.raw<Problem | undefined>(undefined);
  /** Shown only after the button was pressed. */
  errors = $state.raw<Record<string, string>>({});
  /** Bytes on their way into the core, where they have to be sent. */
  upload = $state.raw<{ done: number; total: number } | undefined>(undefined);
  /** The zone was taken from this computer and nobody has touched it. */
  isZoneAssumed = $state(false);
  #jobId = $state<string | undefined>(undefined);
  #uploading: AbortController | undefined;
  /** The run just made. */
  made = $state.raw<{ runId: string; name: string; files: number } | undefined>(undefined);

  /** The work going on: looking at files, or making the run. */
  job = $derived<Job | undefined>(this.#running(jobs.of(this.#jobId)));
  isImporting = $derived(this.job?.kind === 'import');
  obstacle = $derived(this.preview ? obstacleOf(this.preview) : undefined);
  asksZone = $derived(this.asked.some(({ id }) => id === 'zone'));

  #running(job: Job | undefined): Job | undefined {
    return job?.state === 'running' ? job : undefined;
  }

  /** Takes dropped or chosen files in, beside those that are there. */
  async add(given: readonly File[]): Promise<void> {
    // Runs of this program are no files to convert; they are offered to the library.
    runFiles.offer(given.filter(isRunFile));
    const files = given.filter((file) => !isRunFile(file));
    if (files.length === 0 || this.isImporting) return;
    navigation.openImport();
    this.#uploading = new AbortController();
    this.problem = undefined;
    const total = files.reduce((sum, { size }) => sum + size, 0);
    this.upload = { done: 0, total };
    try {
      const taken = await takeFiles(core, files, {
        host: (window as unknown as { openDemsHost?: OpenDemsHost }).openDemsHost,
        signal: this.#uploading.signal,
        onProgress: (done) => (this.upload = { done, total }),
      });
      this.upload = undefined;
      const first = this.files.length;
      this.files = [...this.files, ...taken];
      this.selected = first;
      if (this.draft.name === '') this.draft.name = proposedName(this.files[0]!.name);
      await this.look();
    } catch (error) {
      if (!this.#uploading.signal.aborted) this.problem = problemOf(error);
    } finally {
      this.upload = undefined;
    }
  }

  async remove(index: number): Promise<void> {
    const gone = this.files[index];
    if (!gone) return;
    this.files = this.files.filter((_, at) => at !== index);
    this.selected = Math.max(0, Math.min(this.selected, this.files.length - 1));
    void core.call('files.release', { handles: [gone.handle] });
    if (this.files.length === 0) this.preview = undefined;
    else await this.look();
  }

  /** Looks at the files anew, with what has been said since. */
  async look(): Promise<void> {
    const { zone, answers } = this.draft;
    await this.#cancelJob();
    this.problem = undefined;
    const handles = this.files.map(({ handle }) => handle);
    try {
      const choices = { zone, answers: { ...answers }, mappings: mappingsOf($state.snapshot(this.draft), handles) };
      const { jobId } = await core.call('import.preview', { files: handles, choices });
      this.#jobId = jobId;
      if ((await jobs.follow(jobId)) === undefined) return;
      const preview = await core.call('import.previewed', { jobId });
      if (this.#jobId !== jobId) return;
      this.preview = preview;
      const isNew = preview.questions.filter(({ id }) => !this.asked.some((known) => known.id === id));
      this.asked = [...this.asked, ...isNew];
      if (isNew.some(({ id }) => id === 'zone') && this.draft.zone === null) {
        // The best guess there is; the pane says that it is one.
        this.draft.zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
        this.isZoneAssumed = true;
        await this.look();
      }
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  async setZone(zone: string | null): Promise<void> {
    this.draft.zone = zone;
    this.isZoneAssumed = false;
    await this.look();
  }

  async answer(id: QuestionId, text: string): Promise<void> {
    if (text === '') delete this.draft.answers[id];
    else this.draft.answers[id] = text;
    await this.look();
  }

  /** Makes the run, then shows its clocks where two sources recorded one voltage, else the run. */
  async start(): Promise<void> {
    const handles = this.files.map(({ handle }) => handle);
    const decided = choicesOf($state.snapshot(this.draft), handles, records.samples);
    this.errors = 'errors' in decided ? decided.errors : {};
    if ('errors' in decided || this.obstacle) return;
    this.problem = undefined;
    try {
      const { jobId } = await core.call('import.start', { files: handles, choices: decided.choices });
      this.#jobId = jobId;
      const result = await jobs.follow(jobId);
      if (result?.kind !== 'run') return;
      this.made = { runId: result.runId, name: result.name, files: handles.length };
      await runs.load();
      runs.selectedId = result.runId;
      const { pairs } = await core.call('import.clocks', { runId: result.runId, offsets: [] });
      this.#empty();
      if (pairs.length > 0) navigation.openImport('clocks');
      else this.showRun();
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  showRun(): void {
    if (!this.made) return;
    status.say(`${this.made.name} is in the library.`);
    navigation.openRun(this.made.runId);
  }

  /** Takes the import back: the run goes to the trash, from where it can be restored. */
  async undo(): Promise<void> {
    const run = runs.all.find(({ runId }) => runId === this.made?.runId);
    this.made = undefined;
    navigation.openRun(undefined);
    if (run) await runs.trash(run);
  }

  async cancel(): Promise<void> {
    this.#uploading?.abort();
    await this.#cancelJob();
  }

  /** Gives everything up and goes back to the library. */
  async discard(): Promise<void> {
    const handles = this.files.map(({ handle }) => handle);
    this.#empty();
    navigation.openRun(undefined);
    await this.cancel();
    if (handles.length > 0) await core.call('files.release', { handles });
  }

  async #cancelJob(): Promise<void> {
    const id = this.#jobId;
    this.#jobId = undefined;
    if (id !== undefined) await jobs.cancel(id);
  }

  #empty(): void {
    this.draft = emptyImportDraft();
    this.files = [];
    this.preview = undefined;
    this.asked = [];
    this.selected = 0;
    this.problem = undefined;
    this.errors = {};
    this.isZoneAssumed = false;
  }
}

export const importing = new Import();

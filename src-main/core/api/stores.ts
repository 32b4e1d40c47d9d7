import type { LabRecord, Settings } from '../../../shared/api/contract.ts';
import type { RunSummary } from '../../../shared/api/runs.ts';
import type { Profile } from '../../../shared/domain/profile.ts';
import type { Run } from '../../../shared/domain/run.ts';
import type { RunFileToAdd } from '../storage/run-library.ts';

export interface SettingsStore {
  get(): Settings;
  save(change: Partial<Settings>): Settings;
}

export interface RecordStore {
  list(): LabRecord[];
  save(record: LabRecord): void;
  remove(kind: LabRecord['kind'], name: string): void;
}

export interface ProfileStore {
  list(): { profile: Profile; builtIn: boolean }[];
  /** @throws AppError `unknown-profile` */
  named(name: string): Profile;
  save(profile: Profile, previousName: string | undefined, password: string | undefined): void;
  remove(name: string): void;
  /** Password of a profile that signs in with one. */
  passwordOf(profile: Profile): string | undefined;
}

/** What may be changed of a run besides its samples. */
export type RunChange = Partial<Pick<Run, 'name' | 'tags' | 'notes'>>;

/** Stored runs by their id; the window never sees a path. */
export interface RunLibrary {
  readonly folder: string;
  list(): RunSummary[];
  /** @throws AppError `unknown-run` */
  pathOf(runId: string): string;
  /** A free file for a new run of that name. */
  newPath(name: string): string;
  /** Changes a stored run that is not being recorded. */
  update(runId: string, change: RunChange, utcUs: number): void;
  trash(runId: string): { trashId: string };
  restore(trashId: string): { runId: string };
  /** Takes files from elsewhere into the library, by copy. */
  add(files: readonly RunFileToAdd[]): Promise<{ runIds: string[] }>;
  /** Something about a file has changed; it is looked at again. */
  refresh(): void;
}

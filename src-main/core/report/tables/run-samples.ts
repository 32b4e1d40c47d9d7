import type { RunFileReader } from '../../storage/run-file-contract.ts';

/** What an export reads of a run: a run file gives it, and so does a data package. */
export type RunSamples = Pick<RunFileReader, 'run' | 'sources' | 'channels' | 'events' | 'gaps' | 'documents' | 'read'>;

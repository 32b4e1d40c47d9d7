import { dirname, resolve } from 'node:path';
import { enterLogMode, enterPlainMode } from './log-mode.ts';
import { checkMarks, checkReadable, checkWholePages } from './open-run-file.ts';
import { decideRecordingFolder, probeFolder } from './recording-folder.ts';
import type { RunFileWriter } from './run-file-contract.ts';
import { acquireRunLock } from './run-lock.ts';
import { Sqlite } from './sqlite.ts';
import { withProblems } from './storage-problems.ts';
import { StoredRunWriter } from './stored-run-writer.ts';
import { logFindings, readWriteAheadLog } from './write-ahead-log.ts';

/**
 * Opens a run file to go on writing it: after a crash everything committed is there and recording continues; a run that
 * has ended takes events, documents and changed metadata, but no samples.
 * @throws AppError `run-locked`, `run-file-damaged`, `network-folder` and all that `openRunFile` throws
 */
export function openRunFileForAppend(path: string): RunFileWriter {
  const absolute = resolve(path);
  checkReadable(absolute);
  const lock = acquireRunLock(absolute);
  let sqlite: Sqlite | undefined;
  try {
    checkWholePages(absolute);
    // Before the engine tidies the log away.
    const findings = logFindings(readWriteAheadLog(absolute));
    return withProblems(absolute, 'write', () => {
      sqlite = new Sqlite(absolute, 'write');
      checkMarks(sqlite, absolute);
      const writer = new StoredRunWriter(sqlite, lock, { path: absolute, bulkPath: undefined }, findings);
      if (writer.reader.isOpenEnded()) {
        const refusal = decideRecordingFolder(probeFolder(dirname(absolute)));
        if (refusal) throw refusal;
        enterLogMode(sqlite);
      } else enterPlainMode(sqlite);
      return writer;
    });
  } catch (error) {
    sqlite?.close();
    lock.release();
    throw error;
  }
}

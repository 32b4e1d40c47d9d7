import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { AppError } from '../../shared/api/errors.ts';

export type Log = Logger;

/** A log file larger than this becomes `opendems.1.log` at the next start; the one before that is dropped. */
const LARGEST_LOG_BYTES = 8 * 1024 * 1024;

/** Opens the program's log: JSON lines in `logs/opendems.log`. */
export function openLog(logsFolder: string): Log {
  const path = join(logsFolder, 'opendems.log');
  if (existsSync(path) && statSync(path).size > LARGEST_LOG_BYTES) renameSync(path, join(logsFolder, 'opendems.1.log'));
  const destination = pino.destination({ dest: path, sync: true, append: true });
  // A disk that is full must not end the program through its log.
  destination.on('error', () => {});
  return pino({ base: { processId: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

/** What of an error belongs into the log. */
export function loggable(error: unknown): Record<string, unknown> {
  if (error instanceof AppError) return { ...error.problem, cause: String(error.cause ?? '') };
  return error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) };
}

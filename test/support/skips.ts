import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';

/** The two reasons a test may be skipped for; CI refuses the first (docs/decisions/0002-toolchain.md). */
export type SkipReason = 'system-package' | 'shared-data';

/** Says aloud that tests are left out: on stderr, and in the file that `OPENDEMS_SKIP_LOG` names. */
export function announceSkip(reason: SkipReason, what: string): void {
  const line = `SKIPPED (${reason}): ${what}\n`;
  process.stderr.write(line);
  const log = process.env.OPENDEMS_SKIP_LOG;
  if (log) appendFileSync(log, line);
}

/**
 * For `it.skipIf(...)`: true, aloud, where a command of the system does not work.
 * @param name what is missing, in a person's words
 * @param command program and arguments that succeed where it is there
 */
export function skipForSystemPackage(name: string, command: readonly [string, ...string[]]): boolean {
  const [program, ...words] = command;
  const isMissing = spawnSync(program, words, { stdio: 'ignore' }).status !== 0;
  if (isMissing) announceSkip('system-package', name);
  return isMissing;
}

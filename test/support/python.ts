import { spawnSync } from 'node:child_process';
import { announceSkip } from './skips.ts';

/** The first Python that has some modules: `OPENDEMS_PYTHON`, the one on the path, Debian's. */
function pythonWith(modules: readonly string[]): string | undefined {
  const candidates = [process.env.OPENDEMS_PYTHON, 'python3', '/usr/bin/python3'];
  return candidates.find(
    (python) =>
      python !== undefined &&
      spawnSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' }).status === 0,
  );
}

/** A Python with modules for `it.skipIf(!python)`; says aloud where there is none. */
export function pythonFor(what: string, ...modules: string[]): string | undefined {
  const python = pythonWith(modules);
  if (python === undefined) announceSkip('system-package', `${what} needs Python with ${modules.join(', ')}`);
  return python;
}

/** Runs a script that prints JSON. @param input given as JSON on its standard input */
export function runPython(python: string, script: string, input: unknown): unknown {
  const result = spawnSync(python, ['-c', script], {
    encoding: 'utf8',
    input: JSON.stringify(input),
    maxBuffer: 1 << 28,
    timeout: 120_000,
  });
  if (result.status !== 0) throw new Error(result.stderr);
  return JSON.parse(result.stdout);
}

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of the built program (`opendems.mjs`, `lab-worker.mjs`, ...), or why it could not be built. */
    builtProgram: { folder: string } | { problem: string };
  }
}

/** Builds the program once for the tests that start it as a process or a worker. */
export default function setup(project: TestProject): void {
  const root = project.config.root;
  const output = join(root, 'node_modules', '.cache', 'opendems-test');
  const result = spawnSync(process.execPath, ['build/build.mjs', '--main-only', '--output', output], {
    cwd: root,
    encoding: 'utf8',
  });
  // A broken build fails the tests that need it, not those of pure functions.
  project.provide('builtProgram', result.status === 0 ? { folder: join(output, 'main') } : { problem: result.stderr });
}

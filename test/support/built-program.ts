import { inject } from 'vitest';

/** Folder of the program as built for this test run. @throws when it could not be built */
export function builtProgramFolder(): string {
  const built = inject('builtProgram');
  if ('problem' in built) throw new Error(`the build for the tests failed:\n${built.problem}`);
  return built.folder;
}

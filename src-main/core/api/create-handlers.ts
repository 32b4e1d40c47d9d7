import { PROTOCOL_VERSION, type Handlers } from '../../../shared/api/contract.ts';
import { SOFTWARE_VERSION } from '../version.ts';
import { analysisHandlers } from './analysis-handlers.ts';
import { compareHandlers } from './compare-handlers.ts';
import type { CoreServices } from './core-services.ts';
import { exportHandlers } from './export-handlers.ts';
import { importHandlers } from './import-handlers.ts';
import { jobHandlers } from './job-handlers.ts';
import { liveHandlers } from './live-handlers.ts';
import { recordHandlers } from './record-handlers.ts';
import { reportHandlers } from './report-handlers.ts';
import { runHandlers } from './run-handlers.ts';

/** One handler for each method of the contract. */
export function createHandlers(core: CoreServices): Handlers {
  return {
    hello: async () => ({
      protocolVersion: PROTOCOL_VERSION,
      softwareVersion: SOFTWARE_VERSION,
      capabilities: core.capabilities,
      settings: core.settings.get(),
      libraryFolder: core.library.folder,
    }),
    ...runHandlers(core),
    ...analysisHandlers(core),
    ...compareHandlers(core),
    ...importHandlers(core),
    ...exportHandlers(core),
    ...jobHandlers(core),
    ...liveHandlers(core),
    ...recordHandlers(core),
    ...reportHandlers(core),
  };
}

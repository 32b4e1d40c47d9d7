import { readFileSync } from 'node:fs';
import type { Handlers } from '../../../shared/api/contract.ts';
import { AppError } from '../../../shared/api/errors.ts';
import type { ReportOptions } from '../../../shared/api/report.ts';
import { isoFromUs } from '../../../shared/domain/time.ts';
import type { ReportWork } from '../report-worker.ts';
import { readLogo, saveLogo } from '../report/laboratory-logo.ts';
import type { ReportContext } from '../report/report-model/report-document.ts';
import type { CoreServices } from './core-services.ts';
import { runWorkThread } from './run-work-thread.ts';

type ReportMethods = 'report.preview' | 'report.start' | 'report.logo' | 'report.setLogo';

/** Reports of stored runs: looked at in the window, written as jobs. */
export function reportHandlers(core: CoreServices): Pick<Handlers, ReportMethods> {
  const { library, analyses, runControl, settings, hostClock, jobs, outgoing, incoming, workers, home } = core;
  const pathsOf = (runIds: readonly string[]) => {
    if (runIds.some((runId) => runControl.session?.header.run.id === runId)) throw stillRecording();
    return runIds.map((runId) => library.pathOf(runId));
  };
  const contextFor = (options: ReportOptions): ReportContext => {
    const { laboratory, operator } = settings.get();
    return { options, laboratory, operator, logo: readLogo(home), madeTime: isoFromUs(hostClock.utcUs())! };
  };
  return {
    'report.preview': async ({ runIds, recipe, options }) =>
      analyses.report(pathsOf(runIds), { recipe, context: contextFor(options) }),
    'report.start': async ({ runIds, recipe, options, format, target }) => {
      const paths = pathsOf(runIds);
      const context = contextFor(options);
      const thread = { url: workers.report, name: 'report', clock: hostClock };
      const title = options.title || 'Calibrated gas report';
      return {
        jobId: jobs.start({ kind: 'report', title }, async (job) => ({
          kind: 'file',
          file: await outgoing.write(
            target,
            (output) => runWorkThread<ReportWork, void>(thread, { paths, recipe, context, format, output }, job),
            job.signal,
          ),
        })),
      };
    },
    'report.logo': async () => ({ logo: readLogo(home) }),
    'report.setLogo': async ({ handle }) => {
      if (handle === null) saveLogo(home, null);
      else
        try {
          saveLogo(home, readFileSync(incoming.get(handle).path));
        } finally {
          incoming.release([handle]);
        }
      return { logo: readLogo(home) };
    },
  };
}

function stillRecording(): AppError {
  return new AppError({
    code: 'run-is-recording',
    happened: 'This run is being recorded.',
    safe: 'It goes on undisturbed.',
    next: 'Report it when it has been stopped.',
  });
}

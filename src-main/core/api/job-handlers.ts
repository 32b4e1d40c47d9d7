import type { Handlers } from '../../../shared/api/contract.ts';
import type { CoreServices } from './core-services.ts';

type JobHandlers = Pick<Handlers, Extract<keyof Handlers, `jobs.${string}` | `files.${string}`>>;

/** Long works, and files between a person and the core. */
export function jobHandlers({ jobs, incoming, outgoing }: CoreServices): JobHandlers {
  return {
    'jobs.list': async () => ({ jobs: jobs.list() }),
    'jobs.cancel': async ({ id }) => {
      await jobs.cancel(id);
      return {};
    },

    'files.upload': async ({ name, bytes }) => incoming.begin(name, bytes),
    'files.append': async ({ handle, offset, data }) => {
      await incoming.append(handle, offset, data);
      return {};
    },
    'files.release': async ({ handles }) => {
      incoming.release(handles);
      return {};
    },
    'files.saveAs': async ({ suggestedName }) => ({ target: await outgoing.saveAs(suggestedName) }),
    'files.reveal': async ({ handle }) => {
      await outgoing.reveal(handle);
      return {};
    },
  };
}

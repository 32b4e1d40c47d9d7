import { WHOLE_RUN } from '../../../shared/figure/figure-request.ts';

/** Name of a figure's file without its ending, e.g. `charge 1 of Bare NCM85 and Coated NCM85`. */
export function figureFileName(halfCycle: string, samples: readonly string[]): string {
  const names = samples.map((sample) => sample.replace(/^\d+ /, '')).join(' and ');
  return `${halfCycle === WHOLE_RUN ? 'whole run' : halfCycle} of ${names}`.replace(/[/\\:*?"<>|]/g, ' ');
}

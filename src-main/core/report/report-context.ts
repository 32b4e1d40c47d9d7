import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsSchema, type Settings } from '../../../shared/api/contract.ts';
import type { ReportOptions } from '../../../shared/api/report.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { readLogo } from './laboratory-logo.ts';
import type { ReportContext } from './report-model/report-document.ts';

/** What a report takes from the place it is made in: laboratory, logo, operator (else the run's), date. */
export function reportContext(
  options: ReportOptions,
  settings: Pick<Settings, 'laboratory' | 'operator'>,
  home: string,
  runs: readonly Pick<Run, 'operator'>[],
  madeTime: string,
): ReportContext {
  const operators = [...new Set(runs.map((run) => run.operator).filter((name) => name !== ''))];
  return {
    options,
    laboratory: settings.laboratory,
    logo: readLogo(home),
    operator: settings.operator || operators.join(', '),
    madeTime,
  };
}

/** The stored settings, or the usual ones where there are none that can be understood. */
export function storedSettings(home: string): Settings {
  try {
    return settingsSchema.parse(JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8')));
  } catch {
    // The window says so when they are broken; a report can do without them.
    return settingsSchema.parse({});
  }
}

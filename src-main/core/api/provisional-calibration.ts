import type { ProvisionalCalibration } from '../../../shared/api/provisional.ts';
import type { Profile } from '../../../shared/domain/profile.ts';
import { activeMassGram } from '../../../shared/domain/sample.ts';
import { isoFromUs } from '../../../shared/domain/time.ts';
import type { ChannelNow, RunSession } from '../acquisition/run-session-contract.ts';
import { provisionalRates, type RateBasis } from '../views/provisional-rates.ts';
import type { FoundCalibration, LastCalibrations } from './last-calibration.ts';

/** Pure: what a rate of the run being recorded needs; undefined where mass or flow is not known. */
export function rateBasis(session: Pick<RunSession, 'header' | 'channels'>): RateBasis | undefined {
  const { sample } = session.header.run;
  const mass = sample && activeMassGram(sample);
  const now = session.channels();
  const flow = valueOf(now, 'flow-setpoint') ?? valueOf(now, 'flow');
  if (!mass || !flow) return undefined;
  return { flowMlnPerMin: flow.value, flowReference: flow.channel.flowReference, activeMassGram: mass };
}

function valueOf(now: readonly ChannelNow[], role: 'flow' | 'flow-setpoint') {
  const found = now.find(({ channel, value }) => channel.role === role && value !== undefined && value > 0);
  return found && { channel: found.channel, value: found.value! };
}

/** What the rates of the run being recorded are by. Windows ask again and again; runs are searched once. */
export class ProvisionalCalibrations {
  readonly #last: Pick<LastCalibrations, 'find'>;
  #search: { liveRunId: string; found: Promise<FoundCalibration | undefined> } | undefined;

  constructor(last: Pick<LastCalibrations, 'find'>) {
    this.#last = last;
  }

  /** The calibration for the run being recorded; null where no stored run of these instruments has one. */
  async of(session: RunSession): Promise<ProvisionalCalibration | null> {
    const { id, profile } = session.header.run;
    const basis = rateBasis(session);
    if (!profile || !basis) return null;
    const found = await this.#searched(id, profile);
    if (!found) return null;
    const { run, calibration } = found;
    return {
      runId: run.runId,
      runName: run.name,
      calibratedTime: (calibration.calibratedUs === null ? null : isoFromUs(calibration.calibratedUs)) ?? null,
      flowMlnPerMin: basis.flowMlnPerMin,
      gases: provisionalRates(calibration, basis),
    };
  }

  /** A run that is added later may have one: what was not found is looked for again. */
  async #searched(liveRunId: string, profile: Profile): Promise<FoundCalibration | undefined> {
    if (this.#search?.liveRunId !== liveRunId) this.#search = { liveRunId, found: this.#last.find(liveRunId, profile) };
    const search = this.#search;
    let found: FoundCalibration | undefined;
    try {
      found = await search.found;
      return found;
    } finally {
      if (!found && this.#search === search) this.#search = undefined;
    }
  }
}

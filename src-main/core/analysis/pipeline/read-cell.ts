import type { Finding } from '../../../../shared/domain/finding.ts';
import type { ElectrochemistryRecipe } from '../../../../shared/domain/recipe-electrochemistry.ts';
import type { ChannelRole } from '../../../../shared/domain/role.ts';
import type { AnalysisChannel, AnalysisInput } from '../analysis-input.ts';
import {
  buildPhases,
  gasPhasesFromSelection,
  numberPhases,
  type TimedPhase,
} from '../electrochemistry/build-phases.ts';
import { cellRecord, meanCurrent, type CellRecord, type StampedSeries } from '../electrochemistry/cell-record.ts';
import { detectSteps, restThreshold, stepsFromCounter, type CellStep } from '../electrochemistry/detect-steps.ts';
import { info, shortNumber, warning } from '../findings.ts';
import { quantileOf } from '../numerics/statistics.ts';
import type { RunClocks } from './read-clocks.ts';

/** What the cell did, on the common time. */
export interface CellStage {
  record: CellRecord | undefined;
  phases: TimedPhase[];
  /** Begin of the first charge or discharge; NaN without one. Amounts count from here. */
  firstCurrentSeconds: number;
  /** End of the last phase that is quantified. */
  lastPhaseSeconds: number;
  voltageSourceId: string | undefined;
  findings: Finding[];
}

/** Phases whose gas is counted. */
export function isQuantified(phase: TimedPhase): boolean {
  return phase.kind === 'charge' || phase.kind === 'discharge' || phase.kind === 'rest';
}

/** Reads voltage, current, counters and gas selection and finds the phases. */
export function readCell(input: AnalysisInput, recipe: ElectrochemistryRecipe, clocks: RunClocks): CellStage {
  const findings: Finding[] = [];
  const current = findChannel(input, recipe.currentChannelId, ['current']);
  const voltage = findChannel(input, recipe.voltageChannelId, ['voltage', 'auxiliary-voltage']);
  let record: CellRecord | undefined;
  let steps: CellStep[] = [];
  if (current) {
    const ampere = recipe.currentSign === 1 ? current.value : current.value.map((value) => -value);
    record = cellRecord(
      current.timeUs,
      { ...stampedSeries(clocks, current), values: ampere },
      voltage && stampedSeries(clocks, voltage),
    );
    steps = findSteps(input, recipe, clocks, record, findings);
    if (record.bridgedSeconds > 0) {
      findings.push(
        warning(
          'electrochemistry',
          'current-bridged',
          `Current is missing for ${shortNumber(record.bridgedSeconds)} s in all; charge is bridged linearly there.`,
          'Check the gaps of the cycler.',
        ),
      );
    }
  } else {
    findings.push(
      warning(
        'electrochemistry',
        'no-current',
        'There is no current: phases, state of charge and capacity are unknown.',
        'Map a channel to the role current, import the cycler file, or declare windows in Quantify.',
      ),
    );
  }
  const phases = recipe.phases
    ? givenPhases(recipe, clocks, current?.sourceId ?? clocks.referenceSourceId)
    : buildPhases(steps, findGasPhases(input, clocks));
  const active = phases.filter((phase) => phase.kind === 'charge' || phase.kind === 'discharge');
  const firstCurrentSeconds = active[0]?.fromSeconds ?? Number.NaN;
  const counted = phases.filter((phase) => isQuantified(phase) && phase.fromSeconds >= firstCurrentSeconds);
  return {
    record,
    phases,
    firstCurrentSeconds,
    lastPhaseSeconds: counted.at(-1)?.toSeconds ?? Number.NaN,
    voltageSourceId: voltage?.sourceId,
    findings,
  };
}

function stampedSeries(clocks: RunClocks, channel: AnalysisChannel): StampedSeries {
  return { flatUs: clocks.flatOf(channel), values: channel.value, line: clocks.lineOf(channel.sourceId) };
}

/** The named channel, else the first of the roles in order, the cycler's own before others. */
export function findChannel(
  input: AnalysisInput,
  id: string | null,
  roles: readonly ChannelRole[],
): AnalysisChannel | undefined {
  const named = input.channels.find((channel) => channel.id === id);
  if (named) return named;
  const kindOf = new Map(input.sources.map((source) => [source.id, source.kind]));
  for (const role of roles) {
    const all = input.channels.filter((channel) => channel.role === role && channel.timeUs.length > 0);
    const own = all.find((channel) => kindOf.get(channel.sourceId) === 'cycler');
    if (own ?? all[0]) return own ?? all[0];
  }
  return undefined;
}

function findSteps(
  input: AnalysisInput,
  recipe: ElectrochemistryRecipe,
  clocks: RunClocks,
  record: CellRecord,
  findings: Finding[],
): CellStep[] {
  const { flatUs, values, line } = record.current;
  const nominal = recipe.nominalCurrentAmpere ?? thinnedLargeCurrent(values);
  const rules = {
    restCurrentAmpere: restThreshold(recipe.restCurrentAmpere, recipe.restPercentOfNominal, nominal),
    minimumRestSeconds: recipe.minimumRestSeconds,
    mergeFragmentsSeconds: recipe.mergeFragmentsSeconds,
  };
  const own = detectSteps(flatUs, values, rules, line.toSeconds);
  if (recipe.stepsFrom === 'current') return own;
  const counter = findChannel(input, null, ['step-index']);
  if (!counter) {
    if (recipe.stepsFrom === 'counters') {
      findings.push(
        info(
          'electrochemistry',
          'no-counters',
          'The cycler recorded no step counter; steps are found in the current.',
          'Nothing to do.',
        ),
      );
    }
    return own;
  }
  const seconds = clocks.secondsOf(counter);
  const last = line.toSeconds(lastFinite(flatUs));
  const counted = stepsFromCounter(seconds, counter.value, last, (from, to) => meanCurrent(record, from, to), rules);
  const disagreement =
    counted.filter((step) => step.state !== 0).length !== own.filter((step) => step.state !== 0).length;
  if (disagreement) {
    findings.push(
      warning(
        'electrochemistry',
        'counters-disagree',
        `The cycler's step counter gives ${counted.length} steps, the current ${own.length}; the current is believed.`,
        'Check the phases against voltage and current.',
      ),
    );
    return own;
  }
  return counted;
}

function lastFinite(values: Float64Array): number {
  for (let i = values.length - 1; i >= 0; i--) if (values[i] === values[i]) return values[i];
  return Number.NaN;
}

/** 95th percentile of |I| over an even selection. */
function thinnedLargeCurrent(current: Float64Array): number {
  const stride = Math.max(1, Math.floor(current.length / 4000));
  const picked: number[] = [];
  for (let i = 0; i < current.length; i += stride) picked.push(Math.abs(current[i]));
  return quantileOf(picked, 0.95);
}

function findGasPhases(input: AnalysisInput, clocks: RunClocks) {
  const selection = input.channels.find((channel) => channel.role === 'gas-selection' && channel.timeUs.length > 0);
  if (!selection) return [];
  let end = Number.NEGATIVE_INFINITY;
  for (const channel of input.channels) {
    if (channel.role !== 'ion-current' || channel.timeUs.length === 0) continue;
    end = Math.max(end, clocks.lineOf(channel.sourceId).toSeconds(lastFinite(clocks.flatOf(channel))));
  }
  return gasPhasesFromSelection(clocks.secondsOf(selection), selection.value, end);
}

function givenPhases(recipe: ElectrochemistryRecipe, clocks: RunClocks, sourceId: string | undefined): TimedPhase[] {
  const phases = (recipe.phases ?? []).map((phase) => ({
    kind: phase.kind,
    number: phase.number,
    fromSeconds: clocks.secondsAt(sourceId ?? '', phase.fromUs),
    toSeconds: clocks.secondsAt(sourceId ?? '', phase.toUs),
  }));
  return numberPhases(phases.sort((a, b) => a.fromSeconds - b.fromSeconds));
}

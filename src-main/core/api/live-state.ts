import type { LiveState } from '../../../shared/api/live.ts';
import type { PhaseView } from '../../../shared/api/views.ts';
import type { RunHeader } from '../../../shared/domain/run.ts';
import { activeMassGram, theoreticalCapacityOf } from '../../../shared/domain/sample.ts';
import { specificCapacity, stateOfCharge } from '../../../shared/domain/state-of-charge.ts';
import type { ChannelNow, RunSession, SessionState, SessionStatistics } from '../acquisition/run-session-contract.ts';

/** A channel is stale after three learnt periods (opcua.md 3, rule 7) ... */
const STALE_PERIODS = 3;
/** ... but never before so many seconds of the computer: publishing and flushing take their time at any speed. */
const STALE_AT_LEAST_HOST_SECONDS = 2;

/** What is known of the program besides the session. */
export interface LiveSurroundings {
  runId: string;
  zeroUtcUs: number;
  phases: PhaseView[];
  diskFreeBytes: number | null;
}

/** The state without a run. */
export function idleState(labUtcUs: number, diskFreeBytes: number | null): LiveState {
  return {
    state: 'idle',
    runId: null,
    runName: null,
    sampleName: null,
    profileName: null,
    simulated: false,
    speed: 1,
    startedUtcUs: null,
    labUtcUs,
    channels: [],
    readouts: [],
    health: [],
    phases: [],
    socPercent: null,
    capacityMilliampHourPerGram: null,
    referenceOffsetVolt: null,
    activeMassGram: null,
    oneCMilliampPerGram: null,
    samplesPerSecond: 0,
    newestSampleAgeSeconds: null,
    clockOffsetSeconds: null,
    clockOffsetSpreadSeconds: null,
    fileBytes: 0,
    diskFreeBytes,
    sampleCount: 0,
    gapCount: 0,
  };
}

/** A run that is being connected: its name is known, its samples are not there yet. */
export function connectingState(header: RunHeader, labUtcUs: number, diskFreeBytes: number | null): LiveState {
  return { ...idleState(labUtcUs, diskFreeBytes), ...headerPart(header), state: 'connecting' };
}

/** Everything a window needs of the run being recorded. */
export function liveState(session: RunSession, surroundings: LiveSurroundings): LiveState {
  const { header, labClock } = session;
  const labUtcUs = labClock.utcUs();
  const channels = session.channels();
  const statistics = session.statistics();
  const clock = massSpectrometerClock(header, statistics);
  const newestUs = Math.max(...channels.map((channel) => channel.receiptUtcUs ?? -Infinity));
  return {
    ...idleState(labUtcUs, surroundings.diskFreeBytes),
    ...headerPart(header),
    // A run may be renamed while it is recorded; the header stays as it was.
    runName: session.reader().run().name,
    ...cellPart(header, session.chargeCoulomb()),
    state: windowState(session.state()),
    runId: surroundings.runId,
    startedUtcUs: surroundings.zeroUtcUs,
    readouts: channels.map((channel) => readout(channel, labUtcUs, labClock.speed, offsetUs(channel, statistics))),
    health: session.health().map((health) => ({ ...health, name: sourceName(header, health.sourceId) })),
    phases: surroundings.phases,
    samplesPerSecond: statistics.samplesPerSecond,
    newestSampleAgeSeconds: Number.isFinite(newestUs) ? Math.max(0, (labUtcUs - newestUs) / 1e6) : null,
    clockOffsetSeconds: clock?.offsetSeconds ?? null,
    clockOffsetSpreadSeconds: clock?.spreadSeconds ?? null,
    fileBytes: statistics.fileBytes,
    sampleCount: statistics.samples,
    gapCount: statistics.gaps,
  };
}

function windowState(state: SessionState): LiveState['state'] {
  return state === 'finished' || state === 'failed' ? 'idle' : state;
}

function headerPart({ run, channels }: RunHeader) {
  return {
    runId: run.id,
    runName: run.name,
    sampleName: run.sample?.name ?? null,
    profileName: run.profile?.name ?? null,
    simulated: run.simulation !== null,
    speed: run.labClock.speed,
    channels,
    referenceOffsetVolt: run.sample?.referenceOffsetVolt ?? null,
    activeMassGram: run.sample && activeMassGram(run.sample),
    oneCMilliampPerGram: run.sample?.oneCMilliampPerGram ?? null,
  };
}

function cellPart({ run }: RunHeader, chargeCoulomb: number | undefined) {
  const mass = run.sample && activeMassGram(run.sample);
  const theoretical = run.sample && theoreticalCapacityOf(run.sample);
  const capacity = chargeCoulomb !== undefined && mass ? specificCapacity(chargeCoulomb, mass) : null;
  return {
    capacityMilliampHourPerGram: capacity,
    socPercent: capacity !== null && theoretical ? stateOfCharge(capacity, theoretical) : null,
  };
}

function readout(
  now: ChannelNow,
  labUtcUs: number,
  speed: number,
  sourceOffsetUs: number,
): LiveState['readouts'][number] {
  const period = now.periodSeconds;
  return {
    channelId: now.channel.id,
    value: now.value ?? null,
    timeUs: now.timeUs ?? null,
    ageSeconds: ageSeconds(now, labUtcUs, sourceOffsetUs),
    staleAfterSeconds:
      period === undefined ? null : Math.max(STALE_PERIODS * period, STALE_AT_LEAST_HOST_SECONDS * speed),
    severity: now.severity ?? null,
  };
}

/**
 * Age of the newest usable value. While it is also the newest sample, its receipt says it best; after that only its
 * source time is known, and the source's clock may be off.
 */
function ageSeconds(now: ChannelNow, labUtcUs: number, sourceOffsetUs: number): number | null {
  if (now.timeUs === undefined || now.receiptUtcUs === undefined) return null;
  const bornUs = now.severity === 'good' ? now.receiptUtcUs : Math.min(now.receiptUtcUs, now.timeUs - sourceOffsetUs);
  return Math.max(0, (labUtcUs - bornUs) / 1e6);
}

function offsetUs(now: ChannelNow, { clockOffsets }: SessionStatistics): number {
  const offset = clockOffsets.find((candidate) => candidate.sourceId === now.channel.sourceId);
  return (offset?.offsetSeconds ?? 0) * 1e6;
}

function massSpectrometerClock(header: RunHeader, { clockOffsets }: SessionStatistics) {
  const source = header.sources.find((candidate) => candidate.kind === 'mass-spectrometer');
  return clockOffsets.find((offset) => offset.sourceId === source?.id);
}

function sourceName(header: RunHeader, sourceId: string): string {
  return header.sources.find((source) => source.id === sourceId)?.name ?? sourceId;
}

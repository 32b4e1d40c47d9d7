import type { Alert } from '../../../shared/api/alerts.ts';
import type { RunEvent } from '../../../shared/domain/event.ts';

/** What an event of the run does to the standing alerts. */
export type AlertChange = { raise: Omit<Alert, 'seen'> } | { clear: string };

/** Where a fault is looked after, in the words of the instrument. */
const NEXT_STEPS: Partial<Record<RunEvent['kind'], string>> = {
  'connection-lost': 'Check that the server runs and the network cable is in; the program reconnects by itself.',
  'node-missing': 'Check the tag on the server, or correct the mapping in Instruments.',
  'queue-overflow': 'Raise the queue on the server or lower the publishing interval in the profile.',
  'clock-step': 'Nothing to do now; the step is corrected in Sync after the run.',
  'scan-number-skipped': 'Check the load of the spectrometer computer; the hole is marked.',
  'revised-settings': 'Ask for longer queues on the server, or accept that long outages lose data.',
};

/** Pure: the standing alerts follow from the events of a run. Silent channels are gathered by StaleAlerts. */
export function decideAlerts(event: RunEvent): AlertChange[] {
  const subject = event.channelId ?? event.sourceId ?? 'run';
  const raise = (id: string): AlertChange => ({
    raise: {
      id,
      severity: event.severity,
      sentence: event.text,
      next: NEXT_STEPS[event.kind] ?? 'Look at the run’s events for details.',
      sinceUs: event.timeUs,
    },
  });
  switch (event.kind) {
    case 'connection-lost':
      return [raise(`connection:${event.sourceId ?? 'server'}`)];
    case 'connection-restored':
      return [{ clear: `connection:${event.sourceId ?? 'server'}` }];
    case 'channel-restored':
      return [{ clear: `node-missing:${subject}` }];
    case 'node-missing':
      return [raise(`node-missing:${subject}`)];
    case 'quality-changed':
      return event.severity === 'info' ? [{ clear: `quality:${subject}` }] : [raise(`quality:${subject}`)];
    case 'queue-overflow':
    case 'clock-step':
    case 'scan-number-skipped':
    case 'revised-settings':
      return [raise(`${event.kind}:${subject}`)];
    default:
      return [];
  }
}

/** How much room is left for the run, as an alert or its end. */
export function decideDiskAlert(
  freeBytes: number,
  bytesPerHour: number,
  labUtcUs: number,
): { raise: Omit<Alert, 'seen'> } | { clear: string } {
  const id = 'disk-space';
  const hours = bytesPerHour > 0 ? freeBytes / bytesPerHour : Number.POSITIVE_INFINITY;
  const severity = hours < 2 || freeBytes < 50e6 ? 'alarm' : hours < 48 || freeBytes < 500e6 ? 'warning' : undefined;
  if (!severity) return { clear: id };
  const room = Number.isFinite(hours) ? `, enough for ${hours < 10 ? hours.toFixed(1) : Math.floor(hours)} h` : '';
  return {
    raise: {
      id,
      severity,
      sentence: `Disk has ${(freeBytes / 1e9).toFixed(1)} GB free${room}. What is recorded so far is safe.`,
      next: 'Free space on this disk or end the run before it is full.',
      sinceUs: labUtcUs,
    },
  };
}

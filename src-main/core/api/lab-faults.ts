import type { LabFault as WindowFault } from '../../../shared/api/instruments.ts';
import { AppError } from '../../../shared/api/errors.ts';
import type { Channel } from '../../../shared/domain/channel.ts';
import { LAB_NAMESPACE } from '../instruments/simulated/lab-tags.ts';
import type { LabFault } from '../instruments/simulated/faults.ts';

/** How long a restarted server stays away, seconds of the computer. */
const RESTART_SECONDS = 2;

/**
 * A fault as the window asks for it, in terms of the simulated lab. Seconds of faults in the laboratory are the
 * laboratory's, of faults in network and server the computer's.
 */
export function labFaultOf(fault: WindowFault, channels: Channel[]): LabFault {
  switch (fault.kind) {
    case 'stall':
      return { kind: 'stall', labSeconds: fault.seconds };
    case 'drop':
      return { kind: 'drop', hostSeconds: fault.seconds };
    case 'bad-quality':
      return { kind: 'bad-quality', tag: tagOf(fault.channelId, channels), labSeconds: fault.seconds };
    case 'filament-off':
      return { kind: 'filament-off', labSeconds: fault.seconds };
    case 'clock-jump':
      return { kind: 'clock-step', source: fault.source, seconds: fault.seconds };
    case 'namespace-moved':
    case 'restart':
      return { kind: fault.kind, hostSeconds: RESTART_SECONDS };
  }
}

function tagOf(channelId: string, channels: Channel[]): string {
  const prefix = `nsu=${LAB_NAMESPACE};s=`;
  const origin = channels.find((channel) => channel.id === channelId)?.origin ?? '';
  if (origin.startsWith(prefix)) return origin.slice(prefix.length);
  throw new AppError({
    code: 'unknown-channel',
    happened: `The simulated lab has no channel "${channelId}".`,
    safe: 'The simulated lab goes on undisturbed.',
    next: 'Choose one of the run’s channels.',
  });
}
